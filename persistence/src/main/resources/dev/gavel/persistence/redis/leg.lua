-- Legs of a ping, by number. Those that were reserved with the ping stand in its line, which is the field <ping>: of its bucket:
--   <second of expiry>|;<leg>;<leg>;
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
  if string.find(line, ';' .. leg .. ';', 1, true) then
    return 'r', tonumber(string.match(line, '^(%d+)|'))
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

-- Whether any leg is used, or reserved and not lapsed.
local function any_leg_left(line, settled, now)
  for state in string.gmatch(settled, '=([^;]*);') do
    if state == 'u' or (string.sub(state, 1, 1) == 'r' and tonumber(string.sub(state, 2)) > now) then
      return true
    end
  end
  local expires = tonumber(string.match(line, '^(%d+)|') or 0)
  if expires > now then
    for leg in string.gmatch(string.match(line, '|(;.*)') or '', '([^;]+)') do
      if not string.find(settled, ';' .. leg .. '=', 1, true) then
        return true
      end
    end
  end
  return false
end
