package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * What caps have used in windows that are over, which nothing reads any more: counters are rebuilt from and compared with windows that are not over.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class CapWindows {

    private static final String PRUNE = """
            DELETE FROM cap_usage WHERE tenant = $1 AND (counter, window_start) IN (
                SELECT counter, window_start FROM cap_usage WHERE tenant = $1 AND window_end < $2 ORDER BY window_end LIMIT $3)""";

    private final TenantScope scope;

    public CapWindows(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * Removes windows that ended before a moment; completes with how many they were. A delivery that is resolved later than that gives back to a
     * window that is gone: the row that this makes is as over as the window, and goes the next time.
     *
     * @param endedBefore well before now, so that no node's clock is behind it
     */
    public Mono<Long> prune(String tenant, Instant endedBefore, int most) {
        return scope.inTransaction(
                tenant, connection -> connection.update(PRUNE, tenant, endedBefore.getEpochSecond(), most));
    }
}
