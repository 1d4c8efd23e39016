-- What the lists say of the batch's consumers, in a few commands however many they are. A mark is a consumer's key in a campaign; it has one
-- number however many of the leads have it. Per mark: its field in this hour of pings and in the one before, and which were changed.
local suppressed, sold_by = nil, nil
local pinged, pinged_before, changed, last_mark = {}, {}, {}, {[0] = 0}
local latest_end = 0
-- The marks of the leads, lead after lead.
local mark_of = {read('<' .. string.rep('I2', #ARGV[6] / 2), ARGV[6])}

local function read_hour(key, first, last, into)
  local values = call('HMGET', key, unpack(ARGV, first_consumer + first, first_consumer + last))
  for m = first, last do
    into[m] = values[m - first + 1]
  end
end

if marks > 0 then
  suppressed = call('SMISMEMBER', KEYS[3], unpack(ARGV, first_consumer + 1, first_consumer + marks))
  sold_by = call('MGET', unpack(KEYS, first_mark + 1, first_mark + marks))
  for h = 1, hours do
    local first = last_mark[h - 1] + 1
    local last = first - 1 + read('<I2', ARGV[2], HOURS_BYTES + 2 * h - 1)
    last_mark[h] = last
    read_hour(KEYS[first_hour + 2 * h - 1], first, last, pinged)
    if call('EXISTS', KEYS[first_hour + 2 * h]) == 1 then
      read_hour(KEYS[first_hour + 2 * h], first, last, pinged_before)
    end
  end
end

-- By which ping the consumer of a mark is being sold since the hour before; nil when it is not.
local function held_before(m)
  local _, holder
  if pinged_before[m] then
    _, holder = read_pinged(pinged_before[m], now)
  end
  return holder
end

local function counted(count)
  return count == 1 and '1' or whole('%d', count)
end

-- Screens one lead by marks in a row, and counts its ping. The reason's code, or nil.
local function screen(ping, first, n, counted_before, most)
  local refusal, too_many
  for k = first, first + n - 1 do
    local m = mark_of[k]
    local count, holder, text = 0, nil, nil
    if pinged[m] then
      count, holder, text = read_pinged(pinged[m], now)
    end
    holder = holder or held_before(m)
    local sold = sold_by[m]
    if suppressed[m] == 1 then
      refusal = SUPPRESSED
    elseif (sold and sold ~= ping) or (holder and holder ~= ping) then
      refusal = refusal or DUPLICATE
    end
    if counted_before == 0 then
      count = count + 1
      pinged[m] = text and counted(count) .. text or counted(count)
      changed[m] = true
    end
    too_many = too_many or count > most
  end
  return refusal or too_many and VELOCITY or nil
end

-- Notes that a lead's consumer is being sold.
local function mark(ping, first, n, until_second, expires)
  latest_end = math.max(latest_end, expires)
  local last_count, text
  for k = first, first + n - 1 do
    local m = mark_of[k]
    local count = pinged[m] and read_pinged(pinged[m], now) or 0
    if count ~= last_count then
      last_count, text = count, counted(count) .. ';' .. until_second .. ';' .. ping
    end
    pinged[m] = text
    changed[m] = true
  end
end

local function write_hour(h)
  local key, fields, n = KEYS[first_hour + 2 * h - 1], {}, 0
  for m = last_mark[h - 1] + 1, last_mark[h] do
    if changed[m] then
      fields[n + 1], fields[n + 2], n = ARGV[first_consumer + m], pinged[m], n + 2
    end
  end
  if n > 0 then
    call('HSET', key, unpack(fields))
    local ends = math.max(hour_end + 60, latest_end)
    if call('EXPIRETIME', key) < ends then
      call('EXPIREAT', key, ends)
    end
  end
end
