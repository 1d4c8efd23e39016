-- A counter: what was used and what is reserved of one cap in one window, or of one buyer's funds. Stands before award, commit and
-- release, behind consumer.lua. A hash:
--   c     used
--   r     reserved, as of second t
--   t     every reservation that lapsed up to this second was taken from r
--   l     the limit, of funds only
--   g     sum of uses that were given back (release)
--   k     how often it was repaired (reconcile)
--   <n>   what lapses in second n since 1970; only seconds after t
-- So nothing is ever swept: who touches a counter first takes what lapsed since. Amounts are whole numbers up to 2^53, exact in Lua.

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

-- Reads a counter and lets what is due lapse. expires: the second that the caller will most likely reserve until, as text. limited: whether it
-- may have a limit of its own, for which a counter without one would be searched to its end.
-- Cost: 1 command, and what lapsing takes.
local function read_counter(key, now, expires, limited)
  local v = limited and call('HMGET', key, 'c', 'r', 't', expires, 'l') or call('HMGET', key, 'c', 'r', 't', expires)
  local used, upto = v[1] and tonumber(v[1]), v[3] and tonumber(v[3])
  local counter = {
    key = key,
    new = not upto and not v[5],
    used = used or 0,
    used_before = used,
    reserved = v[2] and tonumber(v[2]) or 0,
    upto = upto or 0,
    limit = v[5] and tonumber(v[5]) or 0,
    expires = expires,
    expiring = v[4],
    changed = false,
    lapsing = {}
  }
  if counter.reserved > 0 and counter.upto < now then
    lapse(counter, counter.upto, now)
  end
  return counter
end

-- Notes that an amount, already added to what is reserved, lapses in a second, given as text. Negative to take that back.
local function lapse_at(counter, expires, amount)
  local lapsing = counter.lapsing
  local before = lapsing[expires]
  if not before then
    if expires == counter.expires then
      before = counter.expiring
    else
      before = call('HGET', counter.key, expires)
    end
    before = before and tonumber(before) or 0
  end
  lapsing[expires] = before + amount
  counter.changed = true
end

-- Writes what changed of a counter. Cost: 1 command; more for a new counter and where nothing is left to lapse in a second.
local function write_counter(counter, now, window_end)
  local key, fields = counter.key, {'r', counter.reserved > 0 and whole('%d', counter.reserved) or '0'}
  local n = 2
  if counter.used ~= counter.used_before then
    fields[n + 1], fields[n + 2], n = 'c', whole('%d', counter.used), n + 2
  end
  if counter.upto ~= now then
    fields[n + 1], fields[n + 2], n = 't', whole('%d', now), n + 2
  end
  for second, amount in pairs(counter.lapsing) do
    if amount > 0 then
      fields[n + 1], fields[n + 2], n = second, whole('%d', amount), n + 2
    else
      call('HDEL', key, second)
    end
  end
  call('HSET', key, unpack(fields))
  if counter.new and window_end < 9007199254740991 then
    -- A day longer, for sales that are taken back late.
    call('EXPIREAT', key, window_end + 86400)
  end
end
