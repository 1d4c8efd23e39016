package dev.gavel.persistence.testkit;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Entry;
import dev.gavel.auction.money.Transfer;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.DeliveryStanding;
import dev.gavel.persistence.postgres.LegIntent;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.postgres.Replacement;
import dev.gavel.persistence.postgres.RetryDelay;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.persistence.postgres.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The sales book in memory, of one tenant: plain, and proven equal to the one in Postgres by {@code SalesBookContract} and
 * {@code SalesBookOracleTest}. What it holds can be looked at, for tests that check what must hold after any history.
 *
 * <p>Thread safety: guarded by itself; each call takes effect in one step when it is subscribed to.
 */
public final class FakeSalesBook implements SalesBook {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Map<String, Lead> leads = new TreeMap<>();
    private final Map<String, Delivery> deliveries = new TreeMap<>();
    private final Map<String, ConsumerClaim> consumers = new TreeMap<>();
    private final Map<Window, Long> capUsed =
            new TreeMap<>(Comparator.comparing(Window::counter).thenComparingLong(Window::startSeconds));
    private final Map<String, Long> creditLimits = new TreeMap<>();
    private final List<Transfer> transfers = new ArrayList<>();
    private final Map<String, Long> balances = new TreeMap<>();
    private final List<Sale> sales = new ArrayList<>();
    private final List<String> outbox = new ArrayList<>();

    /** One cap in one window. */
    public record Window(String counter, long startSeconds, long endSeconds) {}

    /** Who has a consumer, and until when. */
    public record ConsumerClaim(String campaign, String consumerKey, String pingId, Instant until) {}

    /** A sold leg. */
    public record Sale(
            String pingId,
            String legId,
            String deliveryId,
            String leadId,
            String vendor,
            String contract,
            String buyer,
            long priceMicros,
            long payoutMicros) {}

    /** A lead and how far it came; {@code answer} and {@code settledAt} are null until they are known. */
    public static final class Lead {
        private final PostIntent intent;
        private final List<DeliveryStanding> refused;
        private @Nullable String state;
        private @Nullable String answer;
        private @Nullable Instant settledAt;

        private Lead(PostIntent intent, Map<String, Reason> refused) {
            this.intent = intent;
            this.refused = intent.legs().stream()
                    .filter(leg -> refused.containsKey(leg.legId()))
                    .map(leg -> DeliveryStanding.withoutRoom(leg.legId(), leg.payoutMicros()))
                    .toList();
        }

        public PostIntent intent() {
            return intent;
        }

        public @Nullable String state() {
            return state;
        }

        public @Nullable String answer() {
            return answer;
        }

        public boolean isSettled() {
            return settledAt != null;
        }
    }

    /** One attempt to bring a leg to a buyer; {@code outcome} is null while it is an intent. */
    public static final class Delivery {
        private final PostIntent post;
        private final LegIntent leg;
        private final Instant beganAt;
        private @Nullable LegOutcome outcome;
        private int attempts = 1;
        private Instant nextAttemptAt;

        private Delivery(PostIntent post, LegIntent leg, Instant at) {
            this.post = post;
            this.leg = leg;
            this.beganAt = at;
            this.nextAttemptAt = at.plus(leg.ownFor());
        }

        public String pingId() {
            return post.pingId();
        }

        public LegIntent leg() {
            return leg;
        }

        public @Nullable LegOutcome outcome() {
            return outcome;
        }

        public boolean isOpen() {
            return outcome == null || outcome == LegOutcome.UNRESOLVED;
        }

        /** What a result says about it: that its flow did not send it is no proof once somebody else asked. */
        private @Nullable LegOutcome after(LegResult result) {
            return attempts > 1 && result.outcome() == LegOutcome.NOT_SENT ? outcome : result.outcome();
        }

        private List<CapClaim> caps() {
            return capClaims(leg);
        }

        private DeliveryStanding standing(boolean endedBefore) {
            return new DeliveryStanding(leg.legId(), leg.deliveryId(), outcome, leg.payoutMicros(), endedBefore);
        }

        private Transfer voided() {
            return Transfer.voidHold(leg.deliveryId(), leg.buyer(), leg.priceMicros());
        }
    }

    /** A buyer pays in. */
    public synchronized void deposit(String buyer, long micros) {
        book(Transfer.deposit("deposit-" + transfers.size(), buyer, micros));
    }

    /** Lets a buyer's account fall so far below zero. */
    public synchronized void setCreditLimit(String buyer, long micros) {
        creditLimits.put(buyer, micros);
    }

    public synchronized long balance(String account) {
        return balances.getOrDefault(account, 0L);
    }

    /** What a buyer may still spend. */
    public synchronized long available(String buyer) {
        return balance(Account.buyer(buyer).text()) + creditLimits.getOrDefault(buyer, 0L);
    }

    public synchronized Map<String, Long> balances() {
        return new TreeMap<>(balances);
    }

    public synchronized Map<Window, Long> capUsed() {
        return new LinkedHashMap<>(capUsed);
    }

    public synchronized long used(String counter) {
        return capUsed.entrySet().stream()
                .filter(window -> window.getKey().counter().equals(counter))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public synchronized List<Sale> sales() {
        return List.copyOf(sales);
    }

    public synchronized List<Lead> leads() {
        return List.copyOf(leads.values());
    }

    public synchronized @Nullable Lead lead(String pingId) {
        return leads.get(pingId);
    }

    public synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries.values());
    }

    public synchronized List<ConsumerClaim> consumers() {
        return List.copyOf(consumers.values());
    }

    /** The events, in the order of their transactions. */
    public synchronized List<String> outbox() {
        return List.copyOf(outbox);
    }

    public synchronized List<Transfer> transfers() {
        return List.copyOf(transfers);
    }

    @Override
    public Mono<PostStart> begin(PostIntent intent) {
        return Mono.fromSupplier(() -> beginNow(intent));
    }

    private synchronized PostStart beginNow(PostIntent intent) {
        Lead lead = leads.get(intent.pingId());
        if (lead != null) {
            return lead.answer == null || !lead.intent.vendor().equals(intent.vendor())
                    ? new PostStart.InFlight()
                    : new PostStart.Finished(lead.answer);
        }
        boolean guarded = !intent.duplicateWindow().isZero();
        if (guarded && intent.consumerKeys().stream().anyMatch(key -> isTaken(intent, key))) {
            return new PostStart.Refused(Reason.DUPLICATE);
        }
        Map<String, Reason> refused = new LinkedHashMap<>();
        List<LegIntent> admitted = admit(intent.legs(), refused);
        if (admitted.isEmpty()) {
            return new PostStart.Refused(
                    Objects.requireNonNull(refused.get(intent.legs().getFirst().legId())));
        }
        leads.put(intent.pingId(), new Lead(intent, refused));
        if (guarded) {
            Instant until = intent.at().plus(intent.duplicateWindow());
            intent.consumerKeys()
                    .forEach(key -> consumers.put(
                            consumer(intent, key), new ConsumerClaim(intent.campaign(), key, intent.pingId(), until)));
        }
        admitted.forEach(leg -> insert(intent, leg, intent.at()));
        outbox.add(intent.event());
        return new PostStart.Begun(admitted.stream().map(LegIntent::legId).toList(), Map.copyOf(refused));
    }

    private boolean isTaken(PostIntent intent, String key) {
        ConsumerClaim claim = consumers.get(consumer(intent, key));
        return claim != null
                && claim.until().isAfter(intent.at())
                && !claim.pingId().equals(intent.pingId());
    }

    private static String consumer(PostIntent intent, String key) {
        return intent.campaign() + "/" + key;
    }

    /** Takes caps and funds for the legs that have room: caps of all legs first, in rank order, then funds. */
    private List<LegIntent> admit(List<LegIntent> legs, Map<String, Reason> refused) {
        List<LegIntent> withCaps = new ArrayList<>();
        for (LegIntent leg : legs) {
            if (capClaims(leg).stream().allMatch(claim -> usedBy(claim) + claim.amount() <= claim.limit())) {
                capClaims(leg).forEach(claim -> use(claim, claim.amount()));
                withCaps.add(leg);
            } else {
                refused.put(leg.legId(), Reason.CAPS_FULL);
            }
        }
        List<LegIntent> admitted = new ArrayList<>();
        for (LegIntent leg : withCaps) {
            if (leg.priceMicros() <= available(leg.buyer())) {
                book(Transfer.hold(leg.deliveryId(), leg.buyer(), leg.priceMicros()));
                admitted.add(leg);
            } else {
                capClaims(leg).forEach(claim -> use(claim, -claim.amount()));
                refused.put(leg.legId(), Reason.NO_FUNDS);
            }
        }
        return admitted;
    }

    @Override
    public Mono<Replacement> replace(
            String tenant,
            String pingId,
            String leadId,
            LegResult rejected,
            LegIntent next,
            Instant at,
            List<String> events) {
        return Mono.fromSupplier(() -> replaceNow(begun(pingId), rejected, next, at, events));
    }

    private synchronized Replacement replaceNow(
            Lead lead, LegResult rejected, LegIntent next, Instant at, List<String> events) {
        Delivery known = deliveries.get(next.deliveryId());
        if (known != null) {
            return known.isOpen() ? new Replacement.Admitted(next.deliveryId()) : new Replacement.Ended();
        }
        Delivery failed = deliveries.get(rejected.deliveryId());
        if (lead.answer != null || failed == null || !failed.isOpen() || failed.after(rejected) != rejected.outcome()) {
            return new Replacement.Ended();
        }
        giveBack(failed);
        Map<String, Reason> refused = new LinkedHashMap<>();
        if (admit(List.of(next), refused).isEmpty()) {
            takeAgain(failed);
            return new Replacement.Refused(Objects.requireNonNull(refused.get(next.legId())));
        }
        end(failed, rejected.outcome(), at);
        insert(lead.intent, next, at);
        outbox.addAll(events);
        return new Replacement.Admitted(next.deliveryId());
    }

    /** As if it had never been given back. */
    private void takeAgain(Delivery delivery) {
        delivery.caps().forEach(claim -> use(claim, claim.amount()));
        Transfer voided = transfers.removeLast();
        voided.entries().forEach(entry -> balances.merge(entry.account().text(), -entry.amountMicros(), Long::sum));
    }

    @Override
    public Mono<Settlement.Settled> settle(Settlement settlement) {
        return Mono.fromSupplier(() -> settleNow(settlement, begun(settlement.pingId())));
    }

    private synchronized Settlement.Settled settleNow(Settlement settlement, Lead lead) {
        List<Delivery> all = of(settlement.pingId());
        Set<Delivery> before =
                all.stream().filter(delivery -> !delivery.isOpen()).collect(Collectors.toSet());
        if (lead.settledAt != null && lead.answer != null) {
            return new Settlement.Settled(lead.answer, standings(lead, all, before));
        }
        boolean changes = false;
        for (LegResult result : settlement.results()) {
            Delivery delivery = deliveries.get(result.deliveryId());
            if (delivery != null && delivery.isOpen() && delivery.outcome != delivery.after(result)) {
                settle(lead, delivery, result.outcome(), settlement.at());
                changes = true;
            }
        }
        boolean settled = all.stream().noneMatch(Delivery::isOpen);
        if (!changes && !settled && lead.answer != null) {
            return new Settlement.Settled(lead.answer, standings(lead, all, before));
        }
        Settlement.Answered answered = settlement.answering().answer(standings(lead, all, before));
        if (settled && sales.stream().noneMatch(sale -> sale.pingId().equals(settlement.pingId()))) {
            consumers.values().removeIf(claim -> claim.pingId().equals(settlement.pingId()));
        }
        lead.state = answered.state();
        lead.answer = answered.answer();
        lead.settledAt = settled ? settlement.at() : null;
        outbox.addAll(answered.events());
        return new Settlement.Settled(lead.answer, standings(lead, all, before));
    }

    private static List<DeliveryStanding> standings(Lead lead, List<Delivery> deliveries, Set<Delivery> before) {
        return Stream.concat(
                        deliveries.stream().map(delivery -> delivery.standing(before.contains(delivery))),
                        lead.refused.stream())
                .toList();
    }

    private void settle(Lead lead, Delivery delivery, LegOutcome outcome, Instant at) {
        LegIntent leg = delivery.leg;
        switch (outcome) {
            case ACCEPTED -> {
                book(Transfer.sale(
                        leg.deliveryId(), leg.buyer(), lead.intent.vendor(), leg.priceMicros(), leg.payoutMicros()));
                sales.add(new Sale(
                        lead.intent.pingId(),
                        leg.legId(),
                        leg.deliveryId(),
                        lead.intent.leadId(),
                        lead.intent.vendor(),
                        leg.contract(),
                        leg.buyer(),
                        leg.priceMicros(),
                        leg.payoutMicros()));
            }
            case REJECTED, NOT_SENT -> giveBack(delivery);
            case UNRESOLVED -> {}
        }
        end(delivery, outcome, at);
    }

    @Override
    public Mono<PostStart.Earlier> earlier(String tenant, String pingId, String vendor) {
        return Mono.fromSupplier(() -> earlierNow(pingId, vendor));
    }

    private synchronized PostStart.@Nullable Earlier earlierNow(String pingId, String vendor) {
        Lead lead = leads.get(pingId);
        if (lead == null || !lead.intent.vendor().equals(vendor)) {
            return null;
        }
        return lead.answer == null ? new PostStart.InFlight() : new PostStart.Finished(lead.answer);
    }

    @Override
    public Flux<OpenDelivery> openDeliveries(String tenant, Instant now, Duration lease, int limit) {
        return Flux.defer(() -> Flux.fromIterable(leaseNow(now, lease, limit)));
    }

    private synchronized List<OpenDelivery> leaseNow(Instant now, Duration lease, int limit) {
        List<Delivery> due = deliveries.values().stream()
                .filter(delivery -> delivery.isOpen() && !delivery.nextAttemptAt.isAfter(now))
                .sorted(Comparator.comparing((Delivery delivery) -> delivery.nextAttemptAt)
                        .thenComparing(delivery -> delivery.leg.deliveryId()))
                .limit(limit)
                .toList();
        List<OpenDelivery> leased = new ArrayList<>();
        for (Delivery delivery : due) {
            delivery.attempts++;
            delivery.nextAttemptAt = now.plus(RetryDelay.after(delivery.attempts, delivery.leg.deliveryId(), lease));
            leased.add(open(delivery));
        }
        return leased;
    }

    private static OpenDelivery open(Delivery delivery) {
        PostIntent post = delivery.post;
        LegIntent leg = delivery.leg;
        List<CapClaim> claims = new ArrayList<>(delivery.caps());
        claims.add(CapClaim.funds(leg.buyer(), leg.priceMicros()));
        return new OpenDelivery(
                post.tenant(),
                post.pingId(),
                post.leadId(),
                leg.legId(),
                leg.deliveryId(),
                post.campaign(),
                post.vendor(),
                post.source(),
                post.currency(),
                leg.contract(),
                leg.buyer(),
                leg.endpoint(),
                leg.priceMicros(),
                leg.payoutMicros(),
                claims,
                delivery.attempts,
                post.sealedLead(),
                delivery.beganAt,
                delivery.outcome == LegOutcome.UNRESOLVED);
    }

    private synchronized Lead begun(String pingId) {
        Lead lead = leads.get(pingId);
        if (lead == null) {
            throw new IllegalStateException("ping " + pingId + " was never begun");
        }
        return lead;
    }

    private void insert(PostIntent post, LegIntent leg, Instant at) {
        deliveries.put(leg.deliveryId(), new Delivery(post, leg, at));
    }

    /** A lead's deliveries in the order of their ids. */
    private List<Delivery> of(String pingId) {
        return deliveries.values().stream()
                .filter(delivery -> delivery.pingId().equals(pingId))
                .sorted(Comparator.comparing(delivery -> uuidText(delivery.leg.deliveryId())))
                .toList();
    }

    private static String uuidText(String id) {
        return Objects.requireNonNull(TypeId.parse("delivery", id)).uuid().toString();
    }

    private static void end(Delivery delivery, LegOutcome outcome, Instant at) {
        delivery.outcome = outcome;
        delivery.nextAttemptAt = at.plus(RETRY_AFTER);
    }

    private void giveBack(Delivery delivery) {
        delivery.caps().forEach(claim -> use(claim, -claim.amount()));
        book(delivery.voided());
    }

    private long usedBy(CapClaim claim) {
        return capUsed.getOrDefault(window(claim), 0L);
    }

    private void use(CapClaim claim, long amount) {
        capUsed.merge(window(claim), amount, Long::sum);
    }

    private static Window window(CapClaim claim) {
        return new Window(claim.counter(), claim.windowStartSeconds(), claim.windowEndSeconds());
    }

    private static List<CapClaim> capClaims(LegIntent leg) {
        return leg.claims().stream().filter(claim -> !claim.isFunds()).toList();
    }

    private void book(Transfer transfer) {
        transfers.add(transfer);
        for (Entry entry : transfer.entries()) {
            balances.merge(entry.account().text(), entry.amountMicros(), Long::sum);
        }
    }
}
