-- Takes V3 back, with all that is in its tables. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP TABLE sale, delivery, lead;
DELETE FROM partitioned_table WHERE name IN ('sale', 'delivery', 'lead');
DELETE FROM flyway_schema_history WHERE version = '3';
