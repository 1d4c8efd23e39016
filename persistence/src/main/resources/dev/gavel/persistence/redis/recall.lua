-- recall: the ping as it was remembered.
--
-- KEYS  1 epoch, 2 bucket of the ping
-- ARGV  1 epoch, 2 ping
-- Reply {second now, record or nil}; the record is described in leg.lua. {-1} when the epoch is another.
-- Cost  3

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end
return {tonumber(redis.call('TIME')[1]), redis.call('HGET', KEYS[2], ARGV[2])}
