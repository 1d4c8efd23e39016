-- activate: makes rebuilt counters the current ones, if the lock under which they were rebuilt is still held.
--
-- KEYS  1 epoch, 2 rebuild lock
-- ARGV  1 the lock's value, 2 new epoch ('': only give the lock back)
-- Reply 1, or 0 when the lock was lost: somebody else may have rebuilt from newer rows
-- Cost  3

if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
if ARGV[2] ~= '' then
  redis.call('SET', KEYS[1], ARGV[2])
end
redis.call('DEL', KEYS[2])
return 1
