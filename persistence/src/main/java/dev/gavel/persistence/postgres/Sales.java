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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The transactions of a post: intent before any buyer hears, outcome after. A ping is sold once, whatever is repeated or runs at the same
 * time; caps and funds are never exceeded.
 *
 * <p>Rows are always locked in one order: the lead, the consumer's claims, cap usage, accounts. Every method fails with
 * {@link DatabaseUnavailableException} when the database cannot be reached; asking again is always safe. Thread safety: any thread.
 */
public final class Sales {

    private final TenantScope scope;

    public Sales(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * Makes the intent durable: the lead, its consumer's claim, and for each leg the caps, the money and the delivery, with its event. A leg
     * without room is left out; when none has room nothing is written and the first leg's reason is given.
     */
    public Mono<PostStart> begin(PostIntent intent) {
        PingKey key = PingKey.of(intent.tenant(), intent.pingId());
        return scope.inTransaction(
                intent.tenant(),
                connection -> PostRows.insertLead(connection, key, intent)
                        .flatMap(isNew -> isNew ? beginNew(connection, key, intent) : earlier(connection, key)));
    }

    private static Mono<PostStart> earlier(TenantConnection connection, PingKey key) {
        return PostRows.answer(connection, key)
                .<PostStart>map(PostStart.Finished::new)
                .defaultIfEmpty(new PostStart.InFlight());
    }

    private static Mono<PostStart> beginNew(TenantConnection connection, PingKey key, PostIntent intent) {
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
                            .then(PostRows.appendEvents(connection, List.of(intent.event())))
                            .thenReturn(new PostStart.Begun(
                                    admitted.stream().map(LegIntent::legId).toList(), Map.copyOf(refusals)));
                });
    }

    private static PostStart refused(TenantConnection connection, Reason reason) {
        connection.rollbackOnly();
        return new PostStart.Refused(reason);
    }

    /**
     * Gives back what the rejected delivery held and admits the next one, in one transaction.
     *
     * @param rejected with the outcome {@code REJECTED} or {@code NOT_SENT}
     * @param next null when nobody else wants the lead
     */
    public Mono<Replacement> replace(
            String tenant,
            String pingId,
            String leadId,
            LegResult rejected,
            @Nullable LegIntent next,
            Instant at,
            List<String> events) {
        PingKey key = PingKey.of(tenant, pingId);
        return scope.inTransaction(
                tenant,
                connection -> lead(connection, key, leadId)
                        .flatMap(lead -> PostRows.openDeliveries(connection, key)
                                .flatMap(open -> {
                                    UUID deliveryId = Ids.uuid(Ids.DELIVERY, rejected.deliveryId());
                                    Optional<HeldDelivery> held = open.stream()
                                            .filter(delivery ->
                                                    delivery.deliveryId().equals(deliveryId))
                                            .findFirst();
                                    return held.isPresent()
                                            ? replaceHeld(connection, key, lead, held.get(), rejected, next, at, events)
                                            : Mono.just(replacedBefore(open, next));
                                })));
    }

    private static Mono<Replacement> replaceHeld(
            TenantConnection connection,
            PingKey key,
            LockedLead lead,
            HeldDelivery held,
            LegResult rejected,
            @Nullable LegIntent next,
            Instant at,
            List<String> events) {
        List<LegIntent> legs = next == null ? List.of() : List.of(next);
        return Admission.admit(connection, lead.currency(), at, legs, held).flatMap(refusals -> {
            List<LegIntent> admitted = refusals.isEmpty() ? legs : List.of();
            Replacement replacement = next == null
                    ? new Replacement.Ended()
                    : refusals.isEmpty()
                            ? new Replacement.Admitted(next.deliveryId())
                            : new Replacement.Refused(requireNonNull(refusals.get(next.legId())));
            return PostRows.updateDelivery(connection, key, rejected, at)
                    .then(PostRows.insertDeliveries(connection, key, lead.leadId(), at, admitted))
                    .then(PostRows.appendEvents(connection, events))
                    .thenReturn(replacement);
        });
    }

    /** The same call came before: its next delivery is open, or it had none that was admitted. */
    private static Replacement replacedBefore(List<HeldDelivery> open, @Nullable LegIntent next) {
        if (next == null) {
            return new Replacement.Ended();
        }
        UUID nextId = Ids.uuid(Ids.DELIVERY, next.deliveryId());
        return open.stream().anyMatch(delivery -> delivery.deliveryId().equals(nextId))
                ? new Replacement.Admitted(next.deliveryId())
                : new Replacement.Refused(Reason.CAPS_FULL);
    }

    /**
     * Writes the outcome: accepted deliveries become sales and are booked, rejected ones give back what they held, unresolved ones keep it.
     * Idempotent: results of deliveries that are no longer open change nothing, and a settled lead keeps its answer.
     */
    public Mono<Void> settle(Settlement settlement) {
        PingKey key = PingKey.of(settlement.tenant(), settlement.pingId());
        return scope.inTransaction(
                settlement.tenant(),
                connection -> lead(connection, key, settlement.leadId())
                        .filter(lead -> !lead.settled())
                        .flatMap(lead -> PostRows.openDeliveries(connection, key)
                                .flatMap(open -> settleOpen(connection, key, lead, open, settlement))));
    }

    private static Mono<Void> settleOpen(
            TenantConnection connection, PingKey key, LockedLead lead, List<HeldDelivery> open, Settlement settlement) {
        Map<UUID, LegResult> resultByDelivery = settlement.results().stream()
                .collect(Collectors.toMap(result -> Ids.uuid(Ids.DELIVERY, result.deliveryId()), Function.identity()));
        List<Decided> decided = new ArrayList<>();
        int stillOpen = 0;
        for (HeldDelivery delivery : open) {
            LegResult result = resultByDelivery.get(delivery.deliveryId());
            boolean unresolved = result != null && result.outcome() == LegOutcome.UNRESOLVED;
            if (result == null || unresolved) {
                stillOpen++;
            }
            if (result != null && !(unresolved && delivery.isUnresolved())) {
                decided.add(new Decided(delivery, result));
            }
        }
        boolean settled = stillOpen == 0;
        if (decided.isEmpty() && lead.answer() != null && !settled) {
            return Mono.empty();
        }
        return (settled ? freeUnsold(connection, key, lead, decided) : Mono.<Void>empty())
                .then(book(connection, lead, decided, settlement.at()))
                .then(writeDeliveries(connection, key, lead, decided, settlement.at()))
                .then(PostRows.updateLead(connection, key, settlement, settled))
                .then(PostRows.appendEvents(connection, settlement.events()));
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

    /** What a repeated post is answered; empty when this vendor never posted the ping, or it has no answer yet. */
    public Mono<Optional<String>> answerOf(String tenant, String pingId, String vendor) {
        PingKey key = PingKey.of(tenant, pingId);
        return scope.inTransaction(tenant, connection -> PostRows.answer(connection, key, vendor))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /**
     * Leases deliveries whose outcome is open: those that a node began and never settled, and those whose buyer gave no clear answer. Each is
     * leased to one caller, who asks the same buyer again with the same delivery id and then settles.
     *
     * @param now those due at this time; a delivery is first due 30 seconds after it began, or 5 after it was left unresolved
     * @param lease how long nobody else gets the same
     */
    public Flux<OpenDelivery> openDeliveries(String tenant, Instant now, Duration lease, int limit) {
        return scope.stream(tenant, connection -> OpenDelivery.lease(connection, now, now.plus(lease), limit));
    }

    private static Mono<LockedLead> lead(TenantConnection connection, PingKey key, String leadId) {
        return PostRows.lockLead(connection, key)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("lead " + leadId + " was never begun")));
    }
}
