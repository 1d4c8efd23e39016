-- release: gives back what a leg reserved, unless that lapsed, or used; lets the consumer be sold anew when nothing of the ping remains,
-- or when what remains lapses.
--
-- KEYS  1 epoch, 2 bucket of the ping, 3 settled legs, 4 not used; then per claim of the leg its counter's hash, then the sold marks, then
--       the hour of the ping and the one after, into which its award may have fallen
-- ARGV  1 epoch, 2 seconds that settled legs are remembered, 3 ping, 4 leg, 5 counters, 6 seconds that the consumer is a duplicate (not used);
--       per claim: its counter's name, first second of its window (not used), second after its last, amount; then the consumer's keys
-- Reply 1 released now, 0 it was released before or is unknown, -1 the epoch is another
-- Cost  5 + 2 per counter + 2 per mark + 2 for the hours, 1 more per mark in them
-- What is given back of uses is summed up in the counter, so that whoever looks twice knows what was committed in between.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return -1
end

local now = tonumber(redis.call('TIME')[1])
local counters = tonumber(ARGV[5])
local line = ping_line(KEYS[2], ARGV[3])
local settled = redis.call('HGET', KEYS[3], ARGV[3]) or ''
local state, expires = leg_state(line, settled, ARGV[4])
if state ~= 'u' and state ~= 'r' then
  return 0
end
if state == 'u' or expires > now then
  for i = 1, counters do
    local name, window_end, amount = ARGV[3 + 4 * i], tonumber(ARGV[5 + 4 * i]), tonumber(ARGV[6 + 4 * i])
    local counter = read_counter(KEYS[4 + i], name, now)
    if not counter.new then
      if state == 'u' then
        local given = math.min(counter.used, amount)
        counter.used = counter.used - given
        counter.given_back = counter.given_back + given
      else
        give_back_until(counter, expires, amount)
      end
      write_counter(counter, window_end)
    end
  end
end
settled = with_state(settled, ARGV[4], 'x')
redis.call('HSET', KEYS[3], ARGV[3], settled)
redis.call('EXPIRE', KEYS[3], tonumber(ARGV[2]))
local held = held_until(line, settled, now)
local consumers = #ARGV - 6 - 4 * counters
if held ~= 'used' and consumers > 0 then
  for i = 5 + counters, 4 + counters + consumers do
    -- What is only reserved may lapse: the consumer is sold no longer than that.
    remove_sold(KEYS[i], ARGV[3], held)
  end
  if not held then
    remove_reserved(KEYS[#KEYS - 1], ARGV[3], 7 + 4 * counters, now)
    remove_reserved(KEYS[#KEYS], ARGV[3], 7 + 4 * counters, now)
  end
end
return 1
