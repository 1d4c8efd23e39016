-- Takes V4 back, with all that is in its tables. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP TABLE checkpoint, chain_head, event, outbox;
DROP FUNCTION refuse_change();
DELETE FROM partitioned_table WHERE name = 'event';
DELETE FROM flyway_schema_history WHERE version = '4';
