-- forget: a leg came to nothing: its buyer rejected the consumer, or was never asked.
--
-- KEYS  the legs of the consumer's keys
-- ARGV  1 <ping>:<contract>
-- Reply how many legs were forgotten
-- Cost  1 per consumer key
-- Asks for no epoch: what is forgotten was noted by whoever forgets it.

local forgotten = 0
for i = 1, #KEYS do
  forgotten = forgotten + redis.call('HDEL', KEYS[i], ARGV[1])
end
return forgotten
