-- Returns of sales, what operators book and decide by hand, and the state of buyers' accounts.

-- Bookings by hand: what makes each count once, and who did it why. Takes the place of deposit, whose rows move over. The owner is kept to
-- tenants like everybody, but for this copy.
CREATE TABLE manual_booking (
    tenant text NOT NULL,
    reference text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('DEPOSIT', 'WITHDRAWAL', 'PAYOUT', 'ADJUSTMENT')),
    account text NOT NULL,
    amount_micros bigint NOT NULL CHECK (amount_micros <> 0),
    reason text NOT NULL,
    actor text NOT NULL,
    paid_currency text,
    paid_micros bigint,
    rate text,
    booked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, reference)
);
ALTER TABLE deposit NO FORCE ROW LEVEL SECURITY;
INSERT INTO manual_booking (tenant, reference, kind, account, amount_micros, reason, actor, booked_at)
SELECT tenant, reference, 'DEPOSIT', 'buyer/' || buyer, amount_micros, '', 'unknown', now() FROM deposit;
DROP TABLE deposit;
SELECT keep_to_tenant('manual_booking');
GRANT SELECT, INSERT ON manual_booking TO gavel_app;

ALTER TABLE transfer DROP CONSTRAINT transfer_kind_check;
ALTER TABLE transfer ADD CONSTRAINT transfer_kind_check
    CHECK (kind IN ('DEPOSIT', 'HOLD', 'VOID', 'SALE', 'REFUND', 'WITHDRAWAL', 'PAYOUT', 'ADJUSTMENT'));

-- Whether a buyer can buy: kept by the nodes, so that a change is told once.
ALTER TABLE account
    ADD COLUMN status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'LOW', 'OUT_OF_FUNDS')),
    ADD COLUMN status_since timestamptz;
GRANT UPDATE (status, status_since) ON account TO gavel_app;

-- A buyer's own key.
ALTER TABLE api_key
    ADD COLUMN buyer text,
    ADD CONSTRAINT api_key_owner_check CHECK (vendor IS NULL OR buyer IS NULL);

-- A return is asked for by the id of the delivery that the sale came from.
CREATE INDEX sale_delivery ON sale (tenant, delivery_id);

-- evidence is sealed under the tenant's data key, bound to the return's id. clawback_basis_points and gives_cap_back are the policy's when the
-- return was asked for; what was moved stands in refund_micros, clawback_micros and cap_given_back.
CREATE TABLE sale_return (
    tenant text NOT NULL,
    ping_id uuid NOT NULL,
    return_id uuid NOT NULL,
    ping_at timestamptz NOT NULL,
    leg_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    campaign text NOT NULL,
    contract text NOT NULL,
    buyer text NOT NULL,
    vendor text NOT NULL,
    currency text NOT NULL,
    price_micros bigint NOT NULL,
    payout_micros bigint NOT NULL,
    sold_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('REQUESTED', 'APPROVED', 'DENIED', 'EXPIRED')),
    reason text NOT NULL,
    amount_micros bigint NOT NULL CHECK (amount_micros BETWEEN 1 AND price_micros),
    clawback_basis_points integer NOT NULL CHECK (clawback_basis_points BETWEEN 0 AND 10000),
    gives_cap_back boolean NOT NULL,
    evidence bytea,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    refund_micros bigint NOT NULL DEFAULT 0 CHECK (refund_micros BETWEEN 0 AND amount_micros),
    clawback_micros bigint NOT NULL DEFAULT 0 CHECK (clawback_micros BETWEEN 0 AND payout_micros),
    cap_given_back boolean NOT NULL DEFAULT false,
    decided_by text,
    decided_at timestamptz,
    note text,
    PRIMARY KEY (tenant, ping_id, return_id, ping_at)
) PARTITION BY RANGE (ping_at);
SELECT keep_to_tenant('sale_return');
SELECT partition_by_month('sale_return');
CREATE UNIQUE INDEX sale_return_standing ON sale_return (tenant, ping_id, leg_id, ping_at)
    WHERE state IN ('REQUESTED', 'APPROVED');
CREATE INDEX sale_return_id ON sale_return (tenant, return_id);
CREATE INDEX sale_return_contract ON sale_return (tenant, contract, sold_at) WHERE state IN ('REQUESTED', 'APPROVED');
CREATE INDEX sale_return_due ON sale_return (tenant, expires_at) WHERE state = 'REQUESTED';
GRANT SELECT, INSERT, UPDATE (state, refund_micros, clawback_micros, cap_given_back, decided_by, decided_at, note)
    ON sale_return TO gavel_app;

-- What an operator decided about a delivery whose buyer did not say, and what the buyer said after all.
CREATE TABLE delivery_decision (
    tenant text NOT NULL,
    delivery_id uuid NOT NULL,
    ping_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('ACCEPTED', 'REJECTED')),
    reason text NOT NULL,
    actor text NOT NULL,
    decided_at timestamptz NOT NULL,
    late_outcome text,
    late_at timestamptz,
    PRIMARY KEY (tenant, delivery_id)
);
SELECT keep_to_tenant('delivery_decision');
CREATE INDEX delivery_decision_contradicted ON delivery_decision (tenant, late_at)
    WHERE late_outcome IS NOT NULL AND late_outcome <> outcome;
GRANT SELECT, INSERT, UPDATE (late_outcome, late_at) ON delivery_decision TO gavel_app;

SELECT make_partitions(3);
