DROP TABLE consumer_claim, cap_usage, deposit, entry, transfer, account;
DELETE FROM partitioned_table WHERE name IN ('entry', 'transfer');
