-- award: decides a batch of leads of one tenant, one after the other: screens the consumer, reserves caps and funds for the legs that
-- dev.gavel.auction.award.Legs#choose picks among the options with room, remembers the legs, appends the events. What a ping remembers
-- beside its legs was written into its bucket just before, by a command of its own: Lua hashes every byte of a string that it is given.
--
-- The caller says what each lead wishes: the legs that it gets where nothing is full. Where there is room for all wishes of the batch at
-- once, no lead's options are looked at.
--
-- KEYS  1 epoch, 2 events, 3 suppressed; then, as many as ARGV 2 says: hashes of counters, one a window, sold marks, hours of pings (each
--       followed by the hour before it), buckets of pings, settled legs
-- ARGV  numbers are packed little-endian (struct.unpack), because each argument of its own costs more than reading ten numbers
--       1 epoch
--       2 I4 seconds that a ping is remembered beyond its expiry, I4 seconds that settled legs are remembered, I4 the second after the
--         hour of pings, I4 seconds until most of the leads' reservations lapse; I2 leads, I2 counters, I2 windows, I2 marks, I2 hours,
--         I2 buckets; d latest first second of all windows, d earliest second after one; per hour I2 marks
--       3 per window: d its first second, I2 counters, I2 of them that wishes are about; then per counter, window after window, those that
--         wishes are about first: d the second after its last
--       4 what legs claim, each list once: B claims; per claim I2 counter, d limit (-1: the stored one), d amount
--       5 per counter that wishes are about, in their order: d lowest limit (-1: the stored one), d what is claimed by all options that must
--         have room for the wishes to be what they are, d what the wishes themselves claim
--       6 the marks that the leads have, lead after lead: I2 number of each
--       per counter: its name; per mark, by hour: the consumer's key that it is for
--       per lead: ping, event head ('': no event), and packed:
--         I2 bucket (0: nothing is remembered), I2 settled hash, I4 seconds until expiry, I2 most legs,
--         B 1 if it is firm, B 1 if its consumer's ping was counted before, I4 most pings per hour, I4 second after which its wish may not
--         be promised, d highest payout of an exclusive option, B exclusive options, B options, I2 length and text of its wish: ;<leg>;<leg>;
--         B marks (0: not screened);
--         per option, the exclusive ones first: I4 where its claims are in ARGV 4, d payout, B leg, B conflict group (0: none),
--           I4 second after which it may not be promised
-- Reply a flat list: milliseconds now; then per lead 1, second of expiry: it got what it wished - or 0, second of expiry, how many legs, the
--       legs, how many options were found without room, their legs - or a reason's code, 5002 when a window is over (nothing happened: ask
--       again with today's windows). {-1} when the epoch is another.
-- A firm lead without consumer and memory reserves legs of a ping that was decided before. Those that the ping holds already, since another node
-- took the same post in, are confirmed, and nothing is reserved anew.
-- Cost  1 per lead without consumer and memory; 2 + 2 for the screening of all, 3 per campaign + 2 per window + 3 per bucket + 1 for all events; 1 more per window
--       once a second, 1 or 2 where not all wishes have room, 2 where a counter is new. Nothing is written before all leads are decided.
-- Goes on in award_screen, award_choose and award_write.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {-1}
end

local SUPPRESSED, DUPLICATE, VELOCITY, CAPS_FULL, NO_FUNDS, STALE = 2201, 2301, 2303, 3005, 3006, 5002
local HOURS_BYTES, WINDOW_BYTES, WISH_BYTES, OPTION_BYTES = 44, 12, 24, 18
local COUNTERS_AT_ONCE = 1000

local time = call('TIME')
local now = tonumber(time[1])
local at = ',"at":' .. time[1] .. cut('000000' .. time[2], -6)
local grace, settled_seconds, hour_end, usual_ttl, leads, counters, windows, marks, hours, buckets, latest_start, earliest_end =
  read('<I4I4I4I4I2I2I2I2I2I2dd', ARGV[2])
local usual_second = now + usual_ttl
local usual_expiry = whole('%d', usual_second)
local first_window = 3
local first_mark = first_window + windows
local first_hour = first_mark + marks
local first_bucket = first_hour + 2 * hours
local first_settled = first_bucket + buckets
local first_name = 6
local first_consumer = first_name + counters

-- Of each window: its first second, its first and last counter, and the last that wishes are about.
local window_start, first_counter, last_counter, last_wished = {}, {}, {}, {}
for w = 1, windows do
  local n, wished
  window_start[w], n, wished = read('<dI2I2', ARGV[3], 1 + (w - 1) * WINDOW_BYTES)
  first_counter[w] = w > 1 and last_counter[w - 1] + 1 or 1
  last_counter[w] = first_counter[w] + n - 1
  last_wished[w] = first_counter[w] + wished - 1
end

local function window_end(i)
  return (read('<d', ARGV[3], 1 + windows * WINDOW_BYTES + (i - 1) * 8))
end

-- The counters whose window is over or has not begun; nil when there are none.
local window_over
if now < latest_start or now >= earliest_end then
  window_over = {}
  for w = 1, windows do
    for i = first_counter[w], last_counter[w] do
      window_over[i] = now < window_start[w] or now >= window_end(i)
    end
  end
end
