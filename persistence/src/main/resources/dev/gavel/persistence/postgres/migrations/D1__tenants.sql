-- Takes V1 back, with all that is in its tables. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP TABLE idempotency, suppression, data_key, api_key, market_version, signing_key, tenant;
DROP FUNCTION announce_config();
DROP FUNCTION partition_by_month(regclass);
DROP FUNCTION make_partitions(integer);
DROP TABLE partitioned_table;
DROP FUNCTION keep_to_tenant(regclass);
DELETE FROM flyway_schema_history WHERE version = '1';
