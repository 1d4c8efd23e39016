-- What is to be written once all is decided, and the reply.
local reply, r = {now * 1000 + math.floor(tonumber(time[2]) / 1000)}, 1
local heads, tails, lines, not_kept, bucket_expires, later_legs = {}, {}, {}, {}, {}, {}
local usual_lines, usual_tails, numbers = {}, {}, {}

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

-- Notes an event. Its head is a field of its own: to join the heads would make Lua copy and hash them once more.
local function append_event(head, tail)
  local n = #tails + 1
  heads[2 * n - 1], heads[2 * n] = whole('%d', n), head
  tails[n] = tail
end

-- When a promise ends that holds for so many seconds, but not beyond one of them.
local function expiry_of(ttl, last_second)
  return math.min(now + ttl, math.max(last_second, now + 1))
end

local function awarded_tail(until_second, legs)
  return at .. ',"outcome":"awarded","expires_at":' .. until_second .. ',"legs":[' .. string.gsub(cut(legs, 2, -2), ';', ',') .. ']}'
end

-- Notes what is to be written of legs that were promised: ;<leg>;<leg>;. Most leads of a batch want the same legs until the same second.
local function remember(ping, head, bucket, settled, firm, usual, until_second, legs)
  if bucket > 0 then
    local line = usual and firm and usual_lines[legs]
    if not line then
      line = until_second .. (firm and '|' or '?') .. legs
      usual_lines[legs] = usual and firm and line or nil
    end
    put(lines, bucket, ping .. ':', line)
  elseif firm then
    later_legs[#later_legs + 1] = {KEYS[first_settled + settled], ping, legs, until_second}
  end
  if head ~= '' then
    local tail = usual and usual_tails[legs]
    if not tail then
      tail = awarded_tail(until_second, legs)
      usual_tails[legs] = usual and tail or nil
    end
    append_event(head, tail)
  end
end

-- Reserves what a list claims until a second that is not the usual one.
local function reserve_unusually(list, until_second)
  for k = 1, #list - 1, 3 do
    reserve_until(counter_at(list[k]), until_second, list[k + 2])
  end
end

-- Makes what the wish claims a reservation, where the ping is firm.
local function grant(ping, head, bucket, settled, firm, expires, first, n, wish, options)
  local usual = expires == now + usual_ttl
  local until_second = usual and usual_expiry or whole('%d', expires)
  if firm and n > 0 then
    mark(ping, first, n, until_second, expires)
  end
  if firm and not usual then
    each_wished(wish, options, function(list) reserve_unusually(list, expires) end)
  end
  remember(ping, head, bucket, settled, firm, usual, until_second, wish)
  r = r + 2
  reply[r - 1], reply[r] = 1, expires
end

-- Makes what is held for options a reservation, or lets it go where the ping is not firm.
local function reserve(ping, head, bucket, settled, firm, ttl, first, n, chosen)
  local legs, last_second = {}, now + ttl
  for l = 1, #chosen do
    local number = leg[chosen[l]]
    numbers[number] = numbers[number] or whole('%d', number)
    legs[l] = numbers[number]
    last_second = math.min(last_second, promised_until[chosen[l]])
  end
  local expires = expiry_of(ttl, last_second)
  local usual = expires == now + usual_ttl
  local until_second = usual and usual_expiry or whole('%d', expires)
  if not firm then
    each(chosen, let_go)
  elseif n > 0 then
    mark(ping, first, n, until_second, expires)
  end
  if firm and not usual then
    each(chosen, function(list) reserve_unusually(list, expires) end)
  end
  r = r + 2
  reply[r - 1], reply[r] = 0, expires
  answer_legs(chosen)
  answer_legs(full)
  remember(ping, head, bucket, settled, firm, usual, until_second, ';' .. join(legs, ';') .. ';')
end

-- The options whose legs the ping holds already, because another node took the same post in, and until when; nil when there are none.
local function held_already(ping, key, ttl, options)
  local states, held, last_second = call('HGET', key, ping), {}, 0
  for o = 1, states and options or 0 do
    read_option(o)
    local state, second = leg_state('', states, leg[o])
    second = state == 'u' and now + ttl or second or 0
    if second > now then
      held[#held + 1] = o
      last_second = math.max(last_second, second)
    end
  end
  return #held > 0 and held or nil, last_second
end

-- Answers with legs that were reserved before: nothing is to be written.
local function confirm(held, expires)
  r = r + 2
  reply[r - 1], reply[r] = 0, expires
  answer_legs(held)
  answer_legs({})
end

-- Notes that nothing was reserved.
local function refuse(ping, head, bucket, refusal, is_decision)
  r = r + 1
  reply[r] = refusal
  if bucket > 0 then
    put(not_kept, bucket, ping)
  end
  if head ~= '' then
    append_event(head, is_decision and at .. ',"outcome":"refused","reason":' .. refusal .. '}' or at .. '}')
  end
end

local function give_back(list)
  take(list, -1)
end

-- Writes the counters of a window that changed. What is held of them and not reserved yet is reserved until the usual second.
local function write_window(w)
  local fields, n, latest_end = {}, 0, nil
  for i = first_counter[w], last_counter[w] do
    if n >= 4 * COUNTERS_AT_ONCE then
      write_fields(KEYS[first_window + w], fields, latest_end)
      fields, n, latest_end = {}, 0, nil
    end
    local c = counter[i]
    local held = taken[i] and taken[i] - read_taken(i) or 0
    if held > 0 and not c then
      fields[n + 1], fields[n + 2], n = ARGV[first_name + i], with_more(value[i], held), n + 2
    elseif held > 0 then
      reserve_until(c, usual_second, held)
    end
    if c and c.changed then
      n = put_fields(c, fields, n)
      latest_end = c.new and math.max(latest_end or 0, window_end(i)) or latest_end
    end
  end
  if n > 0 then
    write_fields(KEYS[first_window + w], fields, latest_end)
  end
end

local granted = not window_over and all_wishes_have_room()
local a = first_consumer + marks
local first = 1
for _ = 1, leads do
  local ping, head = ARGV[a + 1], ARGV[a + 2]
  packed = ARGV[a + 3]
  a = a + 3
  local bucket, settled, ttl, most_legs, firm, counted_before, most, wished_until, highest_exclusive, exclusives, options, wish, n
  bucket, settled, ttl, most_legs, firm, counted_before, most, wished_until, highest_exclusive, exclusives, options, wish, n, first_option =
    read('<I2I2I4I2BBI4I4dBBI2c0B', packed)
  firm = firm == 1
  if bucket > 0 then
    bucket_expires[bucket] = math.max(bucket_expires[bucket] or 0, now + ttl + grace)
  end

  if window_over and any_window_over(options) then
    refuse(ping, '', bucket, STALE)
  else
    local held, held_until
    if firm and bucket == 0 and n == 0 and options > 0 then
      held, held_until = held_already(ping, KEYS[first_settled + settled], ttl, options)
    end
    local refusal = n > 0 and screen(ping, first, n, counted_before, most)
    if held then
      if granted then
        each_wished(wish, options, give_back)
      end
      confirm(held, held_until)
    elseif granted and not refusal and options > 0 then
      grant(ping, head, bucket, settled, firm, expiry_of(ttl, wished_until), first, n, wish, options)
    else
      local chosen = {}
      if granted and firm then
        each_wished(wish, options, give_back)
      elseif not granted and not refusal then
        lacked_funds, lacked_room, full = false, false, {}
        chosen = choose(exclusives, options, most_legs, highest_exclusive)
        refusal = lacked_funds and not lacked_room and NO_FUNDS
      end
      if #chosen > 0 then
        reserve(ping, head, bucket, settled, firm, ttl, first, n, chosen)
      else
        refuse(ping, head, bucket, refusal or CAPS_FULL, options > 0 or n > 0)
      end
    end
  end
  first = first + n
end

for list, legs in pairs(spare) do
  if legs > 0 then
    take(list, -legs)
  end
end
for w = 1, windows do
  write_window(w)
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
  for number in string.gmatch(legs, '[^;]+') do
    states = with_state(states, number, 'r' .. until_second)
  end
  call('HSET', key, ping, states)
  call('EXPIRE', key, settled_seconds)
end
if #tails > 0 then
  call('XADD', KEYS[2], '*', 't', join(tails, '\n'), unpack(heads))
end
return reply
