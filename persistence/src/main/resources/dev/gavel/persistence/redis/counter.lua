-- A counter: what was used and what is reserved of one cap in one window, or of one buyer's funds. Stands before award, commit and
-- release. A hash:
--   c     used
--   r     reserved, as of second t
--   t     every reservation that lapsed up to this second was taken from r
--   l     the limit, of funds only
--   g     sum of uses that were given back (release)
--   k     how often it was repaired (reconcile)
--   <n>   what lapses in second n since 1970; only seconds after t
-- So nothing is ever swept: who touches a counter first takes what lapsed since. Amounts are whole numbers up to 2^53, exact in Lua.

local call = redis.call
local whole = string.format

-- Takes what lapsed since the counter was last touched. Cost: 1 to 2 commands; reads the whole hash if that was over a second ago.
local function lapse(counter, upto, now)
  local lapsed = {}
  if upto == now - 1 then
    local amount = call('HGET', counter.key, now)
    if amount then
      counter.reserved = counter.reserved - tonumber(amount)
      lapsed[1] = now
    end
  else
    local all = call('HGETALL', counter.key)
    for i = 1, #all, 2 do
      local second = tonumber(all[i])
      if second and second <= now then
        counter.reserved = counter.reserved - tonumber(all[i + 1])
        lapsed[#lapsed + 1] = second
      end
    end
  end
  if #lapsed > 0 then
    call('HDEL', counter.key, unpack(lapsed))
    counter.changed = true
  end
end

-- Reads a counter and lets what is due lapse. expires: the second that the caller will most likely reserve until.
-- Cost: 1 command, and what lapsing takes.
local function read_counter(key, now, expires)
  local v = call('HMGET', key, 'c', 'r', 't', 'l', expires)
  local counter = {
    key = key,
    new = not v[3] and not v[4],
    used = tonumber(v[1] or 0),
    reserved = tonumber(v[2] or 0),
    limit = tonumber(v[4] or 0),
    expires = expires,
    lapsing = tonumber(v[5] or 0),
    changed = false
  }
  if counter.reserved > 0 then
    local upto = tonumber(v[3] or 0)
    if upto < now then
      lapse(counter, upto, now)
    end
  end
  return counter
end

-- Notes that an amount, already added to what is reserved, lapses in a second. Negative to take that back.
local function lapse_at(counter, expires, amount)
  counter.changed = true
  if expires == counter.expires then
    counter.moved = true
    counter.lapsing = counter.lapsing + amount
    return
  end
  local others = counter.others or {}
  counter.others = others
  others[expires] = (others[expires] or tonumber(call('HGET', counter.key, expires) or 0)) + amount
end

-- Writes a counter that changed. Cost: 1 command; more for a new counter and where nothing is left to lapse in a second.
local function write_counter(counter, now, window_end)
  local fields = {'c', whole('%d', counter.used), 'r', whole('%d', math.max(0, counter.reserved)), 't', whole('%d', now)}
  local function lapsing(second, amount)
    if amount > 0 then
      fields[#fields + 1] = second
      fields[#fields + 1] = whole('%d', amount)
    else
      call('HDEL', counter.key, second)
    end
  end
  if counter.moved then
    lapsing(counter.expires, counter.lapsing)
  end
  if counter.others then
    for second, amount in pairs(counter.others) do
      lapsing(second, amount)
    end
  end
  call('HSET', counter.key, unpack(fields))
  if counter.new and window_end < 9007199254740991 then
    -- A day longer, for sales that are taken back late.
    call('EXPIREAT', counter.key, window_end + 86400)
  end
end
