package dev.gavel.server.vendor;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.server.market.LiveMarket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
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
    private final Map<String, Integer> groupToPosition = new HashMap<>();
    private final Post post;

    private Fallbacks(Post post) {
        this.post = post;
    }

    static Fallbacks of(Post post) {
        Fallbacks fallbacks = new Fallbacks(post);
        Set<Integer> chosen = new HashSet<>();
        for (int position : post.chosen()) {
            chosen.add(position);
            fallbacks.take(position);
        }
        for (int position = 0; position < post.ping().candidates().size(); position++) {
            if (!chosen.contains(position)) {
                fallbacks.waiting.add(position);
            }
        }
        return fallbacks;
    }

    /** The next candidate's position that may serve a leg of this mode for this payout, or null when the promise cannot be held. */
    synchronized @Nullable Integer next(SaleMode mode, long promisedPayoutMicros) {
        LiveMarket market = post.market();
        for (Iterator<Integer> positions = waiting.iterator(); positions.hasNext(); ) {
            int position = positions.next();
            RememberedPing.Kept kept = post.ping().candidates().get(position);
            Contract contract = market.contract(kept.contract());
            boolean fits = contract != null
                    && !contract.paused()
                    && contract.mode() == mode
                    && kept.priceMicros() >= promisedPayoutMicros
                    && (contract.conflictGroup() == null || !groupToPosition.containsKey(contract.conflictGroup()));
            if (fits) {
                positions.remove();
                take(position);
                return position;
            }
        }
        return null;
    }

    /** The candidate serves no leg: its conflict group is free again, if it is this candidate that has it. */
    synchronized void giveUp(int position) {
        groupToPosition.values().removeIf(holder -> holder == position);
    }

    private void take(int position) {
        String contractId = post.ping().candidates().get(position).contract();
        Contract contract = post.market().contract(contractId);
        if (contract != null && contract.conflictGroup() != null) {
            groupToPosition.putIfAbsent(contract.conflictGroup(), position);
        }
    }
}
