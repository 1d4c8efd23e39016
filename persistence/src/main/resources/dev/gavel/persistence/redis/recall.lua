-- recall: the ping as it was remembered.
--
-- KEYS  1 epoch, 2 bucket of the ping
-- ARGV  1 epoch, 2 ping
-- Reply {second now, second of expiry, the legs that were reserved with it ..., memory}; {second now} when it is unknown. {-1} when the epoch is
--       another.
-- Cost  3

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end
local reply = {tonumber(redis.call('TIME')[1])}
local kept = redis.call('HMGET', KEYS[2], ARGV[2] .. ':', ARGV[2])
if kept[1] and kept[2] then
  local expires, legs = string.match(kept[1], '^(%d+)|(.*)$')
  reply[2] = tonumber(expires)
  for leg in string.gmatch(legs, '%d+') do
    reply[#reply + 1] = tonumber(leg)
  end
  reply[#reply + 1] = kept[2]
end
return reply
