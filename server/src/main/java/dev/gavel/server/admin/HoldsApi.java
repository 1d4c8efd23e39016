package dev.gavel.server.admin;

import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.HeldLead;
import dev.gavel.persistence.postgres.HoldDecision;
import dev.gavel.persistence.postgres.HoldState;
import dev.gavel.persistence.postgres.Holds;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.StoredLeads;
import dev.gavel.persistence.postgres.StoredLeads.StoredLead;
import dev.gavel.server.access.Principal;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.vendor.HeldPosts;
import dev.gavel.server.vendor.HoldUpkeep;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * {@code /api/holds}: leads that are held for review, and what a person decides about them. For the tenant's own keys; the consumer's data
 * only for those with the scope {@code consumer_data}, and each reading is an event.
 *
 * <p>Thread safety: any event loop.
 */
public final class HoldsApi {

    private static final int ID = 2;
    private static final Set<String> MEMBERS = Set.of("decision", "by", "reason");

    private final LiveMarkets markets;
    private final Holds holds;
    private final StoredLeads leads;
    private final HeldPosts posts;
    private final InstantSource clock;

    public HoldsApi(LiveMarkets markets, Holds holds, StoredLeads leads, HeldPosts posts, InstantSource clock) {
        this.markets = markets;
        this.holds = holds;
        this.leads = leads;
        this.posts = posts;
        this.clock = clock;
    }

    /** {@code GET /api/holds}. */
    public Mono<Answer> list(Principal principal, Call call) {
        Query query = Query.of(call);
        String before = query.text("before");
        if (before != null && TypeId.parse(Ids.LEAD, before) == null) {
            throw Members.invalid("before", "the id of a lead");
        }
        int limit = query.limit();
        return holds.list(
                        principal.tenant(),
                        query.constant("state", HoldState.class),
                        query.text("campaign"),
                        before,
                        limit)
                .map(found -> Answer.json(200, HoldAnswers.list(found, limit)));
    }

    /** {@code GET /api/holds/{lead_id}}. */
    public Mono<Answer> show(Principal principal, Call call) {
        return hold(principal, call).map(held -> Answer.json(200, HoldAnswers.one(held)));
    }

    /** {@code GET /api/holds/{lead_id}/lead}. */
    public Mono<Answer> lead(Principal principal, Call call) {
        if (!principal.scopes().contains(Scope.CONSUMER_DATA)) {
            throw Refusal.of(403, Reason.SCOPE_MISSING, "This needs the scope consumer_data.");
        }
        LiveMarket market = market(principal);
        return hold(principal, call)
                .flatMap(held -> stored(principal, held)
                        .flatMap(stored -> holds.note(
                                        principal.tenant(),
                                        HeldPosts.readEvent(held, principal.keyId(), clock.instant()))
                                .then(Mono.fromSupplier(() -> Answer.json(200, posts.lead(market, stored))))));
    }

    /** {@code POST /api/holds/{lead_id}/decision}. */
    public Mono<Answer> decide(Principal principal, Call call) {
        LiveMarket market = market(principal);
        Members members = Members.read(call, MEMBERS);
        HoldDecision decision = new HoldDecision(
                kind(members),
                members.requiredText("by"),
                principal.keyId(),
                members.reason("reason"),
                clock.instant());
        return hold(principal, call).flatMap(held -> switch (decision.kind()) {
            case RELEASE -> release(principal, market, held, decision);
            case REFUSE -> refuse(principal, market, held, decision);
        });
    }

    private static HoldDecision.Kind kind(Members members) {
        return switch (members.requiredText("decision")) {
            case "release" -> HoldDecision.Kind.RELEASE;
            case "refuse" -> HoldDecision.Kind.REFUSE;
            default -> throw Members.invalid("decision", "release or refuse");
        };
    }

    private Mono<Answer> refuse(Principal principal, LiveMarket market, HeldLead held, HoldDecision decision) {
        return posts.refuse(market, held, decision)
                .flatMap(refused -> again(principal, held))
                .flatMap(now -> now.decision() != null && now.decision().kind() == HoldDecision.Kind.REFUSE
                        ? Mono.just(Answer.json(200, HoldAnswers.one(now)))
                        : Mono.error(Refusal.of(409, Reason.HOLD_ENDED)));
    }

    /** Once it is written down that the lead is released, it is sold, now or as soon as everything can be asked. */
    private Mono<Answer> release(Principal principal, LiveMarket market, HeldLead held, HoldDecision decision) {
        Instant dueAt = decision.at().plus(HoldUpkeep.LEASE);
        return holds.release(
                        principal.tenant(),
                        held.pingId(),
                        decision,
                        dueAt.isBefore(held.until()) ? dueAt : held.until(),
                        HeldPosts.releasedEvent(held, decision))
                .flatMap(_ -> again(principal, held))
                .flatMap(now -> {
                    if (!now.isReleased()) {
                        return Mono.error(Refusal.of(409, Reason.HOLD_ENDED));
                    }
                    return now.state() == HoldState.HELD && now.until().isAfter(clock.instant())
                            ? sell(principal, market, now)
                            : Mono.just(Answer.json(200, HoldAnswers.one(now)));
                });
    }

    private Mono<Answer> sell(Principal principal, LiveMarket market, HeldLead released) {
        return stored(principal, released)
                .flatMap(stored -> posts.sell(market, released, stored))
                .flatMap(answer ->
                        again(principal, released).map(now -> Answer.json(200, HoldAnswers.sold(now, answer))));
    }

    private Mono<HeldLead> again(Principal principal, HeldLead held) {
        return holds.byLead(principal.tenant(), held.leadId()).flatMap(Mono::justOrEmpty);
    }

    private Mono<HeldLead> hold(Principal principal, Call call) {
        String leadId = call.segment(ID);
        if (TypeId.parse(Ids.LEAD, leadId) == null) {
            throw Refusal.of(404, Reason.HOLD_UNKNOWN);
        }
        return holds.byLead(principal.tenant(), leadId)
                .flatMap(Mono::justOrEmpty)
                .switchIfEmpty(Mono.error(() -> Refusal.of(404, Reason.HOLD_UNKNOWN)));
    }

    private Mono<StoredLead> stored(Principal principal, HeldLead held) {
        TypeId leadId = TypeId.parse(Ids.LEAD, held.leadId());
        return Mono.justOrEmpty(leadId)
                .flatMap(id -> leads.byLead(principal.tenant(), id))
                .flatMap(Mono::justOrEmpty)
                .switchIfEmpty(Mono.error(() -> Refusal.of(404, Reason.HOLD_UNKNOWN)));
    }

    private LiveMarket market(Principal principal) {
        LiveMarket market = markets.of(principal.tenant());
        if (market == null) {
            throw Refusal.of(404, Reason.CAMPAIGN_UNKNOWN, "No market has been applied yet.");
        }
        return market;
    }
}
