-- Takes V2 back, with all that is in its tables. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP TABLE consumer_claim, cap_usage, deposit, entry, transfer, account;
DELETE FROM partitioned_table WHERE name IN ('entry', 'transfer');
DELETE FROM flyway_schema_history WHERE version = '2';
