package dev.gavel.auction.cap;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What each contract of a market claims when it wins a leg: its own caps, its buyer's, and the buyer's funds, in the windows of one moment.
 * A contract's claims are made once for a price and given out again, so that whoever sends them can tell by the reference what it has sent.
 *
 * <p>Thread safety: any thread. The windows are computed once for all claims of a moment and hold until the first of them ends, at most an
 * hour: ask {@link #at} for each decision, it answers the same object while it is still good.
 */
public final class Claims {

    private final Map<String, OfContract> contracts;
    private final Map<WindowOf, CapWindows.Bounds> bounds;
    private final long goodFromSeconds;
    private final long goodUntilSeconds;

    private Claims(Map<String, OfContract> contracts, Map<WindowOf, CapWindows.Bounds> bounds, Instant now) {
        this.contracts = contracts;
        this.bounds = bounds;
        this.goodFromSeconds = now.getEpochSecond();
        this.goodUntilSeconds = bounds.values().stream()
                .mapToLong(CapWindows.Bounds::endSeconds)
                .min()
                .orElse(CapClaim.NO_END);
    }

    /** The claims of a market's contracts, with the windows of {@code now}. */
    public static Claims of(Market market, Instant now) {
        Map<String, OfContract> contracts = new HashMap<>();
        Set<WindowOf> windows = new HashSet<>();
        for (Contract contract : market.contracts()) {
            Buyer buyer = market.buyers().get(contract.buyer());
            if (buyer == null) {
                throw new IllegalArgumentException("contract " + contract.id() + ": no buyer " + contract.buyer());
            }
            OfContract claims = OfContract.of(contract, buyer);
            claims.counters().forEach(counter -> windows.add(counter.window()));
            contracts.put(contract.id(), claims);
        }
        return new Claims(Map.copyOf(contracts), boundsAt(windows, now), now);
    }

    /** The same claims with the windows of {@code now}: this object while they are the same. O(kinds of windows and zones). */
    public Claims at(Instant now) {
        long second = now.getEpochSecond();
        return second >= goodFromSeconds && second < goodUntilSeconds
                ? this
                : new Claims(contracts, boundsAt(bounds.keySet(), now), now);
    }

    /**
     * What a leg of this contract takes. O(caps), and allocates nothing where the contract was asked for at the same price before and none of
     * its caps is per source.
     *
     * @param priceMicros what the buyer pays
     */
    public List<CapClaim> of(Contract contract, String vendor, String source, long priceMicros) {
        OfContract claims = ofContract(contract);
        if (claims.bySource()) {
            return make(claims, vendor, source, priceMicros);
        }
        Made last = claims.lastMade().get();
        if (last == null || !last.isFor(bounds, priceMicros)) {
            last = new Made(bounds, priceMicros, make(claims, vendor, source, priceMicros));
            claims.lastMade().set(last);
        }
        return last.claims();
    }

    /**
     * Until when a leg of this contract may be promised: until the first of its claims' windows ends, after which another window counts, or
     * until the contract closes. Exact for the next hour; beyond, it may be earlier than it need be.
     *
     * @param claims of the contract, as {@link #of} gave them
     * @return seconds since 1970
     */
    public long untilSeconds(Contract contract, List<CapClaim> claims, Instant now) {
        long until = ofContract(contract).openUntilSeconds(contract.schedule(), now);
        for (int i = 0; i < claims.size(); i++) {
            until = Math.min(until, claims.get(i).windowEndSeconds());
        }
        return until;
    }

    /** Whether some cap of the contract counts each source by itself: that it is full for one source says nothing of others. */
    public boolean isBySource(Contract contract) {
        return ofContract(contract).bySource();
    }

    private OfContract ofContract(Contract contract) {
        OfContract claims = contracts.get(contract.id());
        if (claims == null) {
            throw new IllegalArgumentException("contract: " + contract.id() + " is not of this market");
        }
        return claims;
    }

    private List<CapClaim> make(OfContract contract, String vendor, String source, long priceMicros) {
        CapClaim[] claims = new CapClaim[contract.counters().size() + 1];
        for (int i = 0; i < claims.length - 1; i++) {
            claims[i] = claim(contract.counters().get(i), vendor, source, priceMicros);
        }
        claims[claims.length - 1] = CapClaim.funds(contract.buyer(), priceMicros);
        return List.of(claims);
    }

    private CapClaim claim(Counter counter, String vendor, String source, long priceMicros) {
        Cap cap = counter.cap();
        CapWindows.Bounds window = bounds.get(counter.window());
        if (window == null) {
            throw new IllegalStateException("no bounds of " + counter.window());
        }
        String name = counter.isBySource() ? cap.id() + "/" + vendor + "/" + source : cap.id();
        long amount = cap.unit() == Cap.Unit.COUNT ? 1 : priceMicros;
        return new CapClaim(name, window.startSeconds(), window.endSeconds(), cap.limit(), amount);
    }

    private static Map<WindowOf, CapWindows.Bounds> boundsAt(Set<WindowOf> windows, Instant now) {
        Map<WindowOf, CapWindows.Bounds> bounds = new HashMap<>();
        for (WindowOf window : windows) {
            bounds.put(window, CapWindows.boundsAt(window.window(), window.zone(), now));
        }
        return Map.copyOf(bounds);
    }

    private record WindowOf(Cap.Window window, ZoneId zone) {}

    private record Counter(Cap cap, WindowOf window) {

        boolean isBySource() {
            return cap.scope() == Cap.Scope.BUYER_SOURCE;
        }
    }

    /** The counters that a contract claims from, and the claims that were made last. */
    private record OfContract(
            String buyer,
            List<Counter> counters,
            boolean bySource,
            AtomicReference<@Nullable Made> lastMade,
            AtomicReference<@Nullable Open> lastOpen) {

        private static final Duration LOOK_AHEAD = Duration.ofHours(2);
        private static final long LONGEST_PROMISE_SECONDS = 3_600;

        static OfContract of(Contract contract, Buyer buyer) {
            List<Counter> counters = new ArrayList<>();
            for (Cap cap : contract.caps()) {
                counters.add(new Counter(cap, new WindowOf(cap.window(), buyer.zone())));
            }
            for (Cap cap : buyer.caps()) {
                counters.add(new Counter(cap, new WindowOf(cap.window(), buyer.zone())));
            }
            boolean bySource = counters.stream().anyMatch(Counter::isBySource);
            return new OfContract(
                    buyer.id(), List.copyOf(counters), bySource, new AtomicReference<>(), new AtomicReference<>());
        }

        long openUntilSeconds(Schedule schedule, Instant now) {
            long second = now.getEpochSecond();
            Open last = lastOpen.get();
            if (last == null || second < last.fromSeconds() || second >= last.goodUntilSeconds()) {
                last = lookAhead(schedule, now);
                lastOpen.set(last);
            }
            return last.untilSeconds();
        }

        private static Open lookAhead(Schedule schedule, Instant now) {
            Instant latest = now.plus(LOOK_AHEAD);
            Instant until = schedule.openUntil(now, latest);
            long goodUntil =
                    until.equals(latest) ? until.getEpochSecond() - LONGEST_PROMISE_SECONDS : until.getEpochSecond();
            return new Open(now.getEpochSecond(), until.getEpochSecond(), goodUntil);
        }
    }

    /**
     * Until when a contract that is open at some moment stays so.
     *
     * @param goodUntilSeconds before this second it need not be asked again
     */
    private record Open(long fromSeconds, long untilSeconds, long goodUntilSeconds) {}

    /** Claims as they were made for a price in some windows. */
    private record Made(Map<WindowOf, CapWindows.Bounds> bounds, long priceMicros, List<CapClaim> claims) {

        @SuppressWarnings("ReferenceEquality") // The windows of one moment are one map.
        boolean isFor(Map<WindowOf, CapWindows.Bounds> others, long price) {
            return bounds == others && priceMicros == price;
        }
    }
}
