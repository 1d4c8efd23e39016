-- activate: makes rebuilt counters the current ones, if the lock under which they were rebuilt is still held.
--
-- KEYS  1 epoch, 2 rebuild lock, 3 epoch before
-- ARGV  1 the lock's value, 2 new epoch ('': only give the lock back), 3 seconds that the epoch before is told, because its pings may be
--       posted yet
-- Reply 1, or 0 when the lock was lost: somebody else may have rebuilt from newer rows
-- Cost  3 to 5

if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
if ARGV[2] ~= '' then
  local before = redis.call('GET', KEYS[1])
  if before then
    redis.call('SET', KEYS[3], before, 'EX', ARGV[3])
  end
  redis.call('SET', KEYS[1], ARGV[2])
end
redis.call('DEL', KEYS[2])
return 1
