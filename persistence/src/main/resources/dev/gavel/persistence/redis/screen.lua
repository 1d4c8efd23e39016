-- screen: what the lists say of one consumer. Counts nothing: award counts a ping.
--
-- KEYS  1 epoch, 2 suppressed, 3 hour of pings, 4 the hour before; then the sold marks of the consumer's keys, then the legs of the
--       consumer's keys
-- ARGV  1 epoch, 2 ping that is not its own duplicate, and was counted already ('': none), 3 most pings per hour;
--       then the consumer's keys
-- Reply {suppressed, duplicate, too many pings}, each 1 or 0; then, if there are any, the legs as one text, a line for each:
--       <second>|<vertical>|<buyer>; those of the ping itself are left out. {-1} when the epoch is another: the lists may be incomplete.
-- Cost  6 + 1 per consumer key

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end
local keys = {unpack(ARGV, 4)}
local reply = {0, 0, 0}
for _, member in ipairs(redis.call('SMISMEMBER', KEYS[2], unpack(keys))) do
  if member == 1 then
    reply[1] = 1
  end
end
for _, pings in ipairs(redis.call('MGET', unpack(KEYS, 5, 4 + #keys))) do
  if pings and pings ~= ARGV[2] then
    reply[2] = 1
  end
end
local now = tonumber(redis.call('TIME')[1])
local most = tonumber(ARGV[3])
if ARGV[2] == '' then
  most = most - 1
end
local this_hour, hour_before = redis.call('HMGET', KEYS[3], unpack(keys)), redis.call('HMGET', KEYS[4], unpack(keys))
for i = 1, #keys do
  local count, holder = read_pinged(this_hour[i] or '0', now)
  local _, earlier = read_pinged(hour_before[i] or '0', now)
  holder = holder or earlier
  if holder and holder ~= ARGV[2] then
    reply[2] = 1
  end
  if count > most then
    reply[3] = 1
  end
end
local lines = {}
for _, leg in pairs(read_contacts(5 + #keys, ARGV[2])) do
  lines[#lines + 1] = leg
end
if #lines > 0 then
  reply[4] = table.concat(lines, '\n')
end
return reply
