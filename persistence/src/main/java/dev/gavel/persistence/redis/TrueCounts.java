package dev.gavel.persistence.redis;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What counters are compared with: Postgres, which is the truth. Each method reads what is committed when it is called.
 *
 * <p>Thread safety: any thread.
 */
public interface TrueCounts {

    /**
     * The next counters of a tenant: caps of the windows that are not over, also those of which nothing is used any more, then every buyer's
     * funds; fewer than {@code most} only at the end.
     *
     * @param after the last that was seen; null to begin
     */
    Mono<List<TrueCount>> page(String tenant, @Nullable TrueCount after, int most);

    /** The given counters as they are now, in any order; those of which Postgres knows nothing are left out. */
    Mono<List<TrueCount>> of(String tenant, Collection<TrueCount> counters);
}
