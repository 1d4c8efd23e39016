-- Legs that a consumer was sold in, or is being sold in. A hash for each key of the consumer: field <ping>:<contract>, value
--   <second>|<vertical>|<buyer>
-- A vertical of * stands for one that is not known any more and counts as every one.

-- The legs under the keys from the first to the last, by field: a consumer has up to two keys, and a leg stands under each. Those of one ping
-- are left out ('': none).
local function read_contacts(first, last, except)
  local legs = {}
  for i = first, last do
    local fields = redis.call('HGETALL', KEYS[i])
    for f = 1, #fields, 2 do
      if except == '' or string.sub(fields[f], 1, #except + 1) ~= except .. ':' then
        legs[fields[f]] = fields[f + 1]
      end
    end
  end
  return legs
end
