package dev.gavel.auction.contract;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which lists of others a campaign asks for, and how old each may be. Entries of any list suppress in every campaign; this says only
 * without which lists the campaign does not sell.
 *
 * <p>Thread safety: immutable.
 *
 * @param litigatorMaxAge of the list of known litigators; null when the campaign does not ask for it
 * @param dropMaxAge of California's deletion requests (DROP); null when the campaign does not ask for them
 */
public record ListPolicy(
        @Nullable Duration litigatorMaxAge, @Nullable Duration dropMaxAge) {

    /** Asks for none. */
    public static final ListPolicy NONE = new ListPolicy(null, null);

    /** The greatest age of a list of litigators that can be allowed: they grow by the week. */
    public static final Duration LITIGATOR_MOST = Duration.ofDays(7);

    /** The greatest age of the DROP list that the law allows (California Civil Code 1798.99.86(c)). */
    public static final Duration DROP_MOST = Duration.ofDays(45);
}
