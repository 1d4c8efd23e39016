-- Suppression with its kinds and terms, the lists of others, revocations and who is told of them, and the durable tasks that tell.

-- The owner is bound by row-level security too; what was suppressed before is brought into the new form without it.
ALTER TABLE suppression NO FORCE ROW LEVEL SECURITY;
ALTER TABLE suppression
    ADD COLUMN kind text NOT NULL DEFAULT 'opt_out' CHECK (kind IN
        ('revocation', 'do_not_sell', 'drop', 'no_sale_year', 'internal_dnc', 'litigator', 'opt_out')),
    ADD COLUMN received_at timestamptz,
    ADD COLUMN channel text NOT NULL DEFAULT 'unstated',
    ADD COLUMN jurisdiction text,
    ADD COLUMN source text NOT NULL DEFAULT 'command',
    ADD COLUMN until timestamptz,
    ADD COLUMN mirrored boolean NOT NULL DEFAULT true,
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN ended_by text,
    ADD CHECK ((ended_at IS NULL) = (ended_by IS NULL));
UPDATE suppression SET received_at = added_at;
ALTER TABLE suppression
    ALTER COLUMN received_at SET NOT NULL,
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN channel DROP DEFAULT,
    ALTER COLUMN source DROP DEFAULT,
    ALTER COLUMN mirrored SET DEFAULT false,
    DROP CONSTRAINT suppression_pkey,
    ADD PRIMARY KEY (tenant, consumer_key, kind);
ALTER TABLE suppression FORCE ROW LEVEL SECURITY;
-- What Redis may not have yet, and what will end. An entry that ended stays: it is the record of a request.
CREATE INDEX suppression_unmirrored ON suppression (tenant) WHERE NOT mirrored AND ended_at IS NULL;
CREATE INDEX suppression_until ON suppression (tenant, until) WHERE until IS NOT NULL AND ended_at IS NULL;
REVOKE DELETE ON suppression FROM gavel_app;
GRANT UPDATE (reason, added_at, received_at, channel, jurisdiction, source, until, mirrored, ended_at, ended_by) ON suppression TO gavel_app;

-- Consumers of whom an entry ended: Redis forgets those who have no other.
CREATE TABLE suppression_lifted (
    tenant text NOT NULL REFERENCES tenant,
    consumer_key text NOT NULL,
    PRIMARY KEY (tenant, consumer_key)
);
SELECT keep_to_tenant('suppression_lifted');
GRANT SELECT, INSERT, DELETE ON suppression_lifted TO gavel_app;

-- Of which moment a list of others is, by source. A source that is given up keeps its row.
CREATE TABLE suppression_list (
    tenant text NOT NULL REFERENCES tenant,
    list text NOT NULL CHECK (list IN ('litigator', 'drop')),
    source text NOT NULL,
    dated_at timestamptz NOT NULL,
    loaded_at timestamptz NOT NULL CHECK (loaded_at >= dated_at),
    retired_at timestamptz,
    PRIMARY KEY (tenant, list, source)
);
SELECT keep_to_tenant('suppression_list');
GRANT SELECT, INSERT, UPDATE (dated_at, loaded_at, retired_at) ON suppression_list TO gavel_app;
CREATE TRIGGER announce AFTER INSERT OR UPDATE ON suppression_list FOR EACH ROW EXECUTE FUNCTION announce_config();

-- How far a file came, so that a broken import goes on where it stopped. The digest is that of the whole file.
CREATE TABLE suppression_import (
    tenant text NOT NULL REFERENCES tenant,
    digest text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    lines bigint NOT NULL,
    added bigint NOT NULL,
    known bigint NOT NULL,
    bad bigint NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant, digest, kind, source)
);
SELECT keep_to_tenant('suppression_import');
GRANT SELECT, INSERT, UPDATE (lines, added, known, bad, began_at, ended_at) ON suppression_import TO gavel_app;

-- A consumer's posted leads. Text equality may use an index under row-level security, the overlap of arrays may not.
CREATE TABLE lead_consumer (
    tenant text NOT NULL,
    consumer_key text NOT NULL,
    ping_id uuid NOT NULL,
    ping_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, consumer_key, ping_id, ping_at)
) PARTITION BY RANGE (ping_at);
SELECT keep_to_tenant('lead_consumer');
SELECT partition_by_month('lead_consumer');
GRANT SELECT, INSERT ON lead_consumer TO gavel_app;
SELECT make_partitions(3);

CREATE FUNCTION keep_lead_consumers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = gavel, pg_temp
AS $$
BEGIN
    INSERT INTO lead_consumer (tenant, consumer_key, ping_id, ping_at)
    SELECT DISTINCT NEW.tenant, k, NEW.ping_id, NEW.ping_at FROM unnest(NEW.consumer_keys) AS x(k);
    RETURN NULL;
END
$$;
CREATE TRIGGER consumers AFTER INSERT ON lead FOR EACH ROW EXECUTE FUNCTION keep_lead_consumers();

ALTER TABLE lead NO FORCE ROW LEVEL SECURITY;
ALTER TABLE lead_consumer NO FORCE ROW LEVEL SECURITY;
INSERT INTO lead_consumer (tenant, consumer_key, ping_id, ping_at)
SELECT DISTINCT tenant, k, ping_id, ping_at FROM lead, unnest(consumer_keys) AS x(k);
ALTER TABLE lead FORCE ROW LEVEL SECURITY;
ALTER TABLE lead_consumer FORCE ROW LEVEL SECURITY;

-- A consumer's withdrawal. sealed holds what was said and the SHA-256 by which buyers find the consumer. next_scan_at: when to look again for
-- buyers that a sale in flight may have added.
CREATE TABLE revocation (
    tenant text NOT NULL REFERENCES tenant,
    revocation_id uuid NOT NULL,
    request_key text,
    received_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    channel text NOT NULL,
    jurisdiction text,
    source text NOT NULL,
    consumer_keys text[] NOT NULL,
    sealed bytea NOT NULL,
    next_scan_at timestamptz,
    PRIMARY KEY (tenant, revocation_id),
    UNIQUE (tenant, request_key)
);
SELECT keep_to_tenant('revocation');
CREATE INDEX revocation_scan ON revocation (tenant, next_scan_at) WHERE next_scan_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE (next_scan_at) ON revocation TO gavel_app;

-- One buyer that has, or may have, the consumer's data. leads: JSON without personal data.
CREATE TABLE revocation_notice (
    tenant text NOT NULL REFERENCES tenant,
    revocation_id uuid NOT NULL,
    buyer text NOT NULL,
    leads text NOT NULL,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    fetched_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text CHECK (acknowledged_by IN ('delivery', 'buyer')),
    PRIMARY KEY (tenant, revocation_id, buyer),
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
SELECT keep_to_tenant('revocation_notice');
CREATE INDEX revocation_notice_open ON revocation_notice (tenant, due_at) WHERE acknowledged_at IS NULL;
CREATE INDEX revocation_notice_buyer ON revocation_notice (tenant, buyer, revocation_id);
GRANT SELECT, INSERT, UPDATE (leads, fetched_at, acknowledged_at, acknowledged_by) ON revocation_notice TO gavel_app;

-- Messages that are sent until somebody has taken them. subject makes a message one, however often it is asked for.
CREATE TABLE webhook_task (
    tenant text NOT NULL REFERENCES tenant,
    task_id uuid NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    sealed bytea NOT NULL,
    state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DELIVERED', 'ABANDONED')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    give_up_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    last_status integer,
    last_failure text,
    PRIMARY KEY (tenant, task_id),
    UNIQUE (tenant, kind, recipient, subject)
);
SELECT keep_to_tenant('webhook_task');
CREATE INDEX webhook_task_due ON webhook_task (tenant, next_attempt_at) WHERE state = 'PENDING';
GRANT SELECT, INSERT, UPDATE (state, attempts, next_attempt_at, ended_at, last_status, last_failure) ON webhook_task TO gavel_app;
