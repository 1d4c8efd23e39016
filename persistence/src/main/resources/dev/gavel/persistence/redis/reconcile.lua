-- reconcile: brings counters in line with Postgres, which was read after the counters were inspected.
--
-- KEYS  1 epoch; then counters
-- ARGV  1 epoch; per counter: second after the last of its window, taken says Postgres (of funds, minus what may be spent), what stands too
--       high, and as they were inspected: given back, limit, repairs; then "funds" or "cap"
-- Reply 0, then per counter what its use was lowered by: below zero when it was raised, 0 when nothing was done. {-1} when the epoch is
--       another.
-- Cost  2, 5 per counter
--
-- Too low: a use that Postgres had must be in Redis, because it is committed here first; except what was given back here since. So Redis
-- lacks at least what Postgres had less (used now + given back since). All that was committed here since is taken to be in Postgres already,
-- so that a commit is never counted twice.
-- Too high: the caller knows what stands, and nothing else takes it off, unless the counter was repaired since: then nothing is done.
-- Of funds not the use is changed but the limit, by the opposite.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local whole = string.format
local now = redis.call('TIME')[1]

local function change(key, window_end, is_funds, raise)
  if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'c', '0', 'r', '0', 't', now)
    if window_end < 9007199254740991 then
      redis.call('EXPIREAT', key, window_end + 86400)
    end
  end
  if is_funds then
    redis.call('HINCRBY', key, 'l', whole('%d', -raise))
  else
    redis.call('HINCRBY', key, 'c', whole('%d', raise))
  end
  redis.call('HINCRBY', key, 'k', 1)
end

local reply = {0}
for i = 2, #KEYS do
  local a = 7 * i - 13
  local window_end, taken, stands = tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3])
  local given_back, limit, repairs = tonumber(ARGV[a + 4]), tonumber(ARGV[a + 5]), tonumber(ARGV[a + 6])
  local is_funds = ARGV[a + 7] == 'funds'
  local v = redis.call('HMGET', KEYS[i], 'c', 'g', 'l', 'k')
  local used, limit_now = tonumber(v[1] or 0), tonumber(v[3] or 0)
  local lowered = 0
  if tonumber(v[4] or 0) == repairs then
    local lacking = taken - (used + tonumber(v[2] or 0) - given_back - math.min(limit, limit_now))
    if lacking > 0 then
      change(KEYS[i], window_end, is_funds, lacking)
      lowered = -lacking
    elseif stands > 0 then
      lowered = is_funds and stands or math.min(stands, used)
      change(KEYS[i], window_end, is_funds, -lowered)
    end
  end
  reply[#reply + 1] = lowered
end
return reply
