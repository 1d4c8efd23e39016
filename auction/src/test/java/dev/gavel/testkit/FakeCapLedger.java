package dev.gavel.testkit;

import dev.gavel.auction.award.Legs;
import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.reason.Reason;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * The cap ledger in memory: exact, plain, and what the one on Redis is compared with, through {@link CapLedgerContract}.
 *
 * <p>What the port leaves open is settled here as follows. A reservation holds while the clock is before its second of expiry. A leg that
 * lapsed can still be committed, since the sale took place, and then counts beyond the limit if need be. Pings are counted per campaign,
 * consumer and hour of UTC, refused ones too. A consumer is taken from its award until the reservation lapses or is released; and once
 * committed, until the time given with the leg is over. Where several pings committed it, it is taken until all of them gave it back or the last
 * one's time is over. The reason is {@code NO_FUNDS} when funds are all that any option lacked, and
 * {@code CAPS_FULL} otherwise; of one option the first claim without room counts.
 *
 * <p>Thread safety: guarded by itself.
 */
public final class FakeCapLedger implements CapLedger {

    /** For how long a ping is remembered beyond its expiry. */
    public static final long REMEMBERED_SECONDS = 3_600;

    private static final long HOUR_SECONDS = 3_600;

    private final InstantSource clock;
    private final Map<String, Tenant> tenants = new HashMap<>();
    private boolean available = true;
    private boolean stale;

    public FakeCapLedger(InstantSource clock) {
        this.clock = clock;
    }

    /** Raises what a buyer may spend; negative lowers it. */
    public synchronized void fund(String tenant, String buyer, long micros) {
        String counter = CapClaim.funds(buyer, 0).counter();
        tenant(tenant).counter(counter, 0).limit += micros;
    }

    /** Puts a consumer's key on the suppression list. */
    public synchronized void suppress(String tenant, String key) {
        tenant(tenant).suppressed.add(key);
    }

    /** Whether the ledger answers at all; when not, every call ends with {@link UnavailableException}. */
    public synchronized void setAvailable(boolean value) {
        available = value;
    }

    /** Whether the counters wait to be rebuilt. */
    public synchronized void setStale(boolean value) {
        stale = value;
    }

    /** What the counter's window has used and reserved now. */
    public synchronized long taken(String tenant, String counter, long windowStartSeconds) {
        return tenant(tenant).counter(counter, windowStartSeconds).taken(nowSeconds());
    }

    /** The events of a tenant's awards, in order: the heads as they were given, each with outcome and closing brace. */
    public synchronized List<String> events(String tenant) {
        return List.copyOf(tenant(tenant).events);
    }

    @Override
    public synchronized CompletionStage<Reply> award(Request request) {
        if (!available) {
            return unavailable();
        }
        if (stale || anyWindowIsOver(request)) {
            return CompletableFuture.completedFuture(new Reply.Stale(Reason.COUNTERS_STALE));
        }
        Tenant tenant = tenant(request.tenant());
        int[] held = request.firm() && request.consumer() == null && request.memory() == null
                ? held(tenant, request)
                : new int[0];
        if (held.length > 0) {
            return CompletableFuture.completedFuture(confirmed(tenant, request, held));
        }
        Reason refusal = request.consumer() == null ? null : screen(tenant, request.pingId(), request.consumer());
        if (refusal == null) {
            TenantRoom room = new TenantRoom(tenant, request.options(), nowSeconds());
            int[] chosen = Legs.choose(request.options(), request.maxLegs(), room);
            if (chosen.length > 0) {
                return CompletableFuture.completedFuture(awarded(tenant, request, chosen, room.full()));
            }
            refusal = room.refusal();
        }
        tenant.addEvent(request, ",\"outcome\":\"refused\",\"reason\":" + refusal.code() + "}");
        return CompletableFuture.completedFuture(new Reply.Refused(refusal));
    }

    /** The options whose legs the ping holds already. */
    private int[] held(Tenant tenant, Request request) {
        Map<Integer, LegState> legs = tenant.legs.getOrDefault(request.pingId(), Map.of());
        return IntStream.range(0, request.options().size())
                .filter(option -> legs.containsKey(request.firstLeg() + option)
                        && legs.get(request.firstLeg() + option).isHeld(nowSeconds()))
                .toArray();
    }

    private Reply confirmed(Tenant tenant, Request request, int[] held) {
        Map<Integer, LegState> legs = tenant.legs.get(request.pingId());
        long until = 0;
        for (int option : held) {
            LegState leg = legs.get(request.firstLeg() + option);
            until = Math.max(until, leg.used ? nowSeconds() + request.ttlSeconds() : leg.expiresAtSeconds);
        }
        return new Reply.Awarded(held, new int[0], clock.millis(), until);
    }

    private boolean anyWindowIsOver(Request request) {
        long now = nowSeconds();
        return request.options().stream()
                .flatMap(option -> option.claims().stream())
                .anyMatch(claim -> now < claim.windowStartSeconds() || now >= claim.windowEndSeconds());
    }

    private Reason screen(Tenant tenant, String pingId, Consumer consumer) {
        long now = nowSeconds();
        boolean suppressed = false;
        boolean duplicate = false;
        boolean tooMany = false;
        for (String key : consumer.keys()) {
            suppressed |= tenant.suppressed.contains(key);
            duplicate |= tenant.isTakenByAnother(consumer.campaign() + "/" + key, pingId, now);
            String hour = consumer.campaign() + "/" + now / HOUR_SECONDS + "/" + key;
            tooMany |= tenant.pings.merge(hour, consumer.counted() ? 0 : 1, Integer::sum) > consumer.mostPingsPerHour();
        }
        if (suppressed) {
            return Reason.SUPPRESSED;
        }
        if (duplicate) {
            return Reason.DUPLICATE;
        }
        return tooMany ? Reason.VELOCITY_EXCEEDED : null;
    }

    private Reply awarded(Tenant tenant, Request request, int[] chosen, int[] full) {
        long expiresAtSeconds = nowSeconds() + request.ttlSeconds();
        for (int index : chosen) {
            expiresAtSeconds = Math.min(
                    expiresAtSeconds, Math.max(request.options().get(index).untilSeconds(), nowSeconds() + 1));
        }
        if (request.firm()) {
            reserve(tenant, request, chosen, expiresAtSeconds);
        }
        if (request.memory() != null) {
            tenant.remembered.put(
                    request.pingId(),
                    new Remembered(
                            chosen, expiresAtSeconds, false, request.memory().clone(), request.firm()));
        }
        tenant.addEvent(request, ",\"outcome\":\"awarded\",\"legs\":" + chosen.length + "}");
        return new Reply.Awarded(chosen, full, clock.millis(), expiresAtSeconds);
    }

    private static void reserve(Tenant tenant, Request request, int[] chosen, long expiresAtSeconds) {
        for (int index : chosen) {
            for (CapClaim claim : request.options().get(index).claims()) {
                tenant.counter(claim).reserve(expiresAtSeconds, claim.amount());
            }
            tenant.legs
                    .computeIfAbsent(request.pingId(), _ -> new HashMap<>())
                    .put(request.firstLeg() + index, new LegState(expiresAtSeconds));
        }
        if (request.consumer() != null) {
            tenant.reserve(request.consumer(), request.pingId(), expiresAtSeconds);
        }
    }

    @Override
    public synchronized CompletionStage<Boolean> commit(Leg leg) {
        if (!available) {
            return unavailable();
        }
        Tenant tenant = tenant(leg.tenant());
        LegState state = tenant.leg(leg);
        if (state == null || state.released) {
            return CompletableFuture.completedFuture(false);
        }
        if (!state.used) {
            for (CapClaim claim : leg.claims()) {
                tenant.counter(claim).use(state.expiresAtSeconds, claim.amount(), nowSeconds());
            }
            state.used = true;
            if (leg.consumer() != null && leg.duplicateSeconds() > 0) {
                tenant.sell(leg.consumer(), leg.pingId(), nowSeconds(), nowSeconds() + leg.duplicateSeconds());
            }
        }
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public synchronized CompletionStage<Void> release(Leg leg) {
        if (!available) {
            return unavailable();
        }
        Tenant tenant = tenant(leg.tenant());
        LegState state = tenant.leg(leg);
        if (state != null && !state.released) {
            for (CapClaim claim : leg.claims()) {
                tenant.counter(claim).giveBack(state, claim.amount(), nowSeconds());
            }
            state.released = true;
            if (leg.consumer() != null) {
                tenant.giveBack(leg.consumer(), leg.pingId(), tenant.heldUntilSeconds(leg.pingId(), nowSeconds()));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Remembered> recall(String tenant, String pingId) {
        if (!available) {
            return unavailable();
        }
        Remembered kept = tenant(tenant).remembered.get(pingId);
        if (kept == null || kept.expiresAtSeconds() + REMEMBERED_SECONDS <= nowSeconds()) {
            return CompletableFuture.completedFuture(null);
        }
        boolean expired = kept.expiresAtSeconds() <= nowSeconds();
        return CompletableFuture.completedFuture(
                new Remembered(kept.chosen(), kept.expiresAtSeconds(), expired, kept.memory(), kept.firm()));
    }

    private Tenant tenant(String tenant) {
        return tenants.computeIfAbsent(tenant, _ -> new Tenant());
    }

    private long nowSeconds() {
        return clock.instant().getEpochSecond();
    }

    private static <T> CompletionStage<T> unavailable() {
        return CompletableFuture.failedFuture(new UnavailableException("the fake is set unavailable", null));
    }

    /** The pings that have a consumer, and until when the last of them does. */
    private record Mark(Set<String> pingIds, long untilSeconds) {

        boolean isOfAnother(String pingId, long nowSeconds) {
            return untilSeconds > nowSeconds && !pingIds.equals(Set.of(pingId));
        }

        Mark and(String pingId, long nowSeconds, long until) {
            Set<String> all = new HashSet<>(untilSeconds > nowSeconds ? pingIds : Set.of());
            all.add(pingId);
            return new Mark(all, Math.max(untilSeconds, until));
        }

        /** Of what is this ping's alone, only what it still holds is left. */
        Mark without(String pingId, long heldUntilSeconds) {
            if (pingIds.equals(Set.of(pingId))) {
                return new Mark(pingIds, Math.min(untilSeconds, heldUntilSeconds));
            }
            Set<String> others = new HashSet<>(pingIds);
            others.remove(pingId);
            return new Mark(others, untilSeconds);
        }
    }

    private static final class LegState {
        final long expiresAtSeconds;
        boolean used;
        boolean released;

        LegState(long expiresAtSeconds) {
            this.expiresAtSeconds = expiresAtSeconds;
        }

        boolean isHeld(long nowSeconds) {
            return !released && (used || expiresAtSeconds > nowSeconds);
        }
    }

    /** One cap in one window, or one buyer's funds. */
    private static final class Counter {
        private final TreeMap<Long, Long> reservedByExpiry = new TreeMap<>();
        private long used;
        private long limit;

        long taken(long nowSeconds) {
            reservedByExpiry.headMap(nowSeconds, true).clear();
            return used
                    + reservedByExpiry.values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
        }

        void reserve(long expiresAtSeconds, long amount) {
            reservedByExpiry.merge(expiresAtSeconds, amount, Long::sum);
        }

        void use(long expiresAtSeconds, long amount, long nowSeconds) {
            if (expiresAtSeconds > nowSeconds) {
                reserve(expiresAtSeconds, -amount);
            }
            used += amount;
        }

        void giveBack(LegState leg, long amount, long nowSeconds) {
            if (leg.used) {
                used -= amount;
            } else if (leg.expiresAtSeconds > nowSeconds) {
                reserve(leg.expiresAtSeconds, -amount);
            }
        }
    }

    private static final class Tenant {
        final Map<String, Counter> counters = new HashMap<>();
        final Set<String> suppressed = new HashSet<>();
        final Map<String, Mark> reserved = new HashMap<>();
        final Map<String, Mark> sold = new HashMap<>();
        final Map<String, Integer> pings = new HashMap<>();
        final Map<String, Remembered> remembered = new HashMap<>();
        final Map<String, Map<Integer, LegState>> legs = new HashMap<>();
        final List<String> events = new ArrayList<>();

        Counter counter(CapClaim claim) {
            return counter(claim.counter(), claim.windowStartSeconds());
        }

        Counter counter(String id, long windowStartSeconds) {
            return counters.computeIfAbsent(id + "@" + windowStartSeconds, _ -> new Counter());
        }

        LegState leg(Leg leg) {
            return legs.getOrDefault(leg.pingId(), Map.of()).get(leg.number());
        }

        /** Until when the ping holds any leg: for ever when one is used, {@code nowSeconds} when it holds none. */
        long heldUntilSeconds(String pingId, long nowSeconds) {
            return legs.getOrDefault(pingId, Map.of()).values().stream()
                    .filter(leg -> leg.isHeld(nowSeconds))
                    .mapToLong(leg -> leg.used ? Long.MAX_VALUE : leg.expiresAtSeconds)
                    .max()
                    .orElse(nowSeconds);
        }

        boolean isTakenByAnother(String consumer, String pingId, long nowSeconds) {
            Mark reservation = reserved.get(consumer);
            Mark sale = sold.get(consumer);
            return (reservation != null && reservation.isOfAnother(pingId, nowSeconds))
                    || (sale != null && sale.isOfAnother(pingId, nowSeconds));
        }

        void reserve(Consumer consumer, String pingId, long untilSeconds) {
            consumer.keys()
                    .forEach(key ->
                            reserved.put(consumer.campaign() + "/" + key, new Mark(Set.of(pingId), untilSeconds)));
        }

        /** Beside the pings that sold the consumer before, if any did. */
        void sell(Consumer consumer, String pingId, long nowSeconds, long untilSeconds) {
            consumer.keys()
                    .forEach(key -> sold.merge(
                            consumer.campaign() + "/" + key,
                            new Mark(Set.of(pingId), untilSeconds),
                            (before, _) -> before.and(pingId, nowSeconds, untilSeconds)));
        }

        /** The ping's marks last no longer than what it still holds. */
        void giveBack(Consumer consumer, String pingId, long heldUntilSeconds) {
            if (heldUntilSeconds == Long.MAX_VALUE) {
                return;
            }
            for (String key : consumer.keys()) {
                String marked = consumer.campaign() + "/" + key;
                reserved.computeIfPresent(
                        marked,
                        (_, mark) -> mark.pingIds.contains(pingId) ? mark.without(pingId, heldUntilSeconds) : mark);
                sold.computeIfPresent(marked, (_, mark) -> mark.without(pingId, heldUntilSeconds));
            }
        }

        void addEvent(Request request, String tail) {
            if (request.eventHead() != null) {
                events.add(new String(request.eventHead(), StandardCharsets.UTF_8) + tail);
            }
        }
    }

    /** The room in a tenant's counters while one lead's legs are chosen. Nothing is reserved yet. */
    private static final class TenantRoom implements Legs.Room {
        private final Tenant tenant;
        private final List<Option> options;
        private final long nowSeconds;
        private final Map<Counter, Long> taken = new HashMap<>();
        private final List<Integer> full = new ArrayList<>();
        private boolean lackedFunds;
        private boolean lackedCaps;

        TenantRoom(Tenant tenant, List<Option> options, long nowSeconds) {
            this.tenant = tenant;
            this.options = options;
            this.nowSeconds = nowSeconds;
        }

        @Override
        public boolean take(int option) {
            List<CapClaim> claims = options.get(option).claims();
            for (int i = 0; i < claims.size(); i++) {
                if (!hasRoom(claims.get(i))) {
                    lackedFunds |= claims.get(i).isFunds();
                    lackedCaps |= !claims.get(i).isFunds();
                    giveBack(claims.subList(0, i));
                    full.add(option);
                    return false;
                }
                taken.merge(tenant.counter(claims.get(i)), claims.get(i).amount(), Long::sum);
            }
            return true;
        }

        @Override
        public void giveBack(int option) {
            giveBack(options.get(option).claims());
        }

        int[] full() {
            return full.stream().mapToInt(Integer::intValue).toArray();
        }

        Reason refusal() {
            return lackedFunds && !lackedCaps ? Reason.NO_FUNDS : Reason.CAPS_FULL;
        }

        private boolean hasRoom(CapClaim claim) {
            Counter counter = tenant.counter(claim);
            long limit = claim.isFunds() ? counter.limit : claim.limit();
            return counter.taken(nowSeconds) + taken.getOrDefault(counter, 0L) + claim.amount() <= limit;
        }

        private void giveBack(List<CapClaim> claims) {
            claims.forEach(claim -> taken.merge(tenant.counter(claim), -claim.amount(), Long::sum));
        }
    }

    /** Counters only: what was remembered and marked is not shown. */
    @Override
    public synchronized String toString() {
        return "FakeCapLedger" + Arrays.toString(tenants.keySet().toArray());
    }
}
