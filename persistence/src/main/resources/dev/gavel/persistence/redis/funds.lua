-- funds: raises what a buyer may spend.
--
-- KEYS  1 epoch, 2 the buyer's funds
-- ARGV  1 epoch, 2 micros, negative to lower
-- Reply 1, or -1 when the epoch is another
-- Cost  2

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return -1
end
redis.call('HINCRBY', KEYS[2], 'l', ARGV[2])
return 1
