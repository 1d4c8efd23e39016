package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.money.Transfer;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.PostRows.LockedLead;
import dev.gavel.persistence.postgres.PostRows.PingKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The sales book in Postgres.
 *
 * <p>Rows are always locked in one order: the lead, the consumer's claims, cap usage, accounts. Thread safety: any thread.
 */
public final class Sales implements SalesBook {

    private final TenantScope scope;
    private final Announcer announcer;

    /** A book that tells nobody. */
    public Sales(TenantScope scope) {
        this(scope, Announcer.NONE);
    }

    /** @param announcer says who is to be told of what ends */
    public Sales(TenantScope scope, Announcer announcer) {
        this.scope = requireNonNull(scope, "scope");
        this.announcer = requireNonNull(announcer, "announcer");
    }

    @Override
    public Mono<PostStart> begin(PostIntent intent) {
        PingKey key = PingKey.of(intent.tenant(), intent.pingId());
        return scope.inTransaction(
                intent.tenant(),
                connection -> PostRows.insertLead(connection, key, intent)
                        .flatMap(isNew -> isNew
                                ? beginNew(connection, key, intent)
                                : PostRows.earlier(connection, key, intent.vendor())
                                        .cast(PostStart.class)
                                        .defaultIfEmpty(new PostStart.InFlight())));
    }

    /** As {@link #begin}, of a lead whose row this transaction has. */
    static Mono<PostStart> beginNew(TenantConnection connection, PingKey key, PostIntent intent) {
        return PostRows.claimConsumer(connection, key, intent)
                .flatMap(free ->
                        free ? admitLegs(connection, key, intent) : Mono.just(refused(connection, Reason.DUPLICATE)));
    }

    private static Mono<PostStart> admitLegs(TenantConnection connection, PingKey key, PostIntent intent) {
        return Admission.admit(connection, intent.currency(), intent.at(), intent.legs(), null)
                .flatMap(refusals -> {
                    List<LegIntent> admitted = intent.legs().stream()
                            .filter(leg -> !refusals.containsKey(leg.legId()))
                            .toList();
                    if (admitted.isEmpty()) {
                        Reason reason = refusals.get(intent.legs().getFirst().legId());
                        return Mono.just(refused(connection, requireNonNull(reason)));
                    }
                    UUID leadId = Ids.uuid(Ids.LEAD, intent.leadId());
                    return PostRows.insertDeliveries(connection, key, leadId, intent.at(), admitted)
                            .then(PostRows.noteRefused(connection, key, intent.legs(), refusals.keySet()))
                            .then(PostRows.appendEvents(connection, List.of(intent.event())))
                            .thenReturn(new PostStart.Begun(
                                    admitted.stream().map(LegIntent::legId).toList(), Map.copyOf(refusals)));
                });
    }

    private static PostStart refused(TenantConnection connection, Reason reason) {
        connection.rollbackOnly();
        return new PostStart.Refused(reason);
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
        PingKey key = PingKey.of(tenant, pingId);
        return scope.inTransaction(
                tenant,
                connection -> lead(connection, key, leadId)
                        .flatMap(lead -> PostRows.deliveries(connection, key)
                                .flatMap(deliveries -> replace(
                                        connection, announcer, key, lead, deliveries, rejected, next, at, events))));
    }

    private static Mono<Replacement> replace(
            TenantConnection connection,
            Announcer announcer,
            PingKey key,
            LockedLead lead,
            List<HeldDelivery> deliveries,
            LegResult rejected,
            LegIntent next,
            Instant at,
            List<String> events) {
        HeldDelivery known = HeldDelivery.find(deliveries, next.deliveryId());
        if (known != null) {
            // The same call came before.
            return Mono.just(known.isOpen() ? new Replacement.Admitted(next.deliveryId()) : new Replacement.Ended());
        }
        HeldDelivery failed = HeldDelivery.find(deliveries, rejected.deliveryId());
        boolean untouched = lead.answer() == null
                && failed != null
                && failed.isOpen()
                && failed.after(rejected) == rejected.outcome();
        if (!untouched) {
            return Mono.just(new Replacement.Ended());
        }
        return Admission.admit(connection, lead.currency(), at, List.of(next), failed)
                .flatMap(refusals -> {
                    Reason refusal = refusals.get(next.legId());
                    if (refusal != null) {
                        connection.rollbackOnly();
                        return Mono.just(new Replacement.Refused(refusal));
                    }
                    return PostRows.updateDelivery(connection, key, rejected, at)
                            .then(PostRows.insertDeliveries(connection, key, lead.leadId(), at, List.of(next)))
                            .then(PostRows.appendEvents(connection, events))
                            .then(WebhookTasks.addAll(
                                    connection,
                                    announcer.ended(News.of(
                                            key,
                                            lead,
                                            at,
                                            List.of(requireNonNull(failed).ended(rejected)),
                                            List.of()))))
                            .thenReturn(new Replacement.Admitted(next.deliveryId()));
                });
    }

    @Override
    public Mono<Settlement.Settled> settle(Settlement settlement) {
        return scope.inTransaction(settlement.tenant(), connection -> settle(connection, announcer, settlement));
    }

    /** As the other, inside a transaction of the caller's. */
    static Mono<Settlement.Settled> settle(TenantConnection connection, Announcer announcer, Settlement settlement) {
        PingKey key = PingKey.of(settlement.tenant(), settlement.pingId());
        return lead(connection, key, settlement.leadId())
                .flatMap(lead -> PostRows.deliveries(connection, key)
                        .flatMap(deliveries -> DeliveryDecisions.noteLate(
                                        connection, contrary(deliveries, settlement), settlement.at())
                                .then(settle(connection, announcer, key, lead, deliveries, settlement))));
    }

    /** What buyers say of deliveries that ended in another way. */
    private static List<LegResult> contrary(List<HeldDelivery> deliveries, Settlement settlement) {
        List<LegResult> contrary = new ArrayList<>(0);
        for (LegResult result : settlement.results()) {
            HeldDelivery delivery = HeldDelivery.find(deliveries, result.deliveryId());
            if (delivery != null && !delivery.isOpen() && delivery.outcome() != result.outcome()) {
                contrary.add(result);
            }
        }
        return contrary;
    }

    private static Mono<Settlement.Settled> settle(
            TenantConnection connection,
            Announcer announcer,
            PingKey key,
            LockedLead lead,
            List<HeldDelivery> deliveries,
            Settlement settlement) {
        Map<UUID, LegResult> resultByDelivery = settlement.results().stream()
                .collect(Collectors.toMap(result -> Ids.uuid(Ids.DELIVERY, result.deliveryId()), Function.identity()));
        List<Decided> decided = new ArrayList<>();
        List<DeliveryStanding> standings = new ArrayList<>(deliveries.size());
        boolean settled = true;
        for (HeldDelivery delivery : deliveries) {
            LegResult result = delivery.isOpen() ? resultByDelivery.get(delivery.deliveryId()) : null;
            LegOutcome outcome = result == null ? delivery.outcome() : delivery.after(result);
            if (result != null && outcome != delivery.outcome()) {
                decided.add(new Decided(delivery, result));
            }
            standings.add(delivery.standing(outcome));
            settled &= outcome != null && outcome != LegOutcome.UNRESOLVED;
        }
        standings.addAll(lead.refused());
        if (lead.answer() != null && (lead.settled() || (decided.isEmpty() && !settled))) {
            return Mono.just(new Settlement.Settled(lead.answer(), standings));
        }
        Settlement.Answered answered = settlement.answering().answer(standings);
        return (settled ? freeUnsold(connection, key, lead, decided) : Mono.<Void>empty())
                .then(book(connection, lead, decided, settlement.at()))
                .then(writeDeliveries(connection, key, lead, decided, settlement.at()))
                .then(PostRows.updateLead(connection, key, answered, settled ? settlement.at() : null))
                .then(PostRows.appendEvents(connection, answered.events()))
                .then(WebhookTasks.addAll(
                        connection, announcer.ended(news(key, lead, decided, standings, settlement.at()))))
                .thenReturn(new Settlement.Settled(answered.answer(), standings));
    }

    /** A delivery with its outcome. */
    private record Decided(HeldDelivery delivery, LegResult result) {}

    private static Mono<Void> book(TenantConnection connection, LockedLead lead, List<Decided> decided, Instant at) {
        List<CapClaim> givenBack = new ArrayList<>();
        List<Transfer> transfers = new ArrayList<>();
        for (Decided one : decided) {
            switch (one.result().outcome()) {
                case ACCEPTED -> transfers.add(one.delivery().sold(lead.vendor()));
                case REJECTED, NOT_SENT -> {
                    transfers.add(one.delivery().voided());
                    givenBack.addAll(one.delivery().claims());
                }
                case UNRESOLVED -> {}
            }
        }
        return CapUsage.add(connection, CapUsage.total(List.of(), givenBack))
                .then(Bookings.book(connection, lead.currency(), at, transfers));
    }

    private static Mono<Void> writeDeliveries(
            TenantConnection connection, PingKey key, LockedLead lead, List<Decided> decided, Instant at) {
        return Flux.fromIterable(decided)
                .concatMap(one -> PostRows.updateDelivery(connection, key, one.result(), at)
                        .then(
                                one.result().outcome() == LegOutcome.ACCEPTED
                                        ? PostRows.insertSale(connection, key, lead, one.delivery(), one.result(), at)
                                        : Mono.empty()))
                .then();
    }

    private static Mono<Void> freeUnsold(
            TenantConnection connection, PingKey key, LockedLead lead, List<Decided> decided) {
        if (decided.stream().anyMatch(one -> one.result().outcome() == LegOutcome.ACCEPTED)) {
            return Mono.empty();
        }
        return PostRows.anySale(connection, key)
                .flatMap(sold -> sold ? Mono.empty() : PostRows.freeConsumer(connection, key, lead));
    }

    private static LeadNews news(
            PingKey key, LockedLead lead, List<Decided> decided, List<DeliveryStanding> standings, Instant at) {
        List<EndedDelivery> ended = decided.stream()
                .filter(one -> one.result().outcome() != LegOutcome.UNRESOLVED)
                .map(one -> one.delivery().ended(one.result()))
                .toList();
        return News.of(key, lead, at, ended, News.unsold(lead, ended, standings));
    }

    @Override
    public Mono<Void> refused(PostRefusal refusal) {
        List<WebhookTask> messages = announcer.refused(refusal);
        return messages.isEmpty()
                ? Mono.empty()
                : scope.inTransaction(refusal.tenant(), connection -> WebhookTasks.addAll(connection, messages));
    }

    @Override
    public Mono<PostStart.Earlier> earlier(String tenant, String pingId, String vendor) {
        PingKey key = PingKey.of(tenant, pingId);
        return scope.inTransaction(tenant, connection -> PostRows.earlier(connection, key, vendor));
    }

    @Override
    public Flux<OpenDelivery> openDeliveries(String tenant, Instant now, Duration lease, int limit) {
        return scope.stream(tenant, connection -> OpenDelivery.lease(connection, now, lease, limit));
    }

    private static Mono<LockedLead> lead(TenantConnection connection, PingKey key, String leadId) {
        return PostRows.lockLead(connection, key)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("lead " + leadId + " was never begun")));
    }
}
