-- Counters' first fields, false where there is none yet, as far as they were read. What of each is used, reserved or held for a list of claims.
local value, taken = {}, {}
-- Most counters only have more reserved until the usual second. Of those: what was taken, and the limit. The others are in counter.
local plain, plain_limit, counter = {}, {}, {}

local function window_of(i)
  local w = 1
  while last_counter[w] < i do
    w = w + 1
  end
  return w
end

-- The counter of a number whose first field was read.
local function counter_at(i)
  if not counter[i] then
    counter[i] = counter_of(KEYS[first_window + window_of(i)], ARGV[first_name + i], value[i])
    plain[i] = nil
  end
  return counter[i]
end

-- Takes what lapsed of the counters of a window that are not plain. What else is reserved of them is read where it will be needed.
-- Cost: 1 command, if there are any.
local function lapse_counters(w, from, to)
  local names, needing, n = {}, {}, 0
  for i = from, to do
    local c = counter[i]
    if c and needs_lapses(c, usual_second, now) then
      n = n + 1
      names[n], needing[n] = '~' .. c.name, c
    end
  end
  if n > 0 then
    local found = call('HMGET', KEYS[first_window + w], unpack(names))
    for k = 1, n do
      needing[k].lapses = found[k] or ''
    end
  end
  for i = from, to do
    if counter[i] then
      lapse(counter[i], now)
    end
  end
end

-- Reads counters of a window, from one to another; a few at a time, because Lua passes 8,000 values at most. Cost: 1 command for a thousand
-- counters, and 1 for what else is reserved.
local function read_counters(w, from, to)
  for first = from, to, COUNTERS_AT_ONCE do
    local last = math.min(to, first + COUNTERS_AT_ONCE - 1)
    local found, all_plain = call('HMGET', KEYS[first_window + w], unpack(ARGV, first_name + first, first_name + last)), true
    for i = first, last do
      value[i] = found[i - first + 1]
      plain[i], plain_limit[i] = taken_until(value[i], usual_second, now)
      if not plain[i] then
        all_plain = false
        counter_at(i)
      end
    end
    if not all_plain then
      lapse_counters(w, first, last)
    end
  end
end

-- What of a counter is used and reserved, and its own limit.
local function read_taken(i)
  if value[i] == nil then
    -- What is left of its window is read with it.
    local w = window_of(i)
    local from = first_counter[w]
    read_counters(w, value[from] == nil and from or last_wished[w] + 1, last_counter[w])
  end
  local c = counter[i]
  if c then
    return c.used + c.reserved, c.limit
  end
  return plain[i], plain_limit[i]
end

-- Whether there is room for all wishes, and for whatever else each lead would look at before it knows that its wish is the best it can have.
-- Takes what the wishes claim.
local function all_wishes_have_room()
  local at = 1
  for w = 1, windows do
    read_counters(w, first_counter[w], last_wished[w])
    for i = first_counter[w], last_wished[w] do
      local limit, looked_at, wished = read('<ddd', ARGV[5], at)
      at = at + WISH_BYTES
      local before, own_limit = read_taken(i)
      if (limit < 0 and own_limit or limit) - before < looked_at then
        for other in pairs(taken) do
          taken[other] = read_taken(other)
        end
        return false
      end
      taken[i] = before + wished
    end
  end
  return true
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
    local before, own_limit = read_taken(i)
    taken[i] = taken[i] or before
    local room = (limit < 0 and own_limit or limit) - taken[i]
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

-- The numbers of the lead that is looked at, and its options as far as they were read.
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

-- Does something with the claims of each option that a lead wishes.
local function each_wished(wish, options, what)
  for o = 1, options do
    read_option(o)
    if string.find(wish, ';' .. leg[o] .. ';', 1, true) then
      what(claims[o])
    end
  end
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
