package dev.gavel.server.faults;

import dev.gavel.persistence.testkit.CounterView;
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
        String prefix = "{" + tenant + "}:@" + epoch + ":caps:";
        Map<String, CounterView> counters = counters(prefix);
        Set<String> known = new HashSet<>();
        for (CapUse cap : books.caps()) {
            String name = cap.counter() + ":" + cap.windowStart();
            if (cap.tenant().equals(tenant) && cap.windowEnd() > now && known.add(name)) {
                long used = counters.getOrDefault(name, CounterView.NONE).used();
                require(used == cap.used(), name + " counts " + used + ", true are " + cap.used());
            }
        }
        for (Account account : books.accounts()) {
            if (account.tenant().equals(tenant) && account.account().startsWith("buyer/")) {
                compareFunds(account, counters, known);
            }
        }
        counters.forEach((name, counter) -> {
            long reserved = counter.reservedAfter(now);
            require(reserved == 0, name + " keeps " + reserved + " reserved: " + counter);
            require(known.contains(name) || counter.used() == 0, name + " counts what Postgres does not know");
        });
    }

    private void compareFunds(Account account, Map<String, CounterView> counters, Set<String> known) {
        String name = "funds/" + account.account().substring("buyer/".length()) + ":0";
        known.add(name);
        CounterView funds = counters.get(name);
        if (funds != null) {
            long free = funds.limit() - funds.used();
            long truth = account.balanceMicros() + account.creditLimitMicros();
            require(free == truth, name + " leaves " + free + ", true are " + truth);
        }
    }

    /** All of them, by name and first second of their window. */
    private Map<String, CounterView> counters(String prefix) {
        Map<String, CounterView> counters = new HashMap<>();
        ScanArgs matching = ScanArgs.Builder.matches(prefix + "*").limit(PAGE);
        KeyScanCursor<String> page = redis.scan(matching);
        while (true) {
            for (String key : page.getKeys()) {
                String start = key.substring(prefix.length());
                CounterView.all(redis, key).forEach((name, counter) -> counters.put(name + ":" + start, counter));
            }
            if (page.isFinished()) {
                return counters;
            }
            page = redis.scan(page, matching);
        }
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            differences.add("redis, " + tenant + ": " + what);
        }
    }
}
