-- Tenants, their configuration, keys and lists; and the two functions that every later table is made with.

GRANT USAGE ON SCHEMA gavel TO gavel_app, gavel_audit;

-- Lets gavel_app reach only the rows of the tenant that the transaction has set; without one, none.
CREATE FUNCTION keep_to_tenant(kept regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path = gavel, pg_temp
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format(
        'CREATE POLICY tenant ON %s USING (tenant = current_setting(''gavel.tenant'', true)) '
        'WITH CHECK (tenant = current_setting(''gavel.tenant'', true))', kept);
END
$$;

-- The tables that are partitioned by month.
CREATE TABLE partitioned_table (
    name text PRIMARY KEY
);

-- Makes the monthly partitions of all such tables from the last month to so many months ahead, where they are missing. A month whose
-- rows already stand in the default partition is left there. Returns how many were made.
CREATE FUNCTION make_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = gavel, pg_temp
    SET timezone = 'UTC'
AS $$
DECLARE
    parent text;
    month timestamptz;
    partition text;
    made integer := 0;
BEGIN
    IF months_ahead NOT BETWEEN 0 AND 120 THEN
        RAISE EXCEPTION 'months_ahead: % (expected: 0 to 120)', months_ahead;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('gavel.make_partitions'));
    FOR parent IN SELECT name FROM partitioned_table ORDER BY name LOOP
        FOR ahead IN -1 .. months_ahead LOOP
            month := date_trunc('month', now()) + make_interval(months => ahead);
            partition := parent || to_char(month, '"_"YYYY"_"MM');
            CONTINUE WHEN to_regclass(partition) IS NOT NULL;
            BEGIN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                    partition, parent, month, month + interval '1 month');
                PERFORM keep_to_tenant(partition::regclass);
                made := made + 1;
            EXCEPTION WHEN check_violation THEN
                RAISE WARNING '% holds rows of %: no partition was made', parent || '_default', month;
            END;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;
REVOKE EXECUTE ON FUNCTION make_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_partitions(integer) TO gavel_app;

-- Declares a table as partitioned by month and makes its default partition.
CREATE FUNCTION partition_by_month(parent regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path = gavel, pg_temp
AS $$
BEGIN
    INSERT INTO partitioned_table (name) VALUES (parent::text);
    EXECUTE format('CREATE TABLE %I PARTITION OF %s DEFAULT', parent::text || '_default', parent);
    PERFORM keep_to_tenant((parent::text || '_default')::regclass);
END
$$;

-- A platform table: which tenants there are. It names them and no more.
CREATE TABLE tenant (
    slug text PRIMARY KEY CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON tenant TO gavel_app;
GRANT SELECT ON tenant TO gavel_audit;

-- A platform table: the keys that checkpoints are signed with; the private half is wrapped by the master key.
CREATE TABLE signing_key (
    key_id text PRIMARY KEY,
    public_key bytea NOT NULL,
    wrapped_private_key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON signing_key TO gavel_app;

CREATE TABLE market_version (
    tenant text NOT NULL REFERENCES tenant,
    version bigint NOT NULL CHECK (version > 0),
    digest text NOT NULL,
    yaml text NOT NULL,
    author text NOT NULL,
    applied_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, version)
);
SELECT keep_to_tenant('market_version');
GRANT SELECT, INSERT ON market_version TO gavel_app;

CREATE TABLE api_key (
    tenant text NOT NULL REFERENCES tenant,
    key_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    name text NOT NULL,
    hint text NOT NULL,
    test boolean NOT NULL,
    scopes text[] NOT NULL,
    vendor text,
    allowed_cidrs text[] NOT NULL,
    requests_per_second integer NOT NULL CHECK (requests_per_second >= 0),
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant, key_id),
    UNIQUE (tenant, hash)
);
SELECT keep_to_tenant('api_key');
GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON api_key TO gavel_app;

-- Tells running nodes that a tenant's configuration changed.
CREATE FUNCTION announce_config() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = gavel, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('gavel_config', NEW.tenant);
    RETURN NULL;
END
$$;
CREATE TRIGGER announce AFTER INSERT ON market_version FOR EACH ROW EXECUTE FUNCTION announce_config();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OF revoked_at ON api_key FOR EACH ROW EXECUTE FUNCTION announce_config();

CREATE TABLE data_key (
    tenant text NOT NULL REFERENCES tenant,
    key_id integer NOT NULL CHECK (key_id > 0),
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, key_id)
);
SELECT keep_to_tenant('data_key');
GRANT SELECT, INSERT ON data_key TO gavel_app;

CREATE TABLE suppression (
    tenant text NOT NULL REFERENCES tenant,
    consumer_key text NOT NULL,
    reason text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, consumer_key)
);
SELECT keep_to_tenant('suppression');
GRANT SELECT, INSERT, DELETE ON suppression TO gavel_app;

CREATE TABLE idempotency (
    tenant text NOT NULL,
    key text NOT NULL,
    digest text NOT NULL,
    status integer,
    body text,
    begun_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, key)
);
SELECT keep_to_tenant('idempotency');
CREATE INDEX idempotency_begun ON idempotency (tenant, begun_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO gavel_app;
