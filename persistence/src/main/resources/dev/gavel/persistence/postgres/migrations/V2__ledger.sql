-- Money in double entry, and what the caps have used.

-- balance_micros is the sum of the account's entries, kept so that a hold can be guarded by one row.
CREATE TABLE account (
    tenant text NOT NULL,
    account text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    balance_micros bigint NOT NULL DEFAULT 0,
    credit_limit_micros bigint NOT NULL DEFAULT 0 CHECK (credit_limit_micros >= 0),
    PRIMARY KEY (tenant, account)
) WITH (fillfactor = 70);
SELECT keep_to_tenant('account');
GRANT SELECT, INSERT, UPDATE (balance_micros, credit_limit_micros) ON account TO gavel_app;

CREATE TABLE transfer (
    tenant text NOT NULL,
    transfer_id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('DEPOSIT', 'HOLD', 'VOID', 'SALE', 'REFUND')),
    reference text NOT NULL,
    PRIMARY KEY (tenant, transfer_id, at)
) PARTITION BY RANGE (at);
SELECT keep_to_tenant('transfer');
SELECT partition_by_month('transfer');
GRANT SELECT, INSERT ON transfer TO gavel_app;

CREATE TABLE entry (
    tenant text NOT NULL,
    transfer_id uuid NOT NULL,
    account text NOT NULL,
    at timestamptz NOT NULL,
    amount_micros bigint NOT NULL CHECK (amount_micros <> 0),
    PRIMARY KEY (tenant, transfer_id, account, at)
) PARTITION BY RANGE (at);
SELECT keep_to_tenant('entry');
SELECT partition_by_month('entry');
CREATE INDEX entry_account ON entry (tenant, account, at);
GRANT SELECT, INSERT ON entry TO gavel_app;

-- What makes a deposit count once.
CREATE TABLE deposit (
    tenant text NOT NULL,
    reference text NOT NULL,
    buyer text NOT NULL,
    amount_micros bigint NOT NULL CHECK (amount_micros > 0),
    PRIMARY KEY (tenant, reference)
);
SELECT keep_to_tenant('deposit');
GRANT SELECT, INSERT ON deposit TO gavel_app;

-- Seconds since 1970; the end is 9007199254740991 where a window never ends.
CREATE TABLE cap_usage (
    tenant text NOT NULL,
    counter text NOT NULL,
    window_start bigint NOT NULL,
    window_end bigint NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (tenant, counter, window_start)
) WITH (fillfactor = 70);
SELECT keep_to_tenant('cap_usage');
GRANT SELECT, INSERT, UPDATE (used), DELETE ON cap_usage TO gavel_app;

-- Which ping a consumer is sold or being sold by, in a campaign.
CREATE TABLE consumer_claim (
    tenant text NOT NULL,
    campaign text NOT NULL,
    consumer_key text NOT NULL,
    ping_id uuid NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (tenant, campaign, consumer_key)
);
SELECT keep_to_tenant('consumer_claim');
CREATE INDEX consumer_claim_until ON consumer_claim (tenant, until);
GRANT SELECT, INSERT, UPDATE, DELETE ON consumer_claim TO gavel_app;

SELECT make_partitions(3);
