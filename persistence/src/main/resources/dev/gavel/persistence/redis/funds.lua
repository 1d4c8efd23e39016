-- funds: raises what a buyer may spend.
--
-- KEYS  1 epoch, 2 the hash of the buyer's funds
-- ARGV  1 epoch, 2 the funds' name, 3 micros, negative to lower
-- Reply 1, or -1 when the epoch is another
-- Cost  3, 2 more where they are new

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return -1
end
local funds = read_counter(KEYS[2], ARGV[2], 0)
funds.limit = funds.limit + tonumber(ARGV[3])
write_counter(funds, NO_END)
return 1
