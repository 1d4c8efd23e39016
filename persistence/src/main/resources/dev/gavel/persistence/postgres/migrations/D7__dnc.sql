-- Takes V7 back, with all that is in its tables. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP TABLE dnc_relationship, dnc_acknowledgment, dnc_list;
DELETE FROM flyway_schema_history WHERE version = '7';
