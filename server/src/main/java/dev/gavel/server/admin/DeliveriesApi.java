package dev.gavel.server.admin;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.crypto.DecryptionException;
import dev.gavel.persistence.postgres.DeliveryDecisions;
import dev.gavel.persistence.postgres.DeliveryDecisions.Decided;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.Settlement;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.vendor.Resolution;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * {@code /api/deliveries}: those that no buyer answered for, and the operator's decision about them.
 *
 * <p>Thread safety: any event loop.
 */
public final class DeliveriesApi {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveriesApi.class);
    private static final int ID = 2;
    private static final Set<String> MEMBERS = Set.of("outcome", "reason");

    private final LiveMarkets markets;
    private final DeliveryDecisions decisions;
    private final CounterUpdates counters;
    private final InstantSource clock;

    public DeliveriesApi(
            LiveMarkets markets, DeliveryDecisions decisions, CounterUpdates counters, InstantSource clock) {
        this.markets = markets;
        this.decisions = decisions;
        this.counters = counters;
        this.clock = clock;
    }

    private enum State {
        /** Nobody knows whether the buyer took the lead. */
        UNRESOLVED,
        /** It was decided, and the buyer said the contrary afterwards. */
        CONTRADICTED
    }

    /** {@code GET /api/deliveries}. */
    public Mono<Answer> list(Principal principal, Call call) {
        Query query = Query.of(call);
        State state = query.constant("state", State.class);
        int limit = query.limit();
        return switch (state == null ? State.UNRESOLVED : state) {
            case UNRESOLVED ->
                decisions
                        .unresolved(principal.tenant(), query.text("buyer"), limit)
                        .collectList()
                        .map(found -> Answer.json(200, DeliveryAnswers.unresolved(found, clock.instant())));
            case CONTRADICTED ->
                decisions
                        .contradicted(principal.tenant(), limit)
                        .collectList()
                        .map(found -> Answer.json(200, DeliveryAnswers.decisions(found)));
        };
    }

    /** {@code POST /api/deliveries/{id}/decision}. */
    public Mono<Answer> decide(Principal principal, Call call) {
        String deliveryId = call.segment(ID);
        if (TypeId.parse(Ids.DELIVERY, deliveryId) == null) {
            throw Refusal.of(404, Reason.DELIVERY_UNKNOWN);
        }
        Members members = Members.read(call, MEMBERS);
        LegOutcome outcome = outcome(members);
        String reason = members.reason("reason");
        return decisions
                .open(principal.tenant(), deliveryId)
                .flatMap(open -> decide(principal, open, outcome, reason))
                .switchIfEmpty(Mono.defer(() -> notOpen(principal, deliveryId, outcome)));
    }

    private static LegOutcome outcome(Members members) {
        return switch (members.requiredText("outcome")) {
            case "accepted" -> LegOutcome.ACCEPTED;
            case "rejected" -> LegOutcome.REJECTED;
            default -> throw Members.invalid("outcome", "accepted or rejected");
        };
    }

    private Mono<Answer> decide(Principal principal, OpenDelivery open, LegOutcome outcome, String reason) {
        Settlement settlement = DeliveryVerdict.settlement(open, outcome, principal.keyId(), clock.instant());
        return decisions.decide(settlement, reason, principal.keyId()).flatMap(decided -> switch (decided) {
            case Decided.Done _ -> released(open, outcome).thenReturn(answer(open.deliveryId(), outcome));
            case Decided.DoneBefore _ -> Mono.just(answer(open.deliveryId(), outcome));
            case Decided.NotOpen _ -> Mono.error(Refusal.of(409, Reason.DELIVERY_NOT_OPEN));
        });
    }

    /** The same decision again is answered as before. */
    private Mono<Answer> notOpen(Principal principal, String deliveryId, LegOutcome outcome) {
        return decisions
                .byId(principal.tenant(), deliveryId)
                .flatMap(earlier -> earlier.filter(decision -> decision.outcome() == outcome)
                        .map(_ -> Mono.just(answer(deliveryId, outcome)))
                        .orElseGet(() -> Mono.error(Refusal.of(409, Reason.DELIVERY_NOT_OPEN))));
    }

    private Mono<Void> released(OpenDelivery open, LegOutcome outcome) {
        LiveMarket market = markets.of(open.tenant());
        if (outcome != LegOutcome.REJECTED || market == null) {
            return Mono.empty();
        }
        LiveCampaign live = market.campaign(open.campaign());
        Campaign campaign = live == null ? null : live.campaign();
        try {
            return counters.release(Resolution.reservation(market.keys(), campaign, open));
        } catch (DecryptionException e) {
            LOG.atWarn()
                    .addKeyValue("delivery", open.deliveryId())
                    .log("The lead is not readable any more: its cap is given back when the counters are compared");
            return Mono.empty();
        }
    }

    private static Answer answer(String deliveryId, LegOutcome outcome) {
        return Answer.json(200, Json.object(json -> {
            json.writeStringProperty("status", outcome.name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("delivery_id", deliveryId);
        }));
    }
}
