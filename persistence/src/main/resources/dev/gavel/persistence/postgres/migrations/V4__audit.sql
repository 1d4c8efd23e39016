-- The evidence. gavel_app writes to the outbox only; gavel_audit moves events into the chain and can do nothing else.

CREATE TABLE outbox (
    tenant text NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    bytes text NOT NULL,
    PRIMARY KEY (tenant, id)
);
SELECT keep_to_tenant('outbox');
GRANT SELECT, INSERT ON outbox TO gavel_app;
GRANT SELECT, DELETE ON outbox TO gavel_audit;

-- at is when the event was chained. origin stands on the first event of each entry of the stream, and makes a second delivery harmless.
CREATE TABLE event (
    tenant text NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    origin text,
    prev_hash bytea NOT NULL CHECK (length(prev_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    bytes text NOT NULL,
    PRIMARY KEY (tenant, seq, at)
) PARTITION BY RANGE (at);
SELECT keep_to_tenant('event');
SELECT partition_by_month('event');
CREATE INDEX event_origin ON event (tenant, origin) WHERE origin IS NOT NULL;
GRANT SELECT ON event TO gavel_app;
GRANT INSERT, SELECT (tenant, origin) ON event TO gavel_audit;

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION '% takes no %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The last link of each chain, and the last entry of the stream that was chained.
CREATE TABLE chain_head (
    tenant text PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    origin text NOT NULL
) WITH (fillfactor = 50);
SELECT keep_to_tenant('chain_head');
GRANT SELECT ON chain_head TO gavel_app;
GRANT SELECT, INSERT, UPDATE (seq, hash, origin) ON chain_head TO gavel_audit;

CREATE TABLE checkpoint (
    tenant text NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamptz NOT NULL,
    key_id text NOT NULL REFERENCES signing_key,
    signature bytea NOT NULL,
    PRIMARY KEY (tenant, seq, at)
);
SELECT keep_to_tenant('checkpoint');
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON checkpoint TO gavel_app;

SELECT make_partitions(3);
