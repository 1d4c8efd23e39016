-- Do-not-call: which versions of which lists a tenant uses, its acknowledgment that it has none, and business relationships on record.

-- A version is a file in each node's GAVEL_DNC_DIRECTORY, named for its digest. The newest version of a list is in use; one without a digest says
-- that the list is used no more. Versions are never changed.
CREATE TABLE dnc_list (
    tenant text NOT NULL REFERENCES tenant,
    list text NOT NULL CHECK (list ~ '^(federal|internal|state-[a-z]{2})$'),
    version bigint NOT NULL CHECK (version > 0),
    digest text CHECK (digest ~ '^[0-9a-f]{64}$'),
    numbers bigint NOT NULL CHECK (numbers >= 0),
    area_codes integer NOT NULL CHECK (area_codes >= 0),
    oldest date,
    newest date,
    subscription text,
    note text NOT NULL,
    author text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant, list, version)
);
SELECT keep_to_tenant('dnc_list');
GRANT SELECT, INSERT ON dnc_list TO gavel_app;

-- The newest row holds: whether the tenant sells phone leads without a registry and a provider. Rows are never changed.
CREATE TABLE dnc_acknowledgment (
    tenant text NOT NULL REFERENCES tenant,
    id bigint GENERATED ALWAYS AS IDENTITY,
    granted boolean NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    author text NOT NULL CHECK (author <> ''),
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);
SELECT keep_to_tenant('dnc_acknowledgment');
GRANT SELECT, INSERT ON dnc_acknowledgment TO gavel_app;

-- A consumer is known by its keyed hash alone.
CREATE TABLE dnc_relationship (
    tenant text NOT NULL REFERENCES tenant,
    consumer_key text NOT NULL,
    buyer text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('PURCHASE', 'INQUIRY')),
    happened_on date NOT NULL,
    source text NOT NULL CHECK (source <> ''),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, consumer_key, buyer, kind)
);
SELECT keep_to_tenant('dnc_relationship');
GRANT SELECT, INSERT, UPDATE (happened_on, source, added_at), DELETE ON dnc_relationship TO gavel_app;

CREATE TRIGGER announce AFTER INSERT ON dnc_list FOR EACH ROW EXECUTE FUNCTION announce_config();
CREATE TRIGGER announce AFTER INSERT ON dnc_acknowledgment FOR EACH ROW EXECUTE FUNCTION announce_config();
