-- Takes V8 back. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP INDEX cap_usage_window;
DELETE FROM flyway_schema_history WHERE version = '8';
