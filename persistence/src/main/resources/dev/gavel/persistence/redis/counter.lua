-- A counter: what was used and what is reserved of one cap in one window, or of one buyer's funds. Stands before every script that reads or
-- writes one. The counters whose windows begin in the same second are in one hash, so that a batch of leads reads and writes all counters of a
-- window with one command each. Numbers are packed little-endian (struct.unpack); a counter has two fields:
--   <name>   d used, d reserved, d limit (of funds only), d sum of uses that were given back (release), I4 how often it was repaired
--            (reconcile); I4 a second and d what lapses in it, the one that is reserved until just now; I4 the first second of the next field
--   ~<name>  what else is reserved, ascending: I4 second since 1970, d what lapses in it
-- So nothing is ever swept: who touches a counter first takes what lapsed since. The second field is read when something in it lapses, and when
-- another second begins to be reserved until, which is once a second however many batches there are; that is why it stands apart: Lua hashes every
-- byte that it is given. Amounts are whole numbers up to 2^53, exact in Lua.
--
-- The second field has at most MOST_LAPSES seconds. Before there are more, neighbours are put together, at the later of their seconds: then a
-- reservation stands for longer than was promised, never shorter, and never longer than the last of them; by less than an eighth, where
-- all promises are equally long.

local whole, read, pack, cut, join = string.format, struct.unpack, struct.pack, string.sub, table.concat

local HEAD = '<ddddI4I4dI4'
local LAPSE, LAPSE_BYTES, MOST_LAPSES = '<I4d', 12, 32
local NO_SECOND = 4294967295
local NO_END, DAY_SECONDS = 9007199254740991, 86400

-- What else is reserved of a counter. Cost: 1 command, when it is asked for first.
local function lapses_of(counter)
  local lapses = counter.lapses
  if not lapses then
    lapses = counter.first < NO_SECOND and redis.call('HGET', counter.key, '~' .. counter.name) or ''
    counter.lapses = lapses
  end
  return lapses
end

local function set_lapses(counter, lapses)
  counter.lapses = lapses
  counter.lapses_changed = true
  counter.first = lapses ~= '' and read('<I4', lapses) or NO_SECOND
end

-- Takes what lapsed.
local function lapse(counter, now)
  if counter.lapsing > 0 and counter.second <= now then
    counter.reserved = counter.reserved - counter.lapsing
    counter.second, counter.lapsing = 0, 0
    counter.changed = true
  end
  if counter.first <= now then
    local lapses, from = lapses_of(counter), 1
    while from < #lapses do
      local second, amount = read(LAPSE, lapses, from)
      if second > now then
        break
      end
      counter.reserved = counter.reserved - amount
      from = from + LAPSE_BYTES
    end
    set_lapses(counter, cut(lapses, from))
    counter.changed = true
  end
end

-- A counter from its first field; false: there is none yet. What lapsed is to be taken before it is asked about.
local function counter_of(key, name, value)
  local used, reserved, limit, given_back, repairs, second, lapsing, first = 0, 0, 0, 0, 0, 0, 0, NO_SECOND
  if value then
    used, reserved, limit, given_back, repairs, second, lapsing, first = read(HEAD, value)
  end
  return {
    key = key,
    name = name,
    new = not value,
    changed = false,
    used = used,
    reserved = reserved,
    limit = limit,
    given_back = given_back,
    repairs = repairs,
    second = second,
    lapsing = lapsing,
    first = first,
    lapses = not value and '',
    lapses_changed = false
  }
end

-- What lapses, in half as many seconds as there may be.
local function put_together(lapses)
  local first, last, step = read('<I4', lapses), read('<I4', lapses, #lapses - LAPSE_BYTES + 1), 1
  while last - first > step * MOST_LAPSES / 2 do
    step = step * 2
  end
  local entries, n, second, sum = {}, 0, nil, 0
  for at = 1, #lapses, LAPSE_BYTES do
    local exactly, amount = read(LAPSE, lapses, at)
    local later = math.min(last, math.ceil(exactly / step) * step)
    if later ~= second then
      if second then
        n = n + 1
        entries[n] = pack(LAPSE, second, sum)
      end
      second, sum = later, 0
    end
    sum = sum + amount
  end
  entries[n + 1] = pack(LAPSE, second, sum)
  return join(entries)
end

-- Notes among the others that an amount lapses in a second.
local function add_lapse(counter, second, amount)
  local lapses = lapses_of(counter)
  -- Where the seconds before this one end, and where those after it begin.
  local before, after = #lapses, #lapses + 1
  while before > 0 do
    local there, more = read(LAPSE, lapses, before - LAPSE_BYTES + 1)
    if there < second then
      break
    end
    before = before - LAPSE_BYTES
    if there == second then
      amount = amount + more
      break
    end
    after = after - LAPSE_BYTES
  end
  lapses = cut(lapses, 1, before) .. pack(LAPSE, second, amount) .. cut(lapses, after)
  set_lapses(counter, #lapses > MOST_LAPSES * LAPSE_BYTES and put_together(lapses) or lapses)
end

-- What of a counter is used and reserved, and its limit, from its first field, where nothing lapsed and what was reserved last is until a second.
-- Else, and where there is no such field: nil. A field becomes a table only where that is needed: the table costs more than reading it.
local function taken_until(value, second, now)
  if value then
    local used, reserved, limit, _, _, last_second, _, first = read(HEAD, value)
    if last_second == second and first > now then
      return used + reserved, limit
    end
  end
  return nil
end

-- The first field of such a counter, with an amount more reserved until that second.
local function with_more(value, amount)
  local used, reserved, limit, given_back, repairs, second, lapsing, first = read(HEAD, value)
  return pack(HEAD, used, reserved + amount, limit, given_back, repairs, second, lapsing + amount, first)
end

-- Whether the others are needed to reserve until a second.
local function needs_lapses(counter, second, now)
  return counter.first <= now or counter.lapsing > 0 and counter.second ~= second and counter.second > now
end

-- Reserves an amount until a second.
local function reserve_until(counter, second, amount)
  counter.changed = true
  counter.reserved = counter.reserved + amount
  if counter.lapsing > 0 and second < counter.second then
    add_lapse(counter, second, amount)
  else
    if counter.lapsing > 0 and second > counter.second then
      add_lapse(counter, counter.second, counter.lapsing)
      counter.lapsing = 0
    end
    counter.second = second
    counter.lapsing = counter.lapsing + amount
  end
end

-- Gives back an amount that was reserved until a second, which is not over. It is taken from what lapses then or next: whatever was put together
-- with others stands later than it was promised.
local function give_back_until(counter, second, amount)
  counter.changed = true
  if counter.lapsing > 0 then
    add_lapse(counter, counter.second, counter.lapsing)
    counter.second, counter.lapsing = 0, 0
  end
  local lapses, entries, n = lapses_of(counter), {}, 0
  for at = 1, #lapses, LAPSE_BYTES do
    local there, lapsing = read(LAPSE, lapses, at)
    local given = there >= second and math.min(lapsing, amount) or 0
    amount = amount - given
    counter.reserved = counter.reserved - given
    if lapsing > given then
      n = n + 1
      entries[n] = pack(LAPSE, there, lapsing - given)
    end
  end
  set_lapses(counter, join(entries))
end

-- Appends a counter to the fields that are written into its hash; answers how many fields and values there are.
local function put_fields(counter, fields, n)
  fields[n + 1] = counter.name
  fields[n + 2] = pack(
    HEAD, counter.used, counter.reserved, counter.limit, counter.given_back, counter.repairs, counter.second, counter.lapsing, counter.first
  )
  if not counter.lapses_changed then
    return n + 2
  end
  fields[n + 3], fields[n + 4] = '~' .. counter.name, counter.lapses
  return n + 4
end

-- Writes fields into a hash of counters. latest_end: the second after the last window of those that are new, nil when none is. The hash
-- stands for a day longer, for sales that are taken back late. Cost: 1 command, 2 more where a counter is new.
local function write_fields(key, fields, latest_end)
  -- -2: there is no such hash yet, -1: it stands for ever.
  local stands = latest_end and redis.call('EXPIRETIME', key)
  redis.call('HSET', key, unpack(fields))
  if latest_end == NO_END then
    if stands >= 0 then
      redis.call('PERSIST', key)
    end
  elseif latest_end and stands ~= -1 and stands < latest_end + DAY_SECONDS then
    redis.call('EXPIREAT', key, latest_end + DAY_SECONDS)
  end
end

-- A counter as of now; as of 0: as it was written. Cost: 1 command.
local function read_counter(key, name, now)
  local fields = redis.call('HMGET', key, name, '~' .. name)
  local counter = counter_of(key, name, fields[1])
  counter.lapses = fields[2] or ''
  lapse(counter, now)
  return counter
end

-- Cost: 1 command, 2 more for a new counter.
local function write_counter(counter, window_end)
  local fields = {}
  put_fields(counter, fields, 0)
  write_fields(counter.key, fields, counter.new and window_end or nil)
end
