package dev.gavel.auction.cap;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each contract of a market claims when it wins a leg: its own caps, its buyer's, and the buyer's funds, in the windows of one moment.
 *
 * <p>Thread safety: immutable. The windows are computed once for all claims of a moment and hold until the first of them ends, at most an
 * hour: ask {@link #at} for each decision, it answers the same object while it is still good.
 */
public final class Claims {

    private final Map<String, List<Counter>> countersByContract;
    private final Map<WindowOf, CapWindows.Bounds> bounds;
    private final long goodFromSeconds;
    private final long goodUntilSeconds;

    private Claims(
            Map<String, List<Counter>> countersByContract, Map<WindowOf, CapWindows.Bounds> bounds, Instant now) {
        this.countersByContract = countersByContract;
        this.bounds = bounds;
        this.goodFromSeconds = now.getEpochSecond();
        this.goodUntilSeconds = bounds.values().stream()
                .mapToLong(CapWindows.Bounds::endSeconds)
                .min()
                .orElse(CapClaim.NO_END);
    }

    /** The claims of a market's contracts, with the windows of {@code now}. */
    public static Claims of(Market market, Instant now) {
        Map<String, List<Counter>> counters = new HashMap<>();
        for (Contract contract : market.contracts()) {
            Buyer buyer = market.buyers().get(contract.buyer());
            if (buyer == null) {
                throw new IllegalArgumentException("contract " + contract.id() + ": no buyer " + contract.buyer());
            }
            counters.put(contract.id(), countersOf(contract, buyer));
        }
        return new Claims(Map.copyOf(counters), boundsOf(counters, now), now);
    }

    /** The same claims with the windows of {@code now}: this object while they are the same. */
    public Claims at(Instant now) {
        long second = now.getEpochSecond();
        return second >= goodFromSeconds && second < goodUntilSeconds
                ? this
                : new Claims(countersByContract, boundsOf(countersByContract, now), now);
    }

    /**
     * What a leg of this contract takes. O(caps); allocates the list and its claims.
     *
     * @param priceMicros what the buyer pays
     */
    public List<CapClaim> of(Contract contract, String vendor, String source, long priceMicros) {
        List<Counter> counters = countersByContract.get(contract.id());
        if (counters == null) {
            throw new IllegalArgumentException("contract: " + contract.id() + " is not of this market");
        }
        List<CapClaim> claims = new ArrayList<>(counters.size() + 1);
        for (Counter counter : counters) {
            claims.add(claim(counter, vendor, source, priceMicros));
        }
        claims.add(CapClaim.funds(contract.buyer(), priceMicros));
        return claims;
    }

    private CapClaim claim(Counter counter, String vendor, String source, long priceMicros) {
        Cap cap = counter.cap();
        CapWindows.Bounds window = bounds.get(counter.window());
        if (window == null) {
            throw new IllegalStateException("no bounds of " + counter.window());
        }
        String name = cap.scope() == Cap.Scope.BUYER_SOURCE ? cap.id() + "/" + vendor + "/" + source : cap.id();
        long amount = cap.unit() == Cap.Unit.COUNT ? 1 : priceMicros;
        return new CapClaim(name, window.startSeconds(), window.endSeconds(), cap.limit(), amount);
    }

    private static List<Counter> countersOf(Contract contract, Buyer buyer) {
        List<Counter> counters = new ArrayList<>();
        for (Cap cap : contract.caps()) {
            counters.add(new Counter(cap, new WindowOf(cap.window(), buyer.zone())));
        }
        for (Cap cap : buyer.caps()) {
            counters.add(new Counter(cap, new WindowOf(cap.window(), buyer.zone())));
        }
        return List.copyOf(counters);
    }

    private static Map<WindowOf, CapWindows.Bounds> boundsOf(Map<String, List<Counter>> counters, Instant now) {
        Map<WindowOf, CapWindows.Bounds> bounds = new HashMap<>();
        for (List<Counter> ofContract : counters.values()) {
            for (Counter counter : ofContract) {
                bounds.computeIfAbsent(counter.window(), w -> CapWindows.boundsAt(w.window(), w.zone(), now));
            }
        }
        return Map.copyOf(bounds);
    }

    private record WindowOf(Cap.Window window, ZoneId zone) {}

    private record Counter(Cap cap, WindowOf window) {}
}
