-- award: decides a batch of leads of one tenant, one after the other: screens the consumer, reserves caps and funds for the legs that
-- dev.gavel.auction.award.Legs#choose picks among the options with room, remembers the ping, appends the events.
--
-- KEYS  1 epoch, 2 events, 3 suppressed; then, as many as ARGV 2 says: counters, sold marks, hours of pings, buckets of pings, settled legs
-- ARGV  numbers are packed little-endian (struct.unpack), because each argument of its own costs more than reading ten numbers
--       1 epoch
--       2 I4 seconds that a ping is remembered beyond its expiry, I4 seconds that settled legs are remembered, I4 the second after the
--         hour of pings; I2 leads, I2 counters, I2 marks, I2 hours, I2 buckets
--       3 per counter: d first second of its window, d second after its last
--       per mark: the consumer's key that it is for
--       per lead: ping, memory, event head ('': no event), and packed:
--         I2 bucket (0: remember nothing), I2 settled hash, I4 seconds until expiry, I2 most legs,
--         I2 campaign's hour (0: not screened), I2 first mark, I2 marks, I4 most pings per hour, I2 exclusive options, I2 options;
--         per option: B 1 if shared, d payout, B + text leg, B + text conflict group ('': none), B claims;
--           per claim: I2 counter, d limit (-1: the stored one), d amount
-- Reply a flat list: milliseconds now; then per lead 0, second of expiry, legs, their positions in the options from 0 - or a reason's
--       code, 5002 when a window is over (nothing happened: ask again with today's windows). {-1} when the epoch is another.
-- Cost  2 + 3 for the screening of all + 2 per counter touched + 1 per consumer key sold + 2 per bucket + 1 for all events.
--       Only lapsed reservations are written before all leads are decided.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local SUPPRESSED, DUPLICATE, VELOCITY, CAPS_FULL, NO_FUNDS, STALE = 2201, 2301, 2303, 3005, 3006, 5002
local CLAIM_BYTES = 18

local read = struct.unpack
local time = call('TIME')
local now = tonumber(time[1])
local at = ',"at":' .. time[1] .. string.sub('000000' .. time[2], -6)
local grace, settled_seconds, hour_end, leads, counters, marks, hours, buckets = read('<I4I4I4I2I2I2I2I2', ARGV[2])
local first_counter = 3
local first_mark = first_counter + counters
local first_hour = first_mark + marks
local first_bucket = first_hour + hours
local first_settled = first_bucket + buckets

-- Windows.
local window_end, window_over, any_over = {}, {}, false
local from = 1
for i = 1, counters do
  local start
  start, window_end[i], from = read('<dd', ARGV[3], from)
  if now < start or now >= window_end[i] then
    window_over[i] = true
    any_over = true
  end
end

-- What the lists say of all consumers of the batch: three commands, however many they are.
local consumers, suppressed, sold_by, counted, recounted = {}, {}, {}, {}, {}
if marks > 0 then
  local mark_keys = {}
  for i = 1, marks do
    consumers[i] = ARGV[3 + i]
    mark_keys[i] = KEYS[first_mark + i]
  end
  suppressed = call('SMISMEMBER', KEYS[3], unpack(consumers))
  local values = call('MGET', unpack(mark_keys))
  for i = 1, marks do
    sold_by[mark_keys[i]] = values[i]
  end
  for h = 1, hours do
    values = call('HMGET', KEYS[first_hour + h], unpack(consumers))
    local pings = {}
    for i = 1, marks do
      pings[consumers[i]] = tonumber(values[i] or 0)
    end
    counted[h], recounted[h] = pings, {}
  end
end

-- Screens one lead and counts its ping. The reason's code, or nil.
local function screen(ping, hour, first, n, most)
  local refusal
  local pings = counted[hour]
  local too_many = false
  for m = first, first + n - 1 do
    local consumer, other = consumers[m], sold_by[KEYS[first_mark + m]]
    if suppressed[m] == 1 then
      refusal = SUPPRESSED
    elseif other and other ~= ping then
      refusal = refusal or DUPLICATE
    end
    pings[consumer] = pings[consumer] + 1
    recounted[hour][consumer] = true
    too_many = too_many or pings[consumer] > most
  end
  if not refusal and too_many then
    refusal = VELOCITY
  end
  return refusal
end

-- The lead's options, read from its packed part only as far as they are needed.
local packed, next_option, options_read
local mode, payout, leg, group, claims, claims_at = {}, {}, {}, {}, {}, {}

local function read_option(o)
  while options_read < o do
    local n = options_read + 1
    mode[n], payout[n], leg[n], group[n], claims[n], claims_at[n] = read('<BdBc0Bc0B', packed, next_option)
    next_option = claims_at[n] + CLAIM_BYTES * claims[n]
    options_read = n
  end
end

local function any_window_over(options)
  read_option(options)
  for o = 1, options do
    local p = claims_at[o]
    for _ = 1, claims[o] do
      if window_over[read('<I2', packed, p)] then
        return true
      end
      p = p + CLAIM_BYTES
    end
  end
  return false
end

local counter = {}
local lacked_funds, lacked_room
local expires

-- Gives back what the first n claims of an option hold.
local function let_go(o, n)
  local p = claims_at[o]
  for _ = 1, n do
    local i, _, amount
    i, _, amount, p = read('<I2dd', packed, p)
    counter[i].reserved = counter[i].reserved - amount
  end
end

-- Takes the room that an option claims, or takes nothing and answers false.
local function hold(o)
  read_option(o)
  local p = claims_at[o]
  for k = 1, claims[o] do
    local i, limit, amount
    i, limit, amount, p = read('<I2dd', packed, p)
    local c = counter[i]
    if not c then
      c = read_counter(KEYS[first_counter + i], now, expires)
      counter[i] = c
    end
    local most = limit
    if limit < 0 then
      most = c.limit
    end
    if c.used + c.reserved + amount > most then
      lacked_funds = lacked_funds or limit < 0
      lacked_room = lacked_room or limit >= 0
      let_go(o, k - 1)
      return false
    end
    c.reserved = c.reserved + amount
  end
  return true
end

-- The options to sell to, or nil: the first exclusive one with room against the first shared ones with room. Their claims stay held.
local function choose(exclusives, options, most_legs)
  local exclusive
  if exclusives > 0 then
    for o = 1, options do
      read_option(o)
      if mode[o] == 0 and hold(o) then
        exclusive = o
        break
      end
    end
  end
  if exclusives == options then
    return exclusive and {exclusive}
  end
  if exclusive then
    let_go(exclusive, claims[exclusive])
  end
  local shared, groups, sum = {}, {}, 0
  for o = 1, options do
    if #shared == most_legs then
      break
    end
    read_option(o)
    if mode[o] == 1 and not groups[group[o]] and hold(o) then
      shared[#shared + 1] = o
      sum = sum + payout[o]
      if group[o] ~= '' then
        groups[group[o]] = true
      end
    end
  end
  if exclusive and payout[exclusive] >= sum then
    for s = 1, #shared do
      let_go(shared[s], claims[shared[s]])
    end
    hold(exclusive)
    return {exclusive}
  end
  return #shared > 0 and shared
end

local reply = {now * 1000 + math.floor(tonumber(time[2]) / 1000)}
local events, sold, records, bucket_expires, later_legs = {}, {}, {}, {}, {}

-- Makes what is held a reservation, and notes what is to be written.
local function reserve(ping, memory, head, bucket, settled, first, n, chosen)
  local until_second = whole('%d', expires)
  local legs, positions, size = {}, {}, #reply
  reply[size + 1], reply[size + 2], reply[size + 3] = 0, expires, #chosen
  for s = 1, #chosen do
    local o = chosen[s]
    legs[s], positions[s], reply[size + 3 + s] = leg[o], o - 1, o - 1
    local p = claims_at[o]
    for _ = 1, claims[o] do
      local i, _, amount
      i, _, amount, p = read('<I2dd', packed, p)
      lapse_at(counter[i], expires, amount)
    end
  end
  for m = first_mark + first, first_mark + first + n - 1 do
    sold_by[KEYS[m]] = ping
    sold[#sold + 1] = {KEYS[m], ping, until_second}
  end
  if bucket > 0 then
    local fields = records[bucket] or {}
    records[bucket] = fields
    fields[#fields + 1] = ping
    fields[#fields + 1] = until_second .. '|' .. table.concat(positions, ',') .. '|;' .. table.concat(legs, ';') .. ';\n' .. memory
    bucket_expires[bucket] = math.max(bucket_expires[bucket] or 0, expires + grace)
  else
    later_legs[#later_legs + 1] = {KEYS[first_settled + settled], ping, legs, until_second}
  end
  if head ~= '' then
    events[#events + 1] = head .. at .. ',"outcome":"awarded","expires_at":' .. until_second .. ',"legs":["' .. table.concat(legs, '","') .. '"]}'
  end
end

local a = 3 + marks
for _ = 1, leads do
  local ping, memory, head = ARGV[a + 1], ARGV[a + 2], ARGV[a + 3]
  packed = ARGV[a + 4]
  a = a + 4
  local bucket, settled, ttl, most_legs, hour, first, n, most, exclusives, options
  bucket, settled, ttl, most_legs, hour, first, n, most, exclusives, options, next_option = read('<I2I2I4I2I2I2I2I4I2I2', packed)
  options_read = 0
  expires = now + ttl

  if any_over and any_window_over(options) then
    reply[#reply + 1] = STALE
  else
    local refusal = hour > 0 and screen(ping, hour, first, n, most)
    local chosen
    if not refusal then
      lacked_funds, lacked_room = false, false
      chosen = choose(exclusives, options, most_legs)
      refusal = lacked_funds and not lacked_room and NO_FUNDS or CAPS_FULL
    end
    if chosen then
      reserve(ping, memory, head, bucket, settled, first, n, chosen)
    else
      reply[#reply + 1] = refusal
      if head ~= '' then
        local tail = (options > 0 or hour > 0) and ',"outcome":"refused","reason":' .. refusal .. '}' or '}'
        events[#events + 1] = head .. at .. tail
      end
    end
  end
end

for i, c in pairs(counter) do
  if c.changed then
    write_counter(c, now, window_end[i])
  end
end
for h = 1, hours do
  local fields = {}
  for consumer in pairs(recounted[h]) do
    fields[#fields + 1] = consumer
    fields[#fields + 1] = counted[h][consumer]
  end
  if #fields > 0 then
    call('HSET', KEYS[first_hour + h], unpack(fields))
    call('EXPIREAT', KEYS[first_hour + h], hour_end + 60)
  end
end
for i = 1, #sold do
  call('SET', sold[i][1], sold[i][2], 'EXAT', sold[i][3])
end
for bucket, fields in pairs(records) do
  local key = KEYS[first_bucket + bucket]
  call('HSET', key, unpack(fields))
  if call('EXPIRETIME', key) < bucket_expires[bucket] then
    call('EXPIREAT', key, bucket_expires[bucket])
  end
end
for i = 1, #later_legs do
  local key, ping, legs, until_second = unpack(later_legs[i])
  local states = call('HGET', key, ping) or ''
  for k = 1, #legs do
    states = with_state(states, legs[k], 'r' .. until_second)
  end
  call('HSET', key, ping, states)
  call('EXPIRE', key, settled_seconds)
end
if #events > 0 then
  call('XADD', KEYS[2], '*', 'e', table.concat(events, '\n'))
end
return reply
