-- award: decides a batch of leads of one tenant, one after the other: screens the consumer, reserves caps and funds for the legs that
-- dev.gavel.auction.award.Legs#choose picks among the options with room, remembers the legs, appends the events. What a ping remembers
-- beside its legs was written into its bucket just before, by a command of its own: Lua hashes every byte of a string that it is given.
--
-- KEYS  1 epoch, 2 events, 3 suppressed; then, as many as ARGV 2 says: counters, sold marks, hours of pings (each followed by the hour
--       before it), buckets of pings, settled legs
-- ARGV  numbers are packed little-endian (struct.unpack), because each argument of its own costs more than reading ten numbers
--       1 epoch
--       2 I4 seconds that a ping is remembered beyond its expiry, I4 seconds that settled legs are remembered, I4 the second after the
--         hour of pings, I4 seconds until most of the leads' reservations lapse; I2 leads, I2 counters, I2 marks, I2 hours, I2 buckets;
--         d latest first second of all windows, d earliest second after one
--       3 per counter: d first second of its window, d second after its last
--       4 what legs claim, each list once: B claims; per claim I2 counter, d limit (-1: the stored one), d amount
--       per mark: the consumer's key that it is for
--       per lead: ping, event head ('': no event), and packed:
--         I2 bucket (0: nothing is remembered), I2 settled hash, I4 seconds until expiry, I2 most legs,
--         B 1 if it is firm, I2 campaign's hour (0: not screened), I2 first mark, I2 marks, B 1 if its consumer's ping was counted before,
--         I4 most pings per hour, d highest payout of an exclusive option, B exclusive options, B options;
--         per option, the exclusive ones first: I4 where its claims are in ARGV 4, d payout, B leg, B conflict group (0: none),
--           I4 second after which it may not be promised
-- Reply a flat list: milliseconds now; then per lead 0, second of expiry, how many legs, the legs, how many options were found
--       without room, their legs - or a reason's code, 5002 when a window is over (nothing happened: ask again with today's windows).
--       {-1} when the epoch is another.
-- Cost  2 + 2 for the screening of all, 4 per campaign + 2 per counter touched + 3 per bucket + 1 for all events.
--       Only lapsed reservations are written before all leads are decided.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local SUPPRESSED, DUPLICATE, VELOCITY, CAPS_FULL, NO_FUNDS, STALE = 2201, 2301, 2303, 3005, 3006, 5002
local OPTION_BYTES, WINDOW_BYTES = 18, 16

local read, cut, join = struct.unpack, string.sub, table.concat
local time = call('TIME')
local now = tonumber(time[1])
local at = ',"at":' .. time[1] .. cut('000000' .. time[2], -6)
local grace, settled_seconds, hour_end, usual_ttl, leads, counters, marks, hours, buckets, latest_start, earliest_end =
  read('<I4I4I4I4I2I2I2I2I2dd', ARGV[2])
local first_counter = 3
local first_mark = first_counter + counters
local first_hour = first_mark + marks
local first_bucket = first_hour + 2 * hours
local first_settled = first_bucket + buckets
local first_consumer = 4

-- The counters whose window is over or has not begun; nil when there are none.
local window_over
if now < latest_start or now >= earliest_end then
  window_over = {}
  for i = 1, counters do
    local first, after = read('<dd', ARGV[3], 1 + (i - 1) * WINDOW_BYTES)
    window_over[i] = now < first or now >= after
  end
end

-- What the lists say of all consumers of the batch: a few commands, however many they are. Per hour of pings and consumer: how many pings,
-- by which ping the consumer is being sold, and that as text; and which of them are to be written.
local suppressed, sold_by, hour_of = nil, nil, {}
local latest_mark = 0

local function read_hour(h)
  local this, before = KEYS[first_hour + 2 * h - 1], KEYS[first_hour + 2 * h]
  local counts, holders, texts = {}, {}, {}
  local earlier = call('EXISTS', before) == 1 and call('HMGET', before, unpack(ARGV, first_consumer + 1, first_consumer + marks)) or {}
  local values = call('HMGET', this, unpack(ARGV, first_consumer + 1, first_consumer + marks))
  for m = 1, marks do
    local consumer = ARGV[first_consumer + m]
    if earlier[m] then
      local _, holder = read_pinged(earlier[m], now)
      holders[consumer] = holder
    end
    if values[m] then
      local count, holder, text = read_pinged(values[m], now)
      counts[consumer], texts[consumer] = count, text
      holders[consumer] = holder or holders[consumer]
    end
  end
  return {counts = counts, holders = holders, texts = texts, changed = {}}
end

if marks > 0 then
  suppressed = call('SMISMEMBER', KEYS[3], unpack(ARGV, first_consumer + 1, first_consumer + marks))
  sold_by = call('MGET', unpack(KEYS, first_mark + 1, first_mark + marks))
  for h = 1, hours do
    hour_of[h] = read_hour(h)
  end
end

-- Screens one lead and counts its ping. The reason's code, or nil.
local function screen(ping, pinged, first, n, counted_before, most)
  local refusal, too_many
  local counts, holders = pinged.counts, pinged.holders
  for m = first, first + n - 1 do
    local consumer, sold = ARGV[first_consumer + m], sold_by[m]
    local holder = holders[consumer]
    if suppressed[m] == 1 then
      refusal = SUPPRESSED
    elseif (sold and sold ~= ping) or (holder and holder ~= ping) then
      refusal = refusal or DUPLICATE
    end
    local count = counts[consumer] or 0
    if counted_before == 0 then
      count = count + 1
      counts[consumer] = count
      pinged.changed[consumer] = true
    end
    too_many = too_many or count > most
  end
  return refusal or too_many and VELOCITY or nil
end

-- Notes that a lead's consumer is being sold.
local function mark(ping, pinged, first, n, until_second, expires)
  local text = ';' .. until_second .. ';' .. ping
  latest_mark = expires > latest_mark and expires or latest_mark
  for m = first, first + n - 1 do
    local consumer = ARGV[first_consumer + m]
    pinged.holders[consumer] = ping
    pinged.texts[consumer] = text
    pinged.changed[consumer] = true
  end
end

local function write_hour(h)
  local pinged, key, fields, n = hour_of[h], KEYS[first_hour + 2 * h - 1], {}, 0
  for consumer in pairs(pinged.changed) do
    local count, text = pinged.counts[consumer] or 0, pinged.texts[consumer]
    local counted = count == 1 and '1' or whole('%d', count)
    fields[n + 1], fields[n + 2], n = consumer, text and counted .. text or counted, n + 2
  end
  if n > 0 then
    call('HSET', key, unpack(fields))
    local ends = math.max(hour_end + 60, latest_mark)
    if call('EXPIRETIME', key) < ends then
      call('EXPIREAT', key, ends)
    end
  end
end

-- Counters, what of each is used, reserved or held for a list of claims, and what of that lapses at an unusual second.
local usual_expiry = whole('%d', now + usual_ttl)
local counter, taken, unusual = {}, {}, {}

local function read_taken(i, limit)
  local c = read_counter(KEYS[first_counter + i], now, usual_expiry, limit < 0)
  counter[i] = c
  return c.used + c.reserved
end

-- Lists of claims, by where they are in ARGV 4: counter, limit, amount, counter, ..., and where the next list begins. Room is taken for
-- several legs of a list at once, so that a list that many leads of the batch want costs little more than one that one lead wants.
local claims_at, formats = {}, {}
local legs_ahead, spare = leads, {}
local lacked_funds, lacked_room, full

local function read_claims(from)
  local n = string.byte(ARGV[4], from)
  local format = formats[n] or '<' .. string.rep('I2dd', n)
  formats[n] = format
  local claims = {read(format, ARGV[4], from + 1)}
  claims_at[from] = claims
  return claims
end

-- Takes what so many legs of a list claim; gives it back when negative.
local function take(claims, legs)
  for k = 1, #claims - 1, 3 do
    local i = claims[k]
    taken[i] = taken[i] + legs * claims[k + 2]
  end
end

-- For how many legs of a list there is room, and which limit says so; at most as many as may be wanted.
local function room_for(claims)
  local legs, scarce = legs_ahead, nil
  for k = 1, #claims - 1, 3 do
    local i, limit, amount = claims[k], claims[k + 1], claims[k + 2]
    local before = taken[i]
    if not before then
      before = read_taken(i, limit)
      taken[i] = before
    end
    local room = (limit < 0 and counter[i].limit or limit) - before
    if room < legs * amount then
      legs, scarce = math.max(0, math.floor(room / amount)), limit
    end
    if legs == 0 then
      break
    end
  end
  return legs, scarce
end

-- Takes room for one leg of a list, or answers false.
local function hold(claims)
  local left = spare[claims] or 0
  if left == 0 then
    local legs, scarce = room_for(claims)
    if legs == 0 and legs_ahead > 1 then
      -- What other lists took ahead may be what is lacking; from now on nobody takes more than one leg.
      legs_ahead = 1
      for other, more in pairs(spare) do
        take(other, -more)
        spare[other] = 0
      end
      legs, scarce = room_for(claims)
    end
    if legs == 0 then
      lacked_funds = lacked_funds or scarce < 0
      lacked_room = lacked_room or scarce >= 0
      return false
    end
    take(claims, legs)
    left = legs
  end
  spare[claims] = left - 1
  return true
end

local function let_go(claims)
  if legs_ahead > 1 then
    spare[claims] = spare[claims] + 1
  else
    take(claims, -1)
  end
end

-- The lead's options, as far as they were read.
local packed, first_option
local claims, payout, leg, group, promised_until = {}, {}, {}, {}, {}

local function read_option(o)
  local from
  from, payout[o], leg[o], group[o], promised_until[o] = read('<I4dBBI4', packed, first_option + (o - 1) * OPTION_BYTES)
  claims[o] = claims_at[from] or read_claims(from)
end

local function has_room(o)
  if hold(claims[o]) then
    return true
  end
  full[#full + 1] = o
  return false
end

local function any_window_over(options)
  for o = 1, options do
    read_option(o)
    for k = 1, #claims[o] - 1, 3 do
      if window_over[claims[o][k]] then
        return true
      end
    end
  end
  return false
end

-- The first exclusive option with room, held; nil when there is none.
local function first_exclusive(exclusives)
  for o = 1, exclusives do
    read_option(o)
    if has_room(o) then
      return o
    end
  end
  return nil
end

-- The first shared options with room, held, of which no two are in one group; and the sum of their payouts.
local function gather_shared(first, options, most_legs)
  local legs, groups, n, sum = {}, {}, 0, 0
  for o = first, options do
    if n == most_legs then
      break
    end
    read_option(o)
    local g = group[o]
    if not (g > 0 and groups[g]) and has_room(o) then
      n = n + 1
      legs[n] = o
      sum = sum + payout[o]
      groups[g] = true
    end
  end
  return legs, sum
end

local function each(legs, what)
  for l = 1, #legs do
    what(claims[legs[l]])
  end
end

-- The options to sell to, none if there is no room. Their claims stay held. The exclusive ones are looked at only where one could win.
local function choose(exclusives, options, most_legs, highest_exclusive)
  local shared, sum = gather_shared(exclusives + 1, options, most_legs)
  if exclusives == 0 or sum > highest_exclusive then
    return shared
  end
  each(shared, let_go)
  local exclusive = first_exclusive(exclusives)
  if exclusive and payout[exclusive] >= sum then
    return {exclusive}
  end
  if exclusive then
    let_go(claims[exclusive])
  end
  each(shared, hold)
  return shared
end

local reply, r = {now * 1000 + math.floor(tonumber(time[2]) / 1000)}, 1
local texts = {}
local events, lines, not_kept, bucket_expires, later_legs = {}, {}, {}, {}, {}

-- Appends the legs of options to the reply, behind their number.
local function answer_legs(options)
  r = r + 1
  reply[r] = #options
  for i = 1, #options do
    r = r + 1
    reply[r] = leg[options[i]]
  end
end

-- Appends to a bucket's list.
local function put(by_bucket, bucket, field, value)
  local list = by_bucket[bucket] or {}
  by_bucket[bucket] = list
  local n = #list
  list[n + 1], list[n + 2] = field, value
end

local function append_event(head, tail)
  local n = #events
  events[n + 1], events[n + 2], events[n + 3], events[n + 4] = n > 0 and '\n' or '', head, at, tail
end

-- When a promise of these options ends.
local function expiry_of(chosen, ttl)
  local expires = now + ttl
  for l = 1, #chosen do
    expires = math.min(expires, math.max(promised_until[chosen[l]], now + 1))
  end
  return expires
end

-- Makes what is held a reservation, or lets it go where the ping is not firm, and notes what is to be written.
local function reserve(ping, head, bucket, settled, firm, expires, pinged, first, n, chosen)
  local usual = expires == now + usual_ttl
  local until_second = usual and usual_expiry or whole('%d', expires)
  local legs = {}
  if not firm then
    each(chosen, let_go)
  elseif n > 0 then
    mark(ping, pinged, first, n, until_second, expires)
  end
  for l = 1, #chosen do
    local o = chosen[l]
    local number = leg[o]
    texts[number] = texts[number] or whole('%d', number)
    legs[l] = texts[number]
    if firm and not usual then
      for k = 1, #claims[o] - 1, 3 do
        local i, amount = claims[o][k], claims[o][k + 2]
        unusual[i] = (unusual[i] or 0) + amount
        lapse_at(counter[i], until_second, amount)
      end
    end
  end
  r = r + 2
  reply[r - 1], reply[r] = 0, expires
  answer_legs(chosen)
  answer_legs(full)
  if bucket > 0 then
    put(lines, bucket, ping .. ':', until_second .. (firm and '|;' or '?;') .. join(legs, ';') .. ';')
  elseif firm then
    later_legs[#later_legs + 1] = {KEYS[first_settled + settled], ping, legs, until_second}
  end
  if head ~= '' then
    append_event(head, ',"outcome":"awarded","expires_at":' .. until_second .. ',"legs":[' .. join(legs, ',') .. ']}')
  end
end

-- Notes that nothing was reserved.
local function refuse(ping, head, bucket, refusal, is_decision)
  r = r + 1
  reply[r] = refusal
  if bucket > 0 then
    put(not_kept, bucket, ping)
  end
  if head ~= '' then
    append_event(head, is_decision and ',"outcome":"refused","reason":' .. refusal .. '}' or '}')
  end
end

local a = first_consumer + marks
for _ = 1, leads do
  local ping, head = ARGV[a + 1], ARGV[a + 2]
  packed = ARGV[a + 3]
  a = a + 3
  local bucket, settled, ttl, most_legs, firm, hour, first, n, counted_before, most, highest_exclusive, exclusives, options
  bucket, settled, ttl, most_legs, firm, hour, first, n, counted_before, most, highest_exclusive, exclusives, options, first_option =
    read('<I2I2I4I2BI2I2I2BI4dBB', packed)
  if bucket > 0 then
    bucket_expires[bucket] = math.max(bucket_expires[bucket] or 0, now + ttl + grace)
  end

  if window_over and any_window_over(options) then
    refuse(ping, '', bucket, STALE)
  else
    local refusal = hour > 0 and screen(ping, hour_of[hour], first, n, counted_before, most)
    local chosen
    if not refusal then
      lacked_funds, lacked_room, full = false, false, {}
      chosen = choose(exclusives, options, most_legs, highest_exclusive)
      refusal = lacked_funds and not lacked_room and NO_FUNDS or CAPS_FULL
    end
    if chosen and #chosen > 0 then
      reserve(ping, head, bucket, settled, firm == 1, expiry_of(chosen, ttl), hour_of[hour], first, n, chosen)
    else
      refuse(ping, head, bucket, refusal, options > 0 or hour > 0)
    end
  end
end

for list, legs in pairs(spare) do
  if legs > 0 then
    take(list, -legs)
  end
end
for i, c in pairs(counter) do
  local held = taken[i] - c.used - c.reserved
  if held > 0 or c.changed then
    c.reserved = c.reserved + held
    local usual = held - (unusual[i] or 0)
    if usual > 0 then
      lapse_at(c, usual_expiry, usual)
    end
    local _, window_end = read('<dd', ARGV[3], 1 + (i - 1) * WINDOW_BYTES)
    write_counter(c, now, window_end)
  end
end
for h = 1, hours do
  write_hour(h)
end
for bucket, expires in pairs(bucket_expires) do
  local key = KEYS[first_bucket + bucket]
  if lines[bucket] then
    call('HSET', key, unpack(lines[bucket]))
  end
  if not_kept[bucket] then
    call('HDEL', key, unpack(not_kept[bucket]))
  end
  if call('EXPIRETIME', key) < expires then
    call('EXPIREAT', key, expires)
  end
end
for i = 1, #later_legs do
  local key, ping, legs, until_second = unpack(later_legs[i])
  local states = call('HGET', key, ping) or ''
  for l = 1, #legs do
    states = with_state(states, legs[l], 'r' .. until_second)
  end
  call('HSET', key, ping, states)
  call('EXPIRE', key, settled_seconds)
end
if #events > 0 then
  call('XADD', KEYS[2], '*', 'e', join(events))
end
return reply
