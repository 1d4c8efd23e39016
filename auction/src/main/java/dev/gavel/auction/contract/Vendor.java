package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * Who sends leads.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the tenant
 * @param sources the sub ids that may be named in a ping; empty means any
 * @param floorMicros no lead of this vendor is bought for a payout below it
 */
public record Vendor(String id, Set<String> sources, long floorMicros) {

    public Vendor {
        requireNonNull(id, "id");
        sources = Set.copyOf(sources);
    }

    /** Whether the vendor may name this source. */
    public boolean hasSource(String source) {
        return sources.isEmpty() || sources.contains(source);
    }
}
