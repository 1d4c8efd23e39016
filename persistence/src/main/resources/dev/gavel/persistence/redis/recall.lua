-- recall: the ping as it was remembered.
--
-- KEYS  1 epoch, 2 bucket of the ping, 3 its bucket in the epoch before, if there was one
-- ARGV  1 epoch, 2 ping
-- Reply {second now, second of expiry, 1 if its legs are reserved, the legs that were promised with it ..., memory}; {second now} when it is
--       unknown. {-1} when the epoch is another.
-- Cost  3; 1 more when it is not of this epoch
-- What the epoch before remembers is a promise still, but its reservations went with that epoch's counters.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end
local reply = {tonumber(redis.call('TIME')[1])}
local firm = true
local kept = redis.call('HMGET', KEYS[2], ARGV[2] .. ':', ARGV[2])
if KEYS[3] and not kept[1] then
  kept = redis.call('HMGET', KEYS[3], ARGV[2] .. ':', ARGV[2])
  firm = false
end
if kept[1] and kept[2] then
  local expires, kind, legs = string.match(kept[1], '^(%d+)([|?])(.*)$')
  reply[2] = tonumber(expires)
  reply[3] = firm and kind == '|' and 1 or 0
  for leg in string.gmatch(legs, '%d+') do
    reply[#reply + 1] = tonumber(leg)
  end
  reply[#reply + 1] = kept[2]
end
return reply
