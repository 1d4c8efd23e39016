-- Takes V10 back, with what issuers have said of certificates. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP TABLE evidence;
DELETE FROM flyway_schema_history WHERE version = '10';
