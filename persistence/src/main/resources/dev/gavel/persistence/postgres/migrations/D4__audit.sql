DROP TABLE checkpoint, chain_head, event, outbox;
DROP FUNCTION refuse_change();
DELETE FROM partitioned_table WHERE name = 'event';
