package dev.gavel.server.admin;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.reason.Reason;
import dev.gavel.auction.returns.ReturnClaim;
import dev.gavel.auction.returns.ReturnPolicy;
import dev.gavel.auction.returns.ReturnState;
import dev.gavel.auction.returns.Verdict;
import dev.gavel.persistence.crypto.DecryptionException;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.LeadViews.SaleView;
import dev.gavel.persistence.postgres.NewReturn;
import dev.gavel.persistence.postgres.Returns;
import dev.gavel.persistence.postgres.SaleReturn;
import dev.gavel.server.access.Principal;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.market.MarketDesk;
import dev.gavel.server.vendor.IdSource;
import dev.gavel.server.vendor.SoldReservation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * {@code /api/returns}: buyers ask for returns of what they bought, the tenant decides, and everybody concerned sees them.
 *
 * <p>Thread safety: any event loop.
 */
public final class ReturnsApi {

    private static final Logger LOG = LoggerFactory.getLogger(ReturnsApi.class);
    private static final int ID = 2;
    private static final Set<String> REQUEST_MEMBERS = Set.of(
            "delivery_id",
            "reason",
            "amount",
            "evidence",
            "stop_use",
            "override",
            "clawback_percent",
            "gives_cap_back");
    private static final Set<String> DECISION_MEMBERS = Set.of("decision", "amount", "clawback_percent", "note");

    private final LiveMarkets markets;
    private final Returns returns;
    private final MarketDesk marketDesk;
    private final CounterUpdates counters;
    private final IdSource ids = new IdSource();
    private final InstantSource clock;

    public ReturnsApi(
            LiveMarkets markets, Returns returns, MarketDesk marketDesk, CounterUpdates counters, InstantSource clock) {
        this.markets = markets;
        this.returns = returns;
        this.marketDesk = marketDesk;
        this.counters = counters;
        this.clock = clock;
    }

    /** {@code POST /api/returns}. */
    public Mono<Answer> request(Principal principal, Call call) {
        boolean buyers = principal.buyer() != null && principal.scopes().contains(Scope.RETURN);
        if (principal.test() || !(buyers || principal.isOperator())) {
            return Mono.error(Refusal.of(403, Reason.SCOPE_MISSING, "This needs a buyer's or the tenant's live key."));
        }
        LiveMarket market = market(principal);
        Instant now = clock.instant();
        NewReturn wanted = wanted(principal, Members.read(call, REQUEST_MEMBERS), market, now);
        return termsOf(market, wanted.deliveryId())
                .flatMap(terms ->
                        returns.request(wanted, _ -> terms.orElse(null), stands -> ReturnEvent.of(stands, now)))
                .flatMap(requested -> switch (requested) {
                    case Returns.Requested.Made(SaleReturn made) ->
                        followed(market, made).map(stands -> answer(stands, principal, market));
                    case Returns.Requested.MadeBefore(SaleReturn made) -> Mono.just(answer(made, principal, market));
                    case Returns.Requested.Refused(Reason reason) ->
                        Mono.just(Answer.json(200, ReturnAnswers.refused(reason)));
                    case Returns.Requested.SaleUnknown _ -> Mono.error(Refusal.of(404, Reason.SALE_UNKNOWN));
                });
    }

    private NewReturn wanted(Principal principal, Members members, LiveMarket market, Instant now) {
        String deliveryId = members.requiredText("delivery_id");
        if (TypeId.parse(Ids.DELIVERY, deliveryId) == null) {
            throw Refusal.of(404, Reason.SALE_UNKNOWN);
        }
        String returnId = ids.next(Ids.RETURN, now.toEpochMilli()).toString();
        ReturnClaim claim = new ReturnClaim(
                members.requiredText("reason"),
                members.amount("amount", ReturnClaim.WHOLE_PRICE),
                members.has("evidence"),
                members.flag("stop_use"));
        return new NewReturn(
                principal.tenant(),
                returnId,
                deliveryId,
                principal.buyer(),
                claim,
                ReturnAnswers.sealed(members.text("evidence"), returnId, market.keys()),
                principal.keyId(),
                now,
                grant(principal, members));
    }

    /** Only the tenant may go past the policy. */
    private static NewReturn.@Nullable Grant grant(Principal principal, Members members) {
        boolean override = members.flag("override");
        boolean ownTerms = members.has("clawback_percent") || members.has("gives_cap_back");
        if ((override || ownTerms) && !principal.isOperator()) {
            throw Refusal.of(403, Reason.SCOPE_MISSING, "Only a key of the tenant itself may override the policy.");
        }
        if (ownTerms && !override) {
            throw Members.invalid("override", "true, where clawback_percent or gives_cap_back is given");
        }
        return override
                ? new NewReturn.Grant(members.basisPoints("clawback_percent", 0), members.flag("gives_cap_back"))
                : null;
    }

    /** The terms of today; of a contract that is there no more those of the day on which it bought. Empty for no returns. */
    private Mono<Optional<ReturnPolicy>> termsOf(LiveMarket market, String deliveryId) {
        return returns.sale(market.tenant(), deliveryId)
                .flatMap(sale -> {
                    Contract contract = market.contract(sale.contract());
                    return contract == null
                            ? termsOfThen(market.tenant(), sale)
                            : Mono.just(Optional.ofNullable(contract.returns()));
                })
                .defaultIfEmpty(Optional.empty());
    }

    private Mono<Optional<ReturnPolicy>> termsOfThen(String tenant, SaleView sale) {
        return marketDesk
                .inForceAt(tenant, sale.soldAt())
                .map(then -> Optional.ofNullable(then.contractById().get(sale.contract()))
                        .map(Contract::returns));
    }

    /** {@code GET /api/returns}. */
    public Mono<Answer> list(Principal principal, Call call) {
        LiveMarket market = market(principal);
        Query query = Query.of(call);
        String buyer = principal.buyer() == null ? query.text("buyer") : principal.buyer();
        String vendor = principal.vendor() == null ? query.text("vendor") : principal.vendor();
        String before = query.text("before");
        if (before != null && TypeId.parse(Ids.RETURN, before) == null) {
            throw Members.invalid("before", "the id of a return");
        }
        Returns.Filter filter = new Returns.Filter(query.constant("state", ReturnState.class), buyer, vendor, before);
        int limit = query.limit();
        return returns.list(principal.tenant(), filter, limit)
                .collectList()
                .map(found -> Answer.json(200, ReturnAnswers.list(found, limit, principal, market.keys())));
    }

    /** {@code GET /api/returns/{id}}. */
    public Mono<Answer> show(Principal principal, Call call) {
        LiveMarket market = market(principal);
        String id = returnId(call.segment(ID));
        return returns.byId(principal.tenant(), id)
                .flatMap(Mono::justOrEmpty)
                .filter(found -> principal.buyer() == null || found.buyer().equals(principal.buyer()))
                .filter(found -> principal.vendor() == null || found.vendor().equals(principal.vendor()))
                .map(found -> answer(found, principal, market))
                .switchIfEmpty(Mono.error(Refusal.of(404, Reason.RETURN_UNKNOWN)));
    }

    /** {@code POST /api/returns/{id}/decision}. */
    public Mono<Answer> decide(Principal principal, Call call) {
        LiveMarket market = market(principal);
        String id = returnId(call.segment(ID));
        Members members = Members.read(call, DECISION_MEMBERS);
        Instant now = clock.instant();
        return returns.judge(
                        principal.tenant(),
                        id,
                        verdict(members),
                        principal.keyId(),
                        members.text("note"),
                        now,
                        stands -> ReturnEvent.of(stands, now))
                .flatMap(judged -> switch (judged) {
                    case Returns.Judged.Decided(SaleReturn decided) ->
                        followed(market, decided).map(stands -> answer(stands, principal, market));
                    case Returns.Judged.Unchanged(SaleReturn decided) -> Mono.just(answer(decided, principal, market));
                    case Returns.Judged.Refused(Reason reason) ->
                        Mono.just(Answer.json(200, ReturnAnswers.refused(reason)));
                    case Returns.Judged.ReturnUnknown _ -> Mono.error(Refusal.of(404, Reason.RETURN_UNKNOWN));
                });
    }

    private static Verdict verdict(Members members) {
        return switch (members.requiredText("decision")) {
            case "approve" ->
                new Verdict.Approve(
                        members.amount("amount", ReturnClaim.WHOLE_PRICE),
                        members.basisPoints("clawback_percent", Verdict.Approve.BY_POLICY));
            case "deny" -> {
                // Whom money is refused is told why.
                members.reason("note");
                yield new Verdict.Deny();
            }
            default -> throw Members.invalid("decision", "approve or deny");
        };
    }

    /** Tells Redis what Postgres has: the buyer may spend its refund, and its cap has room again. */
    private Mono<SaleReturn> followed(LiveMarket market, SaleReturn stands) {
        if (stands.state() != ReturnState.APPROVED) {
            return Mono.just(stands);
        }
        return counters.addFunds(market.tenant(), stands.buyer(), stands.refundMicros())
                .then(stands.capGivenBack() ? release(market, stands) : Mono.empty())
                .thenReturn(stands);
    }

    private Mono<Void> release(LiveMarket market, SaleReturn stands) {
        return returns.soldDelivery(market.tenant(), stands.returnId())
                .flatMap(sold -> counters.release(SoldReservation.of(market.keys(), sold)))
                .onErrorResume(DecryptionException.class, failure -> {
                    LOG.atWarn()
                            .addKeyValue("return", stands.returnId())
                            .log(
                                    "The lead is not readable any more: its cap is given back when the counters are compared");
                    return Mono.empty();
                });
    }

    private static Answer answer(SaleReturn stands, Principal reader, LiveMarket market) {
        return Answer.json(200, ReturnAnswers.one(stands, reader, market.keys()));
    }

    private static String returnId(String text) {
        if (TypeId.parse(Ids.RETURN, text) == null) {
            throw Refusal.of(404, Reason.RETURN_UNKNOWN);
        }
        return text;
    }

    private LiveMarket market(Principal principal) {
        LiveMarket market = markets.of(principal.tenant());
        if (market == null) {
            throw Refusal.of(404, Reason.CAMPAIGN_UNKNOWN, "No market has been applied yet.");
        }
        return market;
    }
}
