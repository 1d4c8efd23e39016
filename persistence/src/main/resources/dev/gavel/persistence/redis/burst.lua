-- burst: counts the pings that came from one address, and says whether they are too many within a window.
--
-- KEYS  1 epoch, 2 pings of the address
-- ARGV  1 epoch, 2 ping, counted once ('': none; would one more be too many?), 3 most pings, 4 seconds of the window
-- Reply 1 too many, 0 not, -1 the epoch is another
-- Cost  4, or 6 with a ping; no more pings are kept than it takes to know that they are too many

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return -1
end
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local most = tonumber(ARGV[3])
local window = tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
local more = 1
if ARGV[2] ~= '' then
  redis.call('ZADD', KEYS[2], 'NX', now, ARGV[2])
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -(most + 2))
  redis.call('EXPIRE', KEYS[2], ARGV[4])
  more = 0
end
return redis.call('ZCARD', KEYS[2]) + more > most and 1 or 0
