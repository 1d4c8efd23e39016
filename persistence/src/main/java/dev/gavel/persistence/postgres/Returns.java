package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Transfer;
import dev.gavel.auction.reason.Reason;
import dev.gavel.auction.returns.Judgement;
import dev.gavel.auction.returns.ReturnDecision;
import dev.gavel.auction.returns.ReturnPolicy;
import dev.gavel.auction.returns.ReturnRules;
import dev.gavel.auction.returns.ReturnState;
import dev.gavel.auction.returns.ReturnTerms;
import dev.gavel.auction.returns.SoldLeg;
import dev.gavel.auction.returns.Verdict;
import dev.gavel.persistence.postgres.LeadViews.SaleView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Returns of sales. At most one stands for a sale; when it is approved, the buyer's refund, the vendor's clawback, the tenant's share, the caps and the
 * event are written in one transaction. {@link ReturnRules} decides, what was decided is never changed.
 *
 * <p>Rows are locked in one order: the contract's turn, the return, cap usage, accounts. Every method fails with {@link DatabaseUnavailableException}
 * when the database cannot be reached; asking again is always safe. Thread safety: any thread.
 */
public final class Returns {

    private static final ReturnTerms NOTHING = new ReturnTerms(0, 0, false);

    private final TenantScope scope;
    private final Announcer announcer;

    /** Returns that nobody is told of. */
    public Returns(TenantScope scope) {
        this(scope, Announcer.NONE);
    }

    /** @param announcer says who is to be told how a return stands */
    public Returns(TenantScope scope, Announcer announcer) {
        this.scope = requireNonNull(scope, "scope");
        this.announcer = requireNonNull(announcer, "announcer");
    }

    /** What became of a return that was asked for. */
    public sealed interface Requested {

        /** It stands now. */
        record Made(SaleReturn made) implements Requested {}

        /** The same was asked for before by the same; it stands. */
        record MadeBefore(SaleReturn made) implements Requested {}

        /** It does not come about. */
        record Refused(Reason reason) implements Requested {}

        /** There is no such sale of this buyer. */
        record SaleUnknown() implements Requested {}
    }

    /** What became of a verdict. */
    public sealed interface Judged {

        /** It holds. */
        record Decided(SaleReturn decided) implements Judged {}

        /** It was given before. */
        record Unchanged(SaleReturn decided) implements Judged {}

        /** It does not hold. */
        record Refused(Reason reason) implements Judged {}

        /** There is no such return. */
        record ReturnUnknown() implements Judged {}
    }

    /**
     * Which returns are listed.
     *
     * @param before only those with a smaller id, which are older; null for the newest
     */
    public record Filter(
            @Nullable ReturnState state,
            @Nullable String buyer,
            @Nullable String vendor,
            @Nullable String before) {}

    /**
     * Asks for a return.
     *
     * @param policyOf the policy of a contract; null when it takes no returns
     * @param event makes the event of a return as it then stands; no personal data
     */
    public Mono<Requested> request(
            NewReturn wanted, Function<String, @Nullable ReturnPolicy> policyOf, Function<SaleReturn, String> event) {
        return scope.inTransaction(
                wanted.tenant(),
                connection -> ReturnRows.sale(connection, wanted.deliveryId())
                        .filter(sale -> wanted.buyer() == null || sale.buyer().equals(wanted.buyer()))
                        .flatMap(sale -> ReturnRows.takeTurns(connection, sale.contract())
                                .then(Mono.defer(() -> ReturnRows.standing(connection, sale)))
                                .map(standing -> repeated(standing, wanted))
                                .switchIfEmpty(Mono.defer(() ->
                                        decide(connection, sale, wanted, policyOf.apply(sale.contract()), event))))
                        .defaultIfEmpty(new Requested.SaleUnknown()));
    }

    private static Requested repeated(SaleReturn standing, NewReturn wanted) {
        long wantedMicros = wanted.claim().amountMicros() == 0
                ? standing.priceMicros()
                : wanted.claim().amountMicros();
        boolean same = standing.requestedBy().equals(wanted.actor())
                && standing.reason().equals(wanted.claim().reason())
                && standing.amountMicros() == wantedMicros;
        return same ? new Requested.MadeBefore(standing) : new Requested.Refused(Reason.RETURN_STANDS);
    }

    private Mono<Requested> decide(
            TenantConnection connection,
            SaleView sale,
            NewReturn wanted,
            @Nullable ReturnPolicy policy,
            Function<SaleReturn, String> event) {
        return soldLeg(connection, sale, policy, wanted.at()).flatMap(leg -> {
            NewReturn.Grant grant = wanted.grant();
            ReturnDecision decision = grant == null
                    ? ReturnRules.decide(policy, leg, wanted.claim(), wanted.at())
                    : ReturnRules.grant(leg, wanted.claim(), grant.clawbackBasisPoints(), grant.givesCapBack());
            return switch (decision) {
                case ReturnDecision.Refused(Reason reason) -> Mono.just(new Requested.Refused(reason));
                case ReturnDecision.ForReview(long amount, Instant expiresAt) ->
                    ReturnRows.insert(connection, sale, wanted, amount, terms(policy, grant), expiresAt)
                            .flatMap(made -> told(connection, made, wanted.at(), event))
                            .map(Requested.Made::new);
                case ReturnDecision.Approved(ReturnTerms terms) ->
                    ReturnRows.insert(connection, sale, wanted, terms.refundMicros(), terms(policy, grant), wanted.at())
                            .flatMap(made -> approve(connection, made, terms, wanted.actor(), null, wanted.at()))
                            .flatMap(made -> told(connection, made, wanted.at(), event))
                            .map(Requested.Made::new);
            };
        });
    }

    private static NewReturn.Grant terms(@Nullable ReturnPolicy policy, NewReturn.@Nullable Grant grant) {
        return grant == null
                ? new NewReturn.Grant(requireNonNull(policy).clawbackBasisPoints(), policy.givesCapBack())
                : grant;
    }

    private static Mono<SoldLeg> soldLeg(
            TenantConnection connection, SaleView sale, @Nullable ReturnPolicy policy, Instant now) {
        if (policy == null) {
            return Mono.just(leg(sale, 0, 0));
        }
        Instant from = now.minus(policy.limit().period());
        return ReturnRows.soldSince(connection, sale, from)
                .flatMap(sold ->
                        ReturnRows.returnedSince(connection, sale, from).map(returned -> leg(sale, sold, returned)));
    }

    private static SoldLeg leg(SaleView sale, long sold, long returned) {
        return new SoldLeg(sale.priceMicros(), sale.payoutMicros(), sale.soldAt(), false, sold, returned);
    }

    /**
     * Decides a return that waits.
     *
     * @param actor who decides
     * @param note why, in the decider's words; null to say nothing
     * @param event makes the event of a return as it then stands; no personal data
     */
    public Mono<Judged> judge(
            String tenant,
            String returnId,
            Verdict verdict,
            String actor,
            @Nullable String note,
            Instant at,
            Function<SaleReturn, String> event) {
        return scope.inTransaction(
                tenant,
                connection -> ReturnRows.byId(connection, returnId, true)
                        .flatMap(asked -> switch (ReturnRules.judge(asked.pending(), verdict, at)) {
                            case Judgement.Refused(Reason reason) -> Mono.<Judged>just(new Judged.Refused(reason));
                            case Judgement.Unchanged _ -> Mono.<Judged>just(new Judged.Unchanged(asked));
                            case Judgement.Denied _ ->
                                deny(connection, asked, actor, note, at)
                                        .flatMap(decided -> told(connection, decided, at, event))
                                        .<Judged>map(Judged.Decided::new);
                            case Judgement.Approved(ReturnTerms terms) ->
                                approve(connection, asked, terms, actor, note, at)
                                        .flatMap(decided -> told(connection, decided, at, event))
                                        .<Judged>map(Judged.Decided::new);
                        })
                        .defaultIfEmpty(new Judged.ReturnUnknown()));
    }

    private static Mono<SaleReturn> deny(
            TenantConnection connection, SaleReturn asked, String actor, @Nullable String note, Instant at) {
        return ReturnRows.decide(
                connection, asked, new ReturnRows.Decided(ReturnState.DENIED, NOTHING, false, actor, at, note));
    }

    private static Mono<SaleReturn> approve(
            TenantConnection connection,
            SaleReturn asked,
            ReturnTerms terms,
            String actor,
            @Nullable String note,
            Instant at) {
        Transfer refund = Transfer.refund(
                asked.deliveryId(), asked.buyer(), asked.vendor(), terms.refundMicros(), terms.clawbackMicros());
        return ReturnRows.decide(
                        connection,
                        asked,
                        new ReturnRows.Decided(ReturnState.APPROVED, terms, terms.givesCapBack(), actor, at, note))
                .flatMap(decided -> giveCapBack(connection, decided, at)
                        .then(Bookings.book(connection, asked.currency(), at, List.of(refund)))
                        .thenReturn(decided));
    }

    private static Mono<Void> giveCapBack(TenantConnection connection, SaleReturn decided, Instant at) {
        if (!decided.capGivenBack()) {
            return Mono.empty();
        }
        return ReturnRows.openClaims(connection, decided, at)
                .flatMap(claims -> CapUsage.add(connection, CapUsage.total(List.of(), claims)))
                .then();
    }

    private Mono<SaleReturn> told(
            TenantConnection connection, SaleReturn stands, Instant at, Function<SaleReturn, String> event) {
        return PostRows.appendEvents(connection, List.of(event.apply(stands)))
                .then(WebhookTasks.addAll(connection, announcer.returned(connection.tenant(), stands, at)))
                .thenReturn(stands);
    }

    /** Ends returns that have waited too long, at most {@code limit} of them; completes with how many it were. */
    public Mono<Integer> expire(String tenant, Instant now, int limit, Function<SaleReturn, String> event) {
        return scope.inTransaction(
                tenant,
                connection -> ReturnRows.expire(connection, now, limit)
                        .collectList()
                        .flatMap(expired -> PostRows.appendEvents(
                                        connection, expired.stream().map(event).toList())
                                .then(WebhookTasks.addAll(
                                        connection,
                                        expired.stream()
                                                .flatMap(stands -> announcer.returned(tenant, stands, now).stream())
                                                .toList()))
                                .thenReturn(expired.size())));
    }

    /** One return. */
    public Mono<Optional<SaleReturn>> byId(String tenant, String returnId) {
        return scope.inTransaction(tenant, connection -> ReturnRows.byId(connection, returnId, false))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /** The sale that a delivery made; empty when it made none. */
    public Mono<SaleView> sale(String tenant, String deliveryId) {
        return scope.inTransaction(tenant, connection -> ReturnRows.sale(connection, deliveryId));
    }

    /** The delivery that a return takes back; empty when there is no such return. */
    public Mono<SoldDelivery> soldDelivery(String tenant, String returnId) {
        return scope.inTransaction(
                tenant,
                connection -> ReturnRows.byId(connection, returnId, false)
                        .flatMap(found -> ReturnRows.soldDelivery(connection, found)));
    }

    /** Returns, the newest first. */
    public Flux<SaleReturn> list(String tenant, Filter filter, int limit) {
        return scope.stream(tenant, connection -> ReturnRows.list(connection, filter, limit));
    }
}
