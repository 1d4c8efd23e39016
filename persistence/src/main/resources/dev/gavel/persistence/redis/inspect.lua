-- inspect: reads counters, to be compared with Postgres.
--
-- KEYS  1 epoch; then per counter its hash
-- ARGV  1 epoch; then per counter its name
-- Reply 0, then per counter: used, given back, limit, repairs; 0 for what is missing. {-1} when the epoch is another.
-- Cost  1 + 1 per counter

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local reply = {0}
for i = 2, #KEYS do
  local counter = read_counter(KEYS[i], ARGV[i], 0)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4] = counter.used, counter.given_back, counter.limit, counter.repairs
end
return reply
