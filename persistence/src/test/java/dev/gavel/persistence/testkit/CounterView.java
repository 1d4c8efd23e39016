package dev.gavel.persistence.testkit;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A counter as it stands in Redis, read by the layout that {@code docs/redis.md} states and not by what wrote it.
 *
 * @param lapses what is reserved, by the second in which it lapses
 */
public record CounterView(
        long used, long reserved, long limit, long givenBack, long repairs, SortedMap<Long, Long> lapses) {

    /** A counter that nothing was written to. */
    public static final CounterView NONE = new CounterView(0, 0, 0, 0, 0, new TreeMap<>());

    private static final String READ_ALL = """
            local all, reply = redis.call('HGETALL', KEYS[1]), {}
            for i = 1, #all, 2 do
              local name, value, numbers = all[i], all[i + 1], {}
              if string.sub(name, 1, 1) == '~' then
                for at = 1, #value, 12 do
                  local second, amount = struct.unpack('<I4d', value, at)
                  numbers[#numbers + 1], numbers[#numbers + 2] = second, amount
                end
              else
                numbers = {struct.unpack('<ddddI4I4dI4', value)}
              end
              for n = 1, #numbers do
                numbers[n] = string.format('%d', numbers[n])
              end
              reply[i], reply[i + 1] = name, table.concat(numbers, ' ')
            end
            return reply
            """;

    /** For what a fault or an operator does. Places: 1 used, 3 limit. */
    private static final String ADD = """
            local head = {struct.unpack('<ddddI4I4dI4', redis.call('HGET', KEYS[1], ARGV[1]))}
            head[tonumber(ARGV[2])] = head[tonumber(ARGV[2])] + tonumber(ARGV[3])
            redis.call('HSET', KEYS[1], ARGV[1], struct.pack('<ddddI4I4dI4', unpack(head, 1, 8)))
            return 1
            """;

    /** All counters of a hash, by name. */
    public static Map<String, CounterView> all(RedisCommands<String, String> redis, String hash) {
        List<String> read = redis.eval(READ_ALL, ScriptOutputType.MULTI, hash);
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < read.size(); i += 2) {
            fields.put(read.get(i), read.get(i + 1));
        }
        Map<String, CounterView> counters = new HashMap<>();
        fields.forEach((name, numbers) -> {
            if (!name.startsWith("~")) {
                counters.put(name, of(numbers.split(" "), fields.getOrDefault("~" + name, "")));
            }
        });
        return counters;
    }

    /** One of a hash; {@link #NONE} where it is missing. */
    public static CounterView one(RedisCommands<String, String> redis, String hash, String name) {
        return all(redis, hash).getOrDefault(name, NONE);
    }

    /** Makes a counter, which must be there, count more or less than it should. */
    public static void addUsed(RedisCommands<String, String> redis, String hash, String name, long more) {
        redis.eval(ADD, ScriptOutputType.INTEGER, new String[] {hash}, name, "1", Long.toString(more));
    }

    /** Lets a buyer, whose funds must be there, spend more or less. */
    public static void addLimit(RedisCommands<String, String> redis, String hash, String name, long more) {
        redis.eval(ADD, ScriptOutputType.INTEGER, new String[] {hash}, name, "3", Long.toString(more));
    }

    private static CounterView of(String[] head, String others) {
        SortedMap<Long, Long> lapses = new TreeMap<>();
        String[] numbers = others.isEmpty() ? new String[0] : others.split(" ");
        for (int i = 0; i < numbers.length; i += 2) {
            lapses.put(Long.parseLong(numbers[i]), Long.parseLong(numbers[i + 1]));
        }
        if (!head[6].equals("0")) {
            lapses.merge(Long.parseLong(head[5]), Long.parseLong(head[6]), Long::sum);
        }
        return new CounterView(
                Long.parseLong(head[0]),
                Long.parseLong(head[1]),
                Long.parseLong(head[2]),
                Long.parseLong(head[3]),
                Long.parseLong(head[4]),
                lapses);
    }

    /** What is reserved beyond a second. */
    public long reservedAfter(long second) {
        return lapses.tailMap(second + 1).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
