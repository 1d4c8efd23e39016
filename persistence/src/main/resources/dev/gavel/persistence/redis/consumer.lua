-- By whom a consumer is taken, in one campaign.
--
-- Being sold: the consumer's field in the hour of pings in which the award was made. It counts the hour's pings, too:
--   <pings>   or   <pings>;<second until which it is reserved>;<ping>
-- A promise holds for an hour at most, so whoever asks looks into this hour and into the one before.
--
-- Sold: the sold mark, a string: the pings that committed it, one after the other with a semicolon between. It stands until the duplicate
-- window of the last one is over. There may be several: who commits second is refused by Postgres, and gives back its own part alone.

local call = redis.call

-- Of a consumer's field: how many pings; by which one it is being sold, and that as it is written. The last two are nil when nobody has it.
local function read_pinged(value, now)
  local count = tonumber(value)
  if count then
    return count
  end
  local pings, text, expires, ping = string.match(value, '^(%d+)(;(%d+);(.+))$')
  if pings and tonumber(expires) > now then
    return tonumber(pings), ping, text
  end
  return tonumber(pings) or 0
end

-- Adds a ping to a sold mark, and lets the mark stand for so many seconds at least.
local function add_sold(key, ping, seconds)
  local mark = call('GET', key)
  if mark then
    local shared = mark == ping or string.find(';' .. mark .. ';', ';' .. ping .. ';', 1, true)
    seconds = math.max(seconds, call('TTL', key))
    ping = shared and mark or mark .. ';' .. ping
  end
  call('SET', key, ping, 'EX', seconds)
end

-- Takes a ping out of a sold mark. What is still held of it lapses in a second: until then the mark stands; nil: nothing is held.
local function remove_sold(key, ping, held)
  local mark = call('GET', key)
  if mark == ping then
    if held then
      call('EXPIREAT', key, string.format('%d', held), 'LT')
    else
      call('DEL', key)
    end
  elseif mark then
    local padded = ';' .. mark .. ';'
    local first, last = string.find(padded, ';' .. ping .. ';', 1, true)
    if first then
      local rest = string.sub(padded, 1, first) .. string.sub(padded, last + 1)
      call('SET', key, string.sub(rest, 2, -2), 'KEEPTTL')
    end
  end
end

-- Takes a ping's reservation of consumers off an hour of pings. first: where the consumers stand in ARGV, up to the last.
local function remove_reserved(hour, ping, first, now)
  local values = call('HMGET', hour, unpack(ARGV, first))
  for i = 1, #values do
    if values[i] then
      local count, holder = read_pinged(values[i], now)
      if holder == ping then
        call('HSET', hour, ARGV[first + i - 1], string.format('%d', count))
      end
    end
  end
end
