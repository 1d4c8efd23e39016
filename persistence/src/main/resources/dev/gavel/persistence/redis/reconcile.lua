-- reconcile: brings counters in line with Postgres, which was read after the counters were inspected.
--
-- KEYS  1 epoch; then per counter its hash
-- ARGV  1 epoch; per counter: its name, second after the last of its window, taken says Postgres (of funds, minus what may be spent), what
--       stands too high, and as they were inspected: given back, limit, repairs; then "funds" or "cap"
-- Reply 0, then per counter what its use was lowered by: below zero when it was raised, 0 when nothing was done. {-1} when the epoch is
--       another.
-- Cost  1 + 1 per counter; 1 per counter that is changed, 2 more where it is new
--
-- Too low: a use that Postgres had must be in Redis, because it is committed here first; except what was given back here since. So Redis
-- lacks at least what Postgres had less (used now + given back since). All that was committed here since is taken to be in Postgres already,
-- so that a commit is never counted twice.
-- Too high: the caller knows what stands, and nothing else takes it off, unless the counter was repaired since: then nothing is done.
-- Of funds not the use is changed but the limit, by the opposite.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

-- What a counter's use is lowered by.
local function lowered_by(counter, taken, stands, given_back, limit, repairs, is_funds)
  if counter.repairs ~= repairs then
    return 0
  end
  local lacking = taken - (counter.used + counter.given_back - given_back - math.min(limit, counter.limit))
  if lacking > 0 then
    return -lacking
  end
  return is_funds and stands or math.min(stands, counter.used)
end

local reply = {0}
for i = 2, #KEYS do
  local a = 8 * i - 15
  local name, window_end, taken, stands = ARGV[a + 1], tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3]), tonumber(ARGV[a + 4])
  local given_back, limit, repairs = tonumber(ARGV[a + 5]), tonumber(ARGV[a + 6]), tonumber(ARGV[a + 7])
  local is_funds = ARGV[a + 8] == 'funds'
  local counter = read_counter(KEYS[i], name, 0)
  local lowered = lowered_by(counter, taken, stands, given_back, limit, repairs, is_funds)
  if lowered ~= 0 then
    if is_funds then
      counter.limit = counter.limit + lowered
    else
      counter.used = counter.used - lowered
    end
    counter.repairs = counter.repairs + 1
    write_counter(counter, window_end)
  end
  reply[#reply + 1] = lowered
end
return reply
