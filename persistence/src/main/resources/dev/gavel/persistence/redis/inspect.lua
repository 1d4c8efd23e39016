-- inspect: reads counters, to be compared with Postgres.
--
-- KEYS  1 epoch; then counters
-- ARGV  1 epoch
-- Reply 0, then per counter: used, given back, limit, repairs; 0 for what is missing. {-1} when the epoch is another.
-- Cost  1 + 1 per counter

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local reply = {0}
for i = 2, #KEYS do
  local v = redis.call('HMGET', KEYS[i], 'c', 'g', 'l', 'k')
  local n = #reply
  for f = 1, 4 do
    reply[n + f] = tonumber(v[f] or 0)
  end
end
return reply
