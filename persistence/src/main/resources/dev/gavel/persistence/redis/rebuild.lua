-- rebuild: writes counters anew, in an epoch that is not current yet.
--
-- KEYS  per counter its hash
-- ARGV  per counter its name, the second after the last of its window, used, limit (0 of caps)
-- Reply 1
-- Cost  3 to 4 per counter

for i = 1, #KEYS do
  local counter = counter_of(KEYS[i], ARGV[4 * i - 3], false)
  counter.used, counter.limit = tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i])
  write_counter(counter, tonumber(ARGV[4 * i - 2]))
end
return 1
