package dev.gavel.server.vendor;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.server.market.LiveMarket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of a ping that won no leg, in rank order: who is asked when a buyer rejects. Each is given out once. The promise to the
 * vendor holds while the candidate's price covers the promised payout: the tenant gives up margin, never the vendor its price.
 *
 * <p>Thread safety: synchronised; the legs of a shared lead draw on it side by side.
 */
final class Fallbacks {

    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final Set<String> takenGroups = new HashSet<>();
    private final Post post;

    private Fallbacks(Post post) {
        this.post = post;
    }

    static Fallbacks of(Post post) {
        Fallbacks fallbacks = new Fallbacks(post);
        Set<Integer> chosen = new HashSet<>();
        for (int position : post.chosen()) {
            chosen.add(position);
            fallbacks.take(post.ping().candidates().get(position));
        }
        for (int position = 0; position < post.ping().candidates().size(); position++) {
            if (!chosen.contains(position)) {
                fallbacks.waiting.add(position);
            }
        }
        return fallbacks;
    }

    /** The next candidate's position that may serve a leg of this mode for this payout, or null when the promise cannot be held. */
    synchronized @Nullable Integer next(SaleMode mode, @Nullable String freedGroup, long promisedPayoutMicros) {
        if (freedGroup != null) {
            takenGroups.remove(freedGroup);
        }
        LiveMarket market = post.market();
        for (Iterator<Integer> positions = waiting.iterator(); positions.hasNext(); ) {
            int position = positions.next();
            RememberedPing.Kept kept = post.ping().candidates().get(position);
            Contract contract = market.contract(kept.contract());
            boolean fits = contract != null
                    && !contract.paused()
                    && contract.mode() == mode
                    && kept.priceMicros() >= promisedPayoutMicros
                    && (contract.conflictGroup() == null || !takenGroups.contains(contract.conflictGroup()));
            if (fits) {
                positions.remove();
                take(kept);
                return position;
            }
        }
        return null;
    }

    private void take(RememberedPing.Kept kept) {
        Contract contract = post.market().contract(kept.contract());
        if (contract != null && contract.conflictGroup() != null) {
            takenGroups.add(contract.conflictGroup());
        }
    }
}
