-- Posted leads, their deliveries and sales. All three are partitioned by the time inside the ping's id, so that a ping's rows are found,
-- and are unique, within one partition.

CREATE TABLE lead (
    tenant text NOT NULL,
    ping_id uuid NOT NULL,
    ping_at timestamptz NOT NULL,
    lead_id uuid NOT NULL,
    campaign text NOT NULL,
    vendor text NOT NULL,
    source text NOT NULL,
    currency text NOT NULL,
    consumer_keys text[] NOT NULL,
    sealed bytea NOT NULL,
    state text NOT NULL,
    answer text,
    posted_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (tenant, ping_id, ping_at)
) PARTITION BY RANGE (ping_at);
SELECT keep_to_tenant('lead');
SELECT partition_by_month('lead');
CREATE INDEX lead_id ON lead (tenant, lead_id);
GRANT SELECT, INSERT, UPDATE (sealed, state, answer, settled_at) ON lead TO gavel_app;

-- The claims stand as three arrays, one place each: counter, first second of its window, last second's successor, amount.
CREATE TABLE delivery (
    tenant text NOT NULL,
    ping_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    ping_at timestamptz NOT NULL,
    lead_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    contract text NOT NULL,
    buyer text NOT NULL,
    endpoint text,
    price_micros bigint NOT NULL CHECK (price_micros >= 0),
    payout_micros bigint NOT NULL CHECK (payout_micros >= 0),
    claim_counters text[] NOT NULL,
    claim_starts bigint[] NOT NULL,
    claim_ends bigint[] NOT NULL,
    claim_limits bigint[] NOT NULL,
    claim_amounts bigint[] NOT NULL,
    state text NOT NULL CHECK (state IN ('INTENT', 'ACCEPTED', 'REJECTED', 'UNRESOLVED', 'NOT_SENT')),
    attempts integer NOT NULL DEFAULT 1,
    next_attempt_at timestamptz NOT NULL,
    reference text,
    reason text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, ping_id, delivery_id, ping_at)
) PARTITION BY RANGE (ping_at);
SELECT keep_to_tenant('delivery');
SELECT partition_by_month('delivery');
CREATE INDEX delivery_open ON delivery (tenant, next_attempt_at) WHERE state IN ('INTENT', 'UNRESOLVED');
GRANT SELECT, INSERT, UPDATE (state, attempts, next_attempt_at, reference, reason) ON delivery TO gavel_app;

CREATE TABLE sale (
    tenant text NOT NULL,
    ping_id uuid NOT NULL,
    leg_id uuid NOT NULL,
    ping_at timestamptz NOT NULL,
    delivery_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    campaign text NOT NULL,
    vendor text NOT NULL,
    source text NOT NULL,
    contract text NOT NULL,
    buyer text NOT NULL,
    price_micros bigint NOT NULL,
    payout_micros bigint NOT NULL,
    currency text NOT NULL,
    reference text,
    sold_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, ping_id, leg_id, ping_at)
) PARTITION BY RANGE (ping_at);
SELECT keep_to_tenant('sale');
SELECT partition_by_month('sale');
CREATE INDEX sale_sold ON sale (tenant, sold_at);
CREATE INDEX sale_buyer ON sale (tenant, buyer, sold_at);
GRANT SELECT, INSERT ON sale TO gavel_app;

SELECT make_partitions(3);
