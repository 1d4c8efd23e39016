-- Pings for wrk (or wrk2), each about another consumer: peak throughput over kept connections.
--   GAVEL_API_KEY=... wrk -t2 -c64 -d30s --latency -s load-tests/wrk/ping.lua http://127.0.0.1:8080
-- Where wrk is not installed: bench/run load (bench/README.md) sends the same.

local key = os.getenv("GAVEL_API_KEY") or "gvl_live_none"
local campaign = os.getenv("GAVEL_CAMPAIGN") or "auto-insurance"
local source = os.getenv("GAVEL_SOURCE") or "fb-17"
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  count = 0
  run = string.format("%08x", os.time())
  consent = os.date("!%Y-%m-%dT%H:%M:%SZ")
  wrk.method = "POST"
  wrk.path = "/api/ping"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. key
end

function request()
  count = count + 1
  -- 64 hex digits that no other request has: what a hash of a phone or an address looks like.
  local hash = run .. string.format("%08x%016x", number, count) .. string.rep("0", 32)
  local body = '{"campaign":"' .. campaign .. '","source":"' .. source .. '","min_price":"1.00","zip":"78701","state":"TX",'
    .. '"birth_date":"1984-05-12","currently_insured":true,"vehicle_year":2019,"credit_band":"good","phone_hash":"' .. hash
    .. '","email_hash":"' .. hash .. '","consent":{"text":"I agree to be called about car insurance.",'
    .. '"url":"https://quotes.example.com/auto/start","ip":"192.0.2.15","user_agent":"wrk","timestamp":"' .. consent
    .. '","language":"en","sellers":["Example Insurance"],'
    .. '"trustedform_cert_url":"https://cert.trustedform.com/0000000000000000000000000000000000000000",'
    .. '"jornaya_lead_id":"00000000-0000-0000-0000-000000000000"}}'
  return wrk.format(nil, nil, nil, body)
end

local wrong = 0
function response(status, headers, body)
  if status ~= 200 or not body:find('"accepted"', 1, true) then
    wrong = wrong + 1
    if wrong <= 3 then
      io.stderr:write(status .. " " .. body:sub(1, 200) .. "\n")
    end
  end
end
