DROP TABLE sale, delivery, lead;
DELETE FROM partitioned_table WHERE name IN ('sale', 'delivery', 'lead');
