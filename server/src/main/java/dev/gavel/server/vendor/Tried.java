package dev.gavel.server.vendor;

import dev.gavel.auction.reason.Reason;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ping has tried in vain: the contracts that had no room when the ledger was asked about them.
 *
 * @param reason what the last of them lacked; null before the ledger was asked
 */
record Tried(Set<String> contracts, @Nullable Reason reason) {

    static final Tried NOTHING = new Tried(Set.of(), null);

    boolean isNothing() {
        return reason == null;
    }

    Tried and(Set<String> more, Reason theirs) {
        Set<String> all = new HashSet<>(contracts);
        all.addAll(more);
        return new Tried(all, theirs);
    }
}
