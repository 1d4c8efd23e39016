-- award: decides a batch of leads of one tenant, one after the other: screens the consumer, reserves caps and funds for the legs that
-- dev.gavel.auction.award.Legs#choose picks among the options with room, remembers the ping, appends the events.
--
-- KEYS  1 epoch, 2 events, 3 suppressed; then, as many as ARGV says: counters, sold marks, hours of pings, buckets of pings, settled legs
-- ARGV  1 epoch, 2 seconds that a ping is remembered beyond its expiry, 3 seconds that settled legs are remembered,
--       4 leads, 5 counters, 6 marks, 7 hours, 8 buckets;
--       per counter: first second of its window, second after its last;
--       per mark: the consumer's key that it is for;
--       per hour: the second after its last;
--       per lead: ping, position of its bucket (0: remember nothing), position of its settled hash, seconds until expiry, most legs,
--         memory, event head ('': no event), campaign's hour (0: not screened), first mark, marks, most pings per hour, options;
--         per option: leg, mode (0 exclusive, 1 shared), conflict group ('': none), payout, claims;
--           per claim: counter, limit (-1: the stored one), amount
-- Reply a flat list: milliseconds now; then per lead 0, second of expiry, legs, their positions in the options from 0 - or a reason's
--       code, 5002 when a window is over (nothing happened: ask again with today's windows). {-1} when the epoch is another.
-- Cost  2 + 3 for the screening of all + 2 per counter touched + 1 to 3 per ping sold + 1 per bucket + 1 for all events.
--       Nothing is written before all leads are decided.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local REFUSED_SUPPRESSED, REFUSED_DUPLICATE, REFUSED_VELOCITY, REFUSED_CAPS, REFUSED_FUNDS, STALE = 2201, 2301, 2303, 3005, 3006, 5002

local time = redis.call('TIME')
local now = tonumber(time[1])
local at = time[1] .. string.sub('000000' .. time[2], -6)
local grace, settled_seconds = tonumber(ARGV[2]), tonumber(ARGV[3])
local leads, counters, marks = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local hours, buckets = tonumber(ARGV[7]), tonumber(ARGV[8])
local first_counter = 3
local first_mark = first_counter + counters
local first_hour = first_mark + marks
local first_bucket = first_hour + hours
local first_settled = first_bucket + buckets
local a = 8

-- Windows.
local window_end, window_over, any_over = {}, {}, false
for i = 1, counters do
  window_end[i] = tonumber(ARGV[a + 2])
  if now < tonumber(ARGV[a + 1]) or now >= window_end[i] then
    window_over[i] = true
    any_over = true
  end
  a = a + 2
end

-- What the lists say of all consumers of the batch: three commands, however many they are.
local consumers, suppressed, sold_by, pings, hour_end = {}, {}, {}, {}, {}
if marks > 0 then
  local mark_keys = {}
  for i = 1, marks do
    consumers[i] = ARGV[a + i]
    mark_keys[i] = KEYS[first_mark + i]
  end
  suppressed = redis.call('SMISMEMBER', KEYS[3], unpack(consumers))
  local values = redis.call('MGET', unpack(mark_keys))
  for i = 1, marks do
    sold_by[mark_keys[i]] = values[i]
  end
end
a = a + marks
for i = 1, hours do
  hour_end[i] = tonumber(ARGV[a + i])
  local values = redis.call('HMGET', KEYS[first_hour + i], unpack(consumers))
  local count = {}
  for k = 1, marks do
    count[consumers[k]] = tonumber(values[k] or 0)
  end
  pings[i] = {count = count, changed = {}}
end
a = a + hours

-- Screens one lead and counts its ping. The reason's code, or nil.
local function screen(ping, hour, first, n, most)
  local refusal
  for m = first, first + n - 1 do
    local other = sold_by[KEYS[first_mark + m]]
    if suppressed[m] == 1 then
      refusal = REFUSED_SUPPRESSED
    elseif other and other ~= ping then
      refusal = refusal or REFUSED_DUPLICATE
    end
  end
  local too_many = false
  local counted = pings[hour]
  for m = first, first + n - 1 do
    local count = counted.count[consumers[m]] + 1
    counted.count[consumers[m]] = count
    counted.changed[consumers[m]] = count
    too_many = too_many or count > most
  end
  if not refusal and too_many then
    refusal = REFUSED_VELOCITY
  end
  return refusal
end

local counter = {}

-- Reserves one claim if there is room. Undone by the same with a negative amount.
local function hold(i, amount, limit, expires)
  local c = counter[i]
  if not c then
    c = read_counter(KEYS[first_counter + i], now, expires)
    counter[i] = c
  end
  if limit < 0 then
    limit = c.limit
  end
  if c.used + c.reserved + amount > limit then
    return false
  end
  c.reserved = c.reserved + amount
  return true
end

local lacked_funds, lacked_room

-- Holds all claims of the option whose first claim stands behind position p, or none.
local function hold_option(p, n, expires)
  for k = 0, n - 1 do
    local i, limit, amount = tonumber(ARGV[p + 3 * k + 1]), tonumber(ARGV[p + 3 * k + 2]), tonumber(ARGV[p + 3 * k + 3])
    if not hold(i, amount, limit, expires) then
      if limit < 0 then
        lacked_funds = true
      else
        lacked_room = true
      end
      for j = 0, k - 1 do
        local held = counter[tonumber(ARGV[p + 3 * j + 1])]
        held.reserved = held.reserved - tonumber(ARGV[p + 3 * j + 3])
      end
      return false
    end
  end
  return true
end

local function let_go(p, n)
  for k = 0, n - 1 do
    local held = counter[tonumber(ARGV[p + 3 * k + 1])]
    held.reserved = held.reserved - tonumber(ARGV[p + 3 * k + 3])
  end
end

-- The options to sell to, as positions from 1, or nil: the first exclusive one with room against the first shared ones with room.
local function choose(options, most_legs, expires)
  local exclusive
  for o = 1, #options do
    local option = options[o]
    if option.mode == '0' and hold_option(option.at, option.claims, expires) then
      let_go(option.at, option.claims)
      exclusive = o
      break
    end
  end
  local shared, groups, sum = {}, {}, 0
  for o = 1, #options do
    local option = options[o]
    if #shared == most_legs then
      break
    end
    if option.mode == '1' and not groups[option.group] and hold_option(option.at, option.claims, expires) then
      shared[#shared + 1] = o
      sum = sum + option.payout
      if option.group ~= '' then
        groups[option.group] = true
      end
    end
  end
  if exclusive and options[exclusive].payout >= sum then
    for s = 1, #shared do
      let_go(options[shared[s]].at, options[shared[s]].claims)
    end
    hold_option(options[exclusive].at, options[exclusive].claims, expires)
    return {exclusive}
  end
  if #shared > 0 then
    return shared
  end
  return nil
end

local reply = {now * 1000 + math.floor(tonumber(time[2]) / 1000)}
local events, sold, records, bucket_expires, later_legs = {'*'}, {}, {}, {}, {}

local function event(head, tail)
  if head ~= '' then
    events[#events + 1] = 'e'
    events[#events + 1] = head .. ',"at":' .. at .. tail
  end
end

local function award(ping, bucket, settled, expires, memory, head, first, n, options, chosen)
  local legs, positions = {}, {}
  reply[#reply + 1] = 0
  reply[#reply + 1] = expires
  reply[#reply + 1] = #chosen
  for s = 1, #chosen do
    local option = options[chosen[s]]
    legs[s] = option.leg
    positions[s] = chosen[s] - 1
    reply[#reply + 1] = chosen[s] - 1
    -- hold took it from the room; now it is a reservation.
    let_go(option.at, option.claims)
    for k = 0, option.claims - 1 do
      reserve(counter[tonumber(ARGV[option.at + 3 * k + 1])], expires, tonumber(ARGV[option.at + 3 * k + 3]))
    end
  end
  for m = first, first + n - 1 do
    sold_by[KEYS[first_mark + m]] = ping
    sold[#sold + 1] = {KEYS[first_mark + m], ping, expires}
  end
  if bucket > 0 then
    local fields = records[bucket] or {}
    records[bucket] = fields
    fields[#fields + 1] = ping
    fields[#fields + 1] = expires .. '|' .. table.concat(positions, ',') .. '|;' .. table.concat(legs, ';') .. ';\n' .. memory
    bucket_expires[bucket] = math.max(bucket_expires[bucket] or 0, expires + grace)
  else
    later_legs[#later_legs + 1] = {KEYS[first_settled + settled], ping, legs, expires}
  end
  event(head, ',"outcome":"awarded","expires_at":' .. expires .. ',"legs":["' .. table.concat(legs, '","') .. '"]}')
end

for l = 1, leads do
  local ping, bucket, settled = ARGV[a + 1], tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3])
  local expires, most_legs = now + tonumber(ARGV[a + 4]), tonumber(ARGV[a + 5])
  local memory, head = ARGV[a + 6], ARGV[a + 7]
  local hour, first, n, most = tonumber(ARGV[a + 8]), tonumber(ARGV[a + 9]), tonumber(ARGV[a + 10]), tonumber(ARGV[a + 11])
  local options, over = {}, false
  local count = tonumber(ARGV[a + 12])
  a = a + 12
  for o = 1, count do
    local claims = tonumber(ARGV[a + 5])
    options[o] = {leg = ARGV[a + 1], mode = ARGV[a + 2], group = ARGV[a + 3], payout = tonumber(ARGV[a + 4]), claims = claims, at = a + 5}
    a = a + 5
    if any_over then
      for k = 0, claims - 1 do
        over = over or window_over[tonumber(ARGV[a + 3 * k + 1])]
      end
    end
    a = a + 3 * claims
  end

  if over then
    reply[#reply + 1] = STALE
  else
    local refusal
    if hour > 0 then
      refusal = screen(ping, hour, first, n, most)
    end
    local chosen
    if not refusal then
      lacked_funds, lacked_room = false, false
      chosen = choose(options, most_legs, expires)
      if not chosen then
        refusal = REFUSED_CAPS
        if lacked_funds and not lacked_room then
          refusal = REFUSED_FUNDS
        end
      end
    end
    if chosen then
      award(ping, bucket, settled, expires, memory, head, first, n, options, chosen)
    else
      reply[#reply + 1] = refusal
      if count == 0 and hour == 0 then
        event(head, '}')
      else
        event(head, ',"outcome":"refused","reason":' .. refusal .. '}')
      end
    end
  end
end

for i, c in pairs(counter) do
  if c.changed then
    write_counter(c, now, window_end[i])
  end
end
for i = 1, hours do
  local fields = {}
  for consumer, count in pairs(pings[i].changed) do
    fields[#fields + 1] = consumer
    fields[#fields + 1] = count
  end
  if #fields > 0 then
    redis.call('HSET', KEYS[first_hour + i], unpack(fields))
    redis.call('EXPIREAT', KEYS[first_hour + i], hour_end[i] + 60)
  end
end
for i = 1, #sold do
  redis.call('SET', sold[i][1], sold[i][2], 'EXAT', sold[i][3])
end
for bucket, fields in pairs(records) do
  redis.call('HSET', KEYS[first_bucket + bucket], unpack(fields))
  if redis.call('EXPIRETIME', KEYS[first_bucket + bucket]) < bucket_expires[bucket] then
    redis.call('EXPIREAT', KEYS[first_bucket + bucket], bucket_expires[bucket])
  end
end
for i = 1, #later_legs do
  local key, ping, legs, expires = unpack(later_legs[i])
  local states = redis.call('HGET', key, ping) or ''
  for k = 1, #legs do
    states = with_state(states, legs[k], 'r' .. expires)
  end
  redis.call('HSET', key, ping, states)
  redis.call('EXPIRE', key, settled_seconds)
end
if #events > 1 then
  redis.call('XADD', KEYS[2], unpack(events))
end
return reply
