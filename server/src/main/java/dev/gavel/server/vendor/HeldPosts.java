package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.HeldLead;
import dev.gavel.persistence.postgres.HoldBook;
import dev.gavel.persistence.postgres.HoldDecision;
import dev.gavel.persistence.postgres.HoldEnd;
import dev.gavel.persistence.postgres.HoldState;
import dev.gavel.persistence.postgres.StoredLeads.StoredLead;
import dev.gavel.server.http.Json;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.ops.HoldMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/**
 * What becomes of posts that are held for review: sold as a post is, once a person has released them, or ended.
 *
 * <p>Thread safety: any thread. Doing the same twice, or on two nodes at once, sells once.
 */
public final class HeldPosts {

    private final HoldBook holds;
    private final PostFlow flow;
    private final PingSealer sealer;
    private final HoldMetrics metrics;
    private final FlowClock clock;

    HeldPosts(HoldBook holds, PostFlow flow, PingSealer sealer, HoldMetrics metrics, FlowClock clock) {
        this.holds = holds;
        this.flow = flow;
        this.sealer = sealer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Sells a lead that a person has released, if everything but the findings that it was held for passes now. Completes with its vendor's
     * answer; with an error, and the lead stays held, when something could not be asked or judged.
     */
    public Mono<byte[]> sell(LiveMarket market, HeldLead held, StoredLead stored) {
        LiveCampaign campaign = market.campaign(held.campaign());
        if (campaign == null) {
            HoldEnd withdrawn =
                    end(market.tenant(), held, HoldState.REFUSED, Reason.PROMISE_WITHDRAWN, null, clock.instant());
            return end(held, withdrawn).thenReturn(answer(held, Reason.PROMISE_WITHDRAWN));
        }
        return flow.release(post(market, campaign, held, stored));
    }

    private Post post(LiveMarket market, LiveCampaign campaign, HeldLead held, StoredLead stored) {
        Instant now = clock.instant();
        RememberedPing whole =
                sealer.openLead(market.keys(), held.leadId(), stored.sealed()).withClaims(market, now);
        Lead lead = lead(campaign, whole);
        HoldDecision decision = held.decision();
        TypeId pingId = TypeId.parse(IdSource.PING, held.pingId());
        if (decision == null || pingId == null) {
            throw new IllegalArgumentException("held: " + held.leadId() + " (expected: one that was released)");
        }
        Post post = new Post(
                market,
                campaign.campaign(),
                decision.with(),
                pingId,
                held.leadId(),
                whole,
                held.chosen().stream().mapToInt(Integer::intValue).toArray(),
                held.until().getEpochSecond(),
                // What the ping reserved may be lost with Redis: then it is reserved anew, while the price holds.
                false,
                lead,
                whole.consent(),
                ConsumerKeys.of(lead, market.keys()),
                now,
                Deadline.after(campaign.campaign().postTimeout().toNanos(), clock.nanoTime()));
        return post.releasedFrom(reasons(held));
    }

    private static Lead lead(LiveCampaign campaign, RememberedPing whole) {
        Vertical vertical = campaign.campaign().vertical();
        return LeadReader.read(Lead.of(vertical), vertical, new HashMap<>(whole.fields()))
                .lead();
    }

    /** The findings that a hold is for. */
    public static Set<Reason> reasons(HeldLead held) {
        return Stream.of(Reason.values())
                .filter(reason -> held.reasons().contains(reason.code()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends a hold that a person refused; completes with whether it was held until now. */
    public Mono<Boolean> refuse(LiveMarket market, HeldLead held, HoldDecision refusal) {
        return end(held, refusal(market.tenant(), held, refusal));
    }

    /** Ends a hold whose time is over; completes with whether it was held until now. */
    public Mono<Boolean> expire(LiveMarket market, HeldLead held) {
        return end(held, end(market.tenant(), held, HoldState.EXPIRED, Reason.HOLD_EXPIRED, null, clock.instant()));
    }

    private Mono<Boolean> end(HeldLead held, HoldEnd end) {
        return holds.end(end).doOnNext(ended -> {
            if (ended) {
                metrics.ended(held.campaign(), end.state());
            }
        });
    }

    /** How a hold ends that a person refused. */
    public static HoldEnd refusal(String tenant, HeldLead held, HoldDecision refusal) {
        return end(tenant, held, HoldState.REFUSED, Reason.HOLD_REFUSED, refusal, refusal.at());
    }

    private static HoldEnd end(
            String tenant, HeldLead held, HoldState state, Reason reason, @Nullable HoldDecision refusal, Instant at) {
        String event = event(held, "hold_ended", at, json -> {
            json.writeStringProperty("state", state.name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("reason", reason.code());
            if (refusal != null) {
                writeDecision(json, refusal);
            }
        });
        String answer = new String(answer(held, reason), StandardCharsets.UTF_8);
        return new HoldEnd(tenant, held.pingId(), state, reason, refusal, at, answer, event);
    }

    private static byte[] answer(HeldLead held, Reason reason) {
        return VendorAnswers.post(new PostOutcome.Rejected(held.pingId(), reason, null));
    }

    /** The event of a release: who waived what, and why. */
    public static String releasedEvent(HeldLead held, HoldDecision release) {
        return event(held, "hold_released", release.at(), json -> {
            json.writeArrayPropertyStart("released");
            held.reasons().forEach(json::writeNumber);
            json.writeEndArray();
            writeDecision(json, release);
        });
    }

    /** The event of somebody reading the consumer's data. */
    public static String readEvent(HeldLead held, String keyId, Instant at) {
        return event(held, "held_lead_read", at, json -> json.writeStringProperty("key", keyId));
    }

    private static void writeDecision(JsonGenerator json, HoldDecision decision) {
        json.writeStringProperty("by", decision.by());
        json.writeStringProperty("key", decision.with());
        json.writeStringProperty("why", decision.why());
    }

    private static String event(HeldLead held, String type, Instant at, Consumer<JsonGenerator> rest) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", type);
            json.writeStringProperty("at", at.toString());
            json.writeStringProperty("ping", held.pingId());
            json.writeStringProperty("lead", held.leadId());
            json.writeStringProperty("campaign", held.campaign());
            json.writeStringProperty("vendor", held.vendor());
            json.writeStringProperty("source", held.source());
            rest.accept(json);
        });
    }

    /** The lead itself, as JSON: fields and consent as the vendor sent them. For those who may read consumers' data. */
    public byte[] lead(LiveMarket market, StoredLead stored) {
        RememberedPing whole = sealer.openLead(market.keys(), stored.leadId(), stored.sealed());
        return Json.object(json -> {
            json.writeStringProperty("lead_id", stored.leadId());
            json.writeObjectPropertyStart("fields");
            new TreeMap<>(whole.fields()).forEach(json::writeStringProperty);
            json.writeEndObject();
            Consent consent = whole.consent();
            if (consent != null) {
                writeConsent(json, consent);
            }
        });
    }

    private static void writeConsent(JsonGenerator json, Consent consent) {
        json.writeObjectPropertyStart("consent");
        Json.writeNullable(json, "text", consent.text());
        Json.writeNullable(json, "url", consent.url());
        Json.writeNullable(json, "ip", consent.ip());
        Json.writeNullable(json, "user_agent", consent.userAgent());
        Json.writeNullable(json, "timestamp", text(consent.timestamp()));
        Json.writeNullable(json, "language", consent.language());
        Json.writeNullable(json, "trustedform_cert_url", consent.trustedFormCertUrl());
        Json.writeNullable(json, "jornaya_lead_id", consent.jornayaLeadId());
        Json.writeNullable(json, "form_started_at", text(consent.signals().formStartedAt()));
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null || moment.equals(Consent.Signals.UNREADABLE) ? null : moment.toString();
    }
}
