package dev.gavel.server.faults;

import dev.gavel.server.faults.Books.Account;
import dev.gavel.server.faults.Books.CapUse;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what Redis counts for a tenant with what Postgres knows. */
final class RedisBooks {

    private static final int PAGE = 1_000;

    private final String tenant;
    private final RedisCommands<String, String> redis;
    private final List<String> differences = new ArrayList<>();

    private RedisBooks(String tenant, RedisCommands<String, String> redis) {
        this.tenant = tenant;
        this.redis = redis;
    }

    /** Where both differ, reservations that did not end, and events that wait; empty when all is well. */
    static List<String> differences(String tenant, RedisCommands<String, String> redis, Books books) {
        RedisBooks compared = new RedisBooks(tenant, redis);
        compared.compare(books);
        return compared.differences;
    }

    private void compare(Books books) {
        long waiting = redis.xlen("{" + tenant + "}:events");
        require(waiting == 0, waiting + " entries of events wait");
        String epoch = redis.get("{" + tenant + "}:epoch");
        if (epoch == null) {
            differences.add(tenant + ": no epoch");
            return;
        }
        long now = Long.parseLong(redis.time().getFirst());
        String prefix = "{" + tenant + "}:@" + epoch + ":cap:";
        Map<String, Map<String, String>> counters = counters(prefix);
        Set<String> known = new HashSet<>();
        for (CapUse cap : books.caps()) {
            String name = cap.counter() + ":" + cap.windowStart();
            if (cap.tenant().equals(tenant) && cap.windowEnd() > now && known.add(name)) {
                long used = number(counters.getOrDefault(name, Map.of()), "c");
                require(used == cap.used(), name + " counts " + used + ", true are " + cap.used());
            }
        }
        for (Account account : books.accounts()) {
            if (account.tenant().equals(tenant) && account.account().startsWith("buyer/")) {
                compareFunds(account, counters, known);
            }
        }
        counters.forEach((name, fields) -> {
            long reserved = stillReserved(fields, now);
            require(reserved == 0, name + " keeps " + reserved + " reserved: " + fields);
            require(known.contains(name) || number(fields, "c") == 0, name + " counts what Postgres does not know");
        });
    }

    private void compareFunds(Account account, Map<String, Map<String, String>> counters, Set<String> known) {
        String name = "funds/" + account.account().substring("buyer/".length()) + ":0";
        known.add(name);
        Map<String, String> fields = counters.get(name);
        if (fields != null && fields.containsKey("l")) {
            long free = number(fields, "l") - number(fields, "c");
            long truth = account.balanceMicros() + account.creditLimitMicros();
            require(free == truth, name + " leaves " + free + ", true are " + truth);
        }
    }

    private Map<String, Map<String, String>> counters(String prefix) {
        Map<String, Map<String, String>> counters = new HashMap<>();
        ScanArgs matching = ScanArgs.Builder.matches(prefix + "*").limit(PAGE);
        KeyScanCursor<String> page = redis.scan(matching);
        while (true) {
            for (String key : page.getKeys()) {
                counters.put(key.substring(prefix.length()), redis.hgetall(key));
            }
            if (page.isFinished()) {
                return counters;
            }
            page = redis.scan(page, matching);
        }
    }

    /** What a counter's reservations are once those that lapsed are taken off. */
    private static long stillReserved(Map<String, String> fields, long now) {
        long reserved = number(fields, "r");
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (Character.isDigit(field.getKey().charAt(0)) && Long.parseLong(field.getKey()) <= now) {
                reserved -= Long.parseLong(field.getValue());
            }
        }
        return reserved;
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(fields.getOrDefault(name, "0"));
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            differences.add("redis, " + tenant + ": " + what);
        }
    }
}
