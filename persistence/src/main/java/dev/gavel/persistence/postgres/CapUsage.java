package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/**
 * What the caps have used, in Postgres. Rows are always touched in the order of counter and window, so that two transactions never wait for
 * each other in a circle.
 *
 * <p>Thread safety: stateless.
 */
final class CapUsage {

    private static final String ADD = """
            INSERT INTO cap_usage (tenant, counter, window_start, window_end, used)
            SELECT $1, c, s, e, a FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS x(c, s, e, a)
            ORDER BY c, s
            ON CONFLICT (tenant, counter, window_start) DO UPDATE SET used = cap_usage.used + excluded.used
            RETURNING counter, window_start, window_end, used""";

    private CapUsage() {}

    /** One counter in one window. */
    record Window(String counter, long startSeconds, long endSeconds) implements Comparable<Window> {
        private static final Comparator<Window> ORDER =
                Comparator.comparing(Window::counter).thenComparingLong(Window::startSeconds);

        static Window of(CapClaim claim) {
            return new Window(claim.counter(), claim.windowStartSeconds(), claim.windowEndSeconds());
        }

        @Override
        public int compareTo(Window other) {
            return ORDER.compare(this, other);
        }
    }

    /** The claims' sums by window; negative to give back. */
    static SortedMap<Window, Long> total(Collection<CapClaim> taken, Collection<CapClaim> givenBack) {
        SortedMap<Window, Long> sums = new TreeMap<>();
        taken.forEach(claim -> sums.merge(Window.of(claim), claim.amount(), Long::sum));
        givenBack.forEach(claim -> sums.merge(Window.of(claim), -claim.amount(), Long::sum));
        return sums;
    }

    /** Adds to the windows; completes with what each has used after it. The rows stay locked until the transaction ends. */
    static Mono<Map<Window, Long>> add(TenantConnection connection, SortedMap<Window, Long> amounts) {
        if (amounts.isEmpty()) {
            return Mono.just(Map.of());
        }
        return connection
                .query(
                        row -> Map.entry(
                                new Window(
                                        Rows.text(row, "counter"),
                                        Rows.number(row, "window_start"),
                                        Rows.number(row, "window_end")),
                                Rows.number(row, "used")),
                        ADD,
                        connection.tenant(),
                        amounts.keySet().stream().map(Window::counter).toArray(String[]::new),
                        amounts.keySet().stream().map(Window::startSeconds).toArray(Long[]::new),
                        amounts.keySet().stream().map(Window::endSeconds).toArray(Long[]::new),
                        amounts.values().toArray(Long[]::new))
                .collect(TreeMap::new, (after, used) -> after.put(used.getKey(), used.getValue()));
    }
}
