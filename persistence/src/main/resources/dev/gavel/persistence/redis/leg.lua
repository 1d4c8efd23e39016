-- Legs of a ping, by number. Those that were reserved with the ping stand in its line, which is the field <ping>: of its bucket:
--   <second of expiry>|;<leg>;<leg>;     with ? for | where they were promised but not reserved
-- and the ping's field in the settled hash holds what became of them, and of legs that were reserved later:
--   ;<leg>=<state>;<leg>=<state>;    state: r<second of expiry> reserved, u used, x released

-- The line of a ping; empty when none is remembered.
local function ping_line(bucket, ping)
  return call('HGET', bucket, ping .. ':') or ''
end

-- The state of a leg and, when it is reserved, the second of expiry; nil when the leg is unknown.
local function leg_state(line, settled, leg)
  local at, to = string.find(settled, ';' .. leg .. '=', 1, true)
  if at then
    local state = string.sub(settled, to + 1, string.find(settled, ';', to, true) - 1)
    if string.sub(state, 1, 1) == 'r' then
      return 'r', tonumber(string.sub(state, 2))
    end
    return state
  end
  local expires = string.match(line, '^(%d+)|')
  if expires and string.find(line, ';' .. leg .. ';', 1, true) then
    return 'r', tonumber(expires)
  end
  return nil
end

-- The settled field with another state of a leg.
local function with_state(settled, leg, state)
  if settled == '' then
    settled = ';'
  end
  local at, to = string.find(settled, ';' .. leg .. '=', 1, true)
  if not at then
    return settled .. leg .. '=' .. state .. ';'
  end
  local rest = string.find(settled, ';', to, true)
  return string.sub(settled, 1, to) .. state .. string.sub(settled, rest)
end

-- Until which second the ping holds any leg: 'used' when one is used, nil when it holds none.
local function held_until(line, settled, now)
  local last
  for state in string.gmatch(settled, '=([^;]*);') do
    if state == 'u' then
      return 'used'
    end
    local expires = string.sub(state, 1, 1) == 'r' and tonumber(string.sub(state, 2)) or 0
    if expires > now then
      last = math.max(last or 0, expires)
    end
  end
  local expires = tonumber(string.match(line, '^(%d+)|') or 0)
  if expires > now then
    for leg in string.gmatch(string.match(line, '|(;.*)') or '', '([^;]+)') do
      if not string.find(settled, ';' .. leg .. '=', 1, true) then
        last = math.max(last or 0, expires)
      end
    end
  end
  return last
end
