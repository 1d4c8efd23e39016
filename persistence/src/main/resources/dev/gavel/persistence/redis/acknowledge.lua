-- acknowledge: forgets entries of the event stream that were stored elsewhere, and gives their memory back.
--
-- KEYS  1 events
-- ARGV  1 group; then the entries' ids
-- Reply how many entries were there
-- Cost  2

redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 2))
return redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
