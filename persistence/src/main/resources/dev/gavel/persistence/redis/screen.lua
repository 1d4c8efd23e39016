-- screen: what the lists say of the consumers of a batch of leads of one tenant. Counts nothing: award counts a ping.
--
-- KEYS  1 epoch, 2 suppressed; then per campaign its hour of pings and the hour before; then the sold marks of the consumers' keys, lead after
--       lead; then, in the same order, the legs of the consumers' keys
-- ARGV  1 epoch, 2 campaigns; then per campaign how many of the leads are of it; then per lead, campaign after campaign: a ping that is not its
--       own duplicate, and was counted already ('': none), most pings per hour, how many keys its consumer has; then the keys, lead after lead
-- Reply per lead: suppressed, duplicate, too many pings, each 1 or 0, and how many legs; then, if there are any, the legs as one text, a line for
--       each: <second>|<vertical>|<buyer>; those of the ping itself are left out. {-1} when the epoch is another: the lists may be incomplete.
-- Cost  4 + 2 per campaign + 1 per consumer key

if call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local campaigns, leads = tonumber(ARGV[2]), 0
for c = 1, campaigns do
  leads = leads + tonumber(ARGV[2 + c])
end
local first_lead = 3 + campaigns
local first_key = first_lead + 3 * leads
local first_mark = 3 + 2 * campaigns
local keys = #ARGV - first_key + 1

local suppressed = call('SMISMEMBER', KEYS[2], unpack(ARGV, first_key))
local sold_by = call('MGET', unpack(KEYS, first_mark, first_mark + keys - 1))
local now = tonumber(call('TIME')[1])
-- By key, its field in this hour of pings and in the one before.
local pinged, pinged_before = {}, {}
local reply, r, lines = {}, 0, {}

local function read_hour(key, first, last, into)
  local values = call('HMGET', key, unpack(ARGV, first_key + first - 1, first_key + last - 1))
  for k = first, last do
    into[k] = values[k - first + 1]
  end
end

-- How many keys the leads from one to another have; they are numbered from 0.
local function keys_of(first, last)
  local n = 0
  for l = first, last do
    n = n + tonumber(ARGV[first_lead + 3 * l + 2])
  end
  return n
end

-- Who a consumer is being sold by; and how many pings came in this hour.
local function read_pings(k)
  local count, holder, _ = 0, nil, nil
  if pinged[k] then
    count, holder = read_pinged(pinged[k], now)
  end
  if not holder and pinged_before[k] then
    _, holder = read_pinged(pinged_before[k], now)
  end
  return count, holder
end

-- Screens a lead by its consumer's keys.
local function screen(ping, most, first, last)
  local is_suppressed, is_duplicate, too_many = 0, 0, 0
  for k = first, last do
    local count, holder = read_pings(k)
    if suppressed[k] == 1 then
      is_suppressed = 1
    end
    if sold_by[k] and sold_by[k] ~= ping or holder and holder ~= ping then
      is_duplicate = 1
    end
    if count > most then
      too_many = 1
    end
  end
  local before = #lines
  for _, leg in pairs(read_contacts(first_mark + keys + first - 1, first_mark + keys + last - 1, ping)) do
    lines[#lines + 1] = leg
  end
  reply[r + 1], reply[r + 2], reply[r + 3], reply[r + 4] = is_suppressed, is_duplicate, too_many, #lines - before
  r = r + 4
end

local lead, k = 0, 1
for c = 1, campaigns do
  local last_lead = lead + tonumber(ARGV[2 + c])
  local last_key = k - 1 + keys_of(lead, last_lead - 1)
  read_hour(KEYS[1 + 2 * c], k, last_key, pinged)
  read_hour(KEYS[2 + 2 * c], k, last_key, pinged_before)
  while lead < last_lead do
    local at = first_lead + 3 * lead
    local ping, most, n = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    screen(ping, ping == '' and most - 1 or most, k, k + n - 1)
    lead, k = lead + 1, k + n
  end
end
if #lines > 0 then
  reply[r + 1] = table.concat(lines, '\n')
end
return reply
