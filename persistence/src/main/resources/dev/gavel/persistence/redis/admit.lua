-- admit: notes that a consumer is about to be sold to a buyer, unless that would be one contact too many or the buyer had it before.
--
-- KEYS  1 epoch; then the legs of the consumer's keys
-- ARGV  1 epoch, 2 <ping>:<contract>, 3 vertical, 4 buyer, 5 most legs of the vertical in 24 hours (0: any number),
--       6 seconds for which the buyer takes no consumer of an earlier ping again (0: it does not mind), 7 seconds that a leg is remembered
-- Reply 1 noted, or noted before; 0 a leg too many; 2 the buyer had the consumer; -1 the epoch is another: the list may be incomplete
-- Cost  2 + 3 per consumer key
-- Legs outlive epochs. One that is older than it is remembered may be seen until the consumer's newest lapses; it is not counted.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return -1
end
local now = tonumber(redis.call('TIME')[1])
local field, vertical, buyer = ARGV[2], ARGV[3], ARGV[4]
local ping = string.match(field, '^[^:]*:')
local most, repeat_seconds, remembered = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local legs = read_contacts(2, #KEYS, '')
if legs[field] then
  return 1
end
local contacts = 0
for noted, leg in pairs(legs) do
  local second, of, to = string.match(leg, '^(%d+)|([^|]*)|(.*)$')
  if tonumber(second) > now - 86400 and (of == vertical or of == '*') then
    contacts = contacts + 1
  end
  if to == buyer and tonumber(second) > now - repeat_seconds and string.sub(noted, 1, #ping) ~= ping then
    return 2
  end
end
if most > 0 and contacts >= most then
  return 0
end
for i = 2, #KEYS do
  redis.call('HSET', KEYS[i], field, string.format('%d|%s|%s', now, vertical, buyer))
  if redis.call('TTL', KEYS[i]) < remembered then
    redis.call('EXPIRE', KEYS[i], remembered)
  end
end
return 1
