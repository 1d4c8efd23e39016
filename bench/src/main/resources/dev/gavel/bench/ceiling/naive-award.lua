-- An award as one would write it at first: everything in a key, an entry or a message of its own. The yardstick for the real
-- one, which writes together what belongs together.
-- KEYS   1 ping  2 seen consumer  3 source's velocity  4 suppressed consumers  5 contract's reservations  6 contract's budget  7 events
-- ARGV   1 id  2 the ping as JSON  3 price in micros  4 cap  5 seconds to live
-- Reply  1 awarded, 0 suppressed, -1 duplicate, -2 too fast, -3 cap reached
-- Cost   O(log N) in the contract's live reservations
local id, ping, price, cap, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local now = tonumber(redis.call('TIME')[1])

local function finish(reply, event)
  redis.call('XADD', KEYS[7], 'MAXLEN', '~', '200000', '*', 'event', event, 'ping', id, 'price', price)
  return reply
end

if redis.call('SISMEMBER', KEYS[4], id) == 1 then
  return finish(0, 'suppressed')
end
if not redis.call('SET', KEYS[2], id, 'NX', 'EX', ttl) then
  return finish(-1, 'duplicate')
end
local calls = redis.call('INCR', KEYS[3])
if calls == 1 then
  redis.call('EXPIRE', KEYS[3], 60)
end
if calls > 1000000000 then
  return finish(-2, 'velocity')
end

redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
if redis.call('ZCARD', KEYS[5]) >= cap then
  return finish(-3, 'cap_reached')
end
redis.call('ZADD', KEYS[5], now + ttl, id)
redis.call('INCRBY', KEYS[6], price)
redis.call('SET', KEYS[1], ping, 'EX', ttl)
return finish(1, 'awarded')
