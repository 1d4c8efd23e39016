-- A counter: what was used and what is reserved of one cap in one window, or of one buyer's funds. Stands before award, commit and
-- release. A hash:
--   c     used
--   r     reserved, as of second t
--   t     every reservation that lapsed up to this second was taken from r
--   l     the limit, of funds only
--   <n>   what lapses in second n since 1970; only seconds after t
-- So nothing is ever swept: who touches a counter first takes what lapsed since. Amounts are whole numbers up to 2^53, exact in Lua.

-- Reads a counter and lets what is due lapse. expires: the second that the caller will most likely reserve until.
-- Cost: 1 command; where reservations lapsed since the last touch 2, of which one reads the whole hash if that was over a second ago.
local function read_counter(key, now, expires)
  local v = redis.call('HMGET', key, 'c', 'r', 't', 'l', now, expires)
  local counter = {
    key = key,
    new = not v[3] and not v[4],
    used = tonumber(v[1] or 0),
    reserved = tonumber(v[2] or 0),
    limit = tonumber(v[4] or -1),
    lapsing = {[expires] = tonumber(v[6] or 0)},
    changed = false
  }
  local upto = tonumber(v[3] or 0)
  if counter.reserved > 0 and upto < now then
    local lapsed = {}
    if upto == now - 1 then
      if v[5] then
        counter.reserved = counter.reserved - tonumber(v[5])
        lapsed[1] = now
      end
    else
      local all = redis.call('HGETALL', key)
      for i = 1, #all, 2 do
        local second = tonumber(all[i])
        if second and second <= now then
          counter.reserved = counter.reserved - tonumber(all[i + 1])
          lapsed[#lapsed + 1] = second
        end
      end
    end
    if #lapsed > 0 then
      redis.call('HDEL', key, unpack(lapsed))
      counter.changed = true
    end
  end
  return counter
end

-- Changes what is reserved until a second.
local function reserve(counter, expires, amount)
  local before = counter.lapsing[expires]
  if not before then
    before = tonumber(redis.call('HGET', counter.key, expires) or 0)
  end
  -- Never less than nothing, whatever a caller claims to give back.
  amount = math.max(amount, -before)
  counter.lapsing[expires] = before + amount
  counter.reserved = counter.reserved + amount
  counter.changed = true
  counter.moved = counter.moved or {}
  counter.moved[expires] = true
end

-- Writes a counter that changed. Cost: 1 command; another one for a new counter and for each second with nothing left to lapse.
local function write_counter(counter, now, window_end)
  local fields = {'c', counter.used, 'r', counter.reserved, 't', now}
  for second in pairs(counter.moved or {}) do
    if counter.lapsing[second] > 0 then
      fields[#fields + 1] = second
      fields[#fields + 1] = counter.lapsing[second]
    else
      redis.call('HDEL', counter.key, second)
    end
  end
  redis.call('HSET', counter.key, unpack(fields))
  if counter.new and window_end < 9007199254740991 then
    -- A day longer, for sales that are taken back late.
    redis.call('EXPIREAT', counter.key, window_end + 86400)
  end
end
