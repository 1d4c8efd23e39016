-- commit: makes a leg's reservation a use, also one that lapsed, and marks the consumer as sold.
--
-- KEYS  1 epoch, 2 bucket of the ping, 3 settled legs, 4 counters first used; then per claim of the leg its counter's hash, then the sold
--       marks, then two hours of pings (not used)
-- ARGV  1 epoch, 2 seconds that settled legs are remembered, 3 ping, 4 leg, 5 counters, 6 seconds that the consumer is a duplicate;
--       per claim: its counter's name, first second of its window, second after its last, amount; then the consumer's keys
-- Reply 1 the leg counts as used, 0 it was released before or is unknown, -1 the epoch is another
-- Cost  5 + 2 per counter + 2 per mark; 1 to 3 more for the first use of a counter, 1 where another ping has marked the consumer
-- A counter that was not used before is noted with the end of its window: should transaction 1 fail, Postgres does not know it, and
-- whoever compares the two must hear of it.
-- The marks are set even when the epoch is another: a sale is a sale, and marks outlive epochs.

local counters, duplicate_seconds = tonumber(ARGV[5]), tonumber(ARGV[6])

local function mark_sold()
  if duplicate_seconds > 0 then
    for i = 5 + counters, 4 + counters + #ARGV - 6 - 4 * counters do
      add_sold(KEYS[i], ARGV[3], duplicate_seconds)
    end
  end
end

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  mark_sold()
  return -1
end

local now = tonumber(redis.call('TIME')[1])
local line = ping_line(KEYS[2], ARGV[3])
local settled = redis.call('HGET', KEYS[3], ARGV[3]) or ''
local state, expires = leg_state(line, settled, ARGV[4])
if state == 'u' then
  return 1
end
if state ~= 'r' then
  return 0
end
mark_sold()
for i = 1, counters do
  local name, window_start, window_end = ARGV[3 + 4 * i], ARGV[4 + 4 * i], ARGV[5 + 4 * i]
  local amount = tonumber(ARGV[6 + 4 * i])
  local counter = read_counter(KEYS[4 + i], name, now)
  if counter.used == 0 then
    redis.call('HSET', KEYS[4], name .. ':' .. window_start, window_end)
  end
  if expires > now then
    give_back_until(counter, expires, amount)
  end
  counter.used = counter.used + amount
  write_counter(counter, tonumber(window_end))
end
redis.call('HSET', KEYS[3], ARGV[3], with_state(settled, ARGV[4], 'u'))
redis.call('EXPIRE', KEYS[3], tonumber(ARGV[2]))
return 1
