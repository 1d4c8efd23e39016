-- Takes V6 back, with all that is in its tables. Of a consumer's suppressions that have not ended the one received first is kept. Run as gavel_owner, newest version first.
SET search_path = gavel;
DROP TABLE webhook_task, revocation_notice, revocation;
DROP TRIGGER consumers ON lead;
DROP FUNCTION keep_lead_consumers();
DROP TABLE lead_consumer;
DELETE FROM partitioned_table WHERE name = 'lead_consumer';
DROP TABLE suppression_lifted, suppression_import, suppression_list;
DROP INDEX suppression_unmirrored, suppression_until;
REVOKE UPDATE (reason, added_at, received_at, channel, jurisdiction, source, until, mirrored, ended_at, ended_by) ON suppression FROM gavel_app;
GRANT DELETE ON suppression TO gavel_app;
ALTER TABLE suppression NO FORCE ROW LEVEL SECURITY;
DELETE FROM suppression WHERE ended_at IS NOT NULL;
DELETE FROM suppression s USING suppression first
WHERE first.tenant = s.tenant AND first.consumer_key = s.consumer_key
  AND (first.received_at, first.kind) < (s.received_at, s.kind);
ALTER TABLE suppression
    DROP CONSTRAINT suppression_pkey,
    ADD PRIMARY KEY (tenant, consumer_key),
    DROP COLUMN kind, DROP COLUMN received_at, DROP COLUMN channel, DROP COLUMN jurisdiction, DROP COLUMN source,
    DROP COLUMN until, DROP COLUMN mirrored, DROP COLUMN ended_at, DROP COLUMN ended_by;
ALTER TABLE suppression FORCE ROW LEVEL SECURITY;
DELETE FROM flyway_schema_history WHERE version = '6';
