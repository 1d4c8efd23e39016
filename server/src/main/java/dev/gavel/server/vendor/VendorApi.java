package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.access.Access;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.ops.PingMetrics;
import dev.gavel.server.ops.PostMetrics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a vendor calls: {@code /api/ping}, {@code /api/post}, {@code /api/full}, {@code /api/pings/{id}}. Turns a call into a ping or a post,
 * and an outcome into an answer; what lies between are {@link PingFlow} and {@link PostFlow}.
 *
 * <p>Thread safety: any event loop.
 */
public final class VendorApi {

    private static final int LONGEST_SOURCE = 128;

    private final LiveMarkets markets;
    private final Predicate<String> mustNotSell;
    private final PingFlow pingFlow;
    private final PostDesk postDesk;
    private final PingStatus pingStatus;
    private final IdSource ids;
    private final InstantSource clock;
    private final PingMetrics pingMetrics;
    private final PostMetrics postMetrics;

    VendorApi(
            LiveMarkets markets,
            Predicate<String> mustNotSell,
            PingFlow pingFlow,
            PostDesk postDesk,
            PingStatus pingStatus,
            IdSource ids,
            InstantSource clock,
            PingMetrics pingMetrics,
            PostMetrics postMetrics) {
        this.markets = markets;
        this.mustNotSell = mustNotSell;
        this.pingFlow = pingFlow;
        this.postDesk = postDesk;
        this.pingStatus = pingStatus;
        this.ids = ids;
        this.clock = clock;
        this.pingMetrics = pingMetrics;
        this.postMetrics = postMetrics;
    }

    /** {@code POST /api/ping}. */
    public Mono<Answer> ping(Principal principal, Call call) {
        Submission submission = CanonicalDialect.read(call);
        LiveMarket market = sellingMarket(principal);
        ReadPing read = readPing(principal, call, submission, market);
        return pingFlow.run(read.ping()).map(outcome -> {
            pingMetrics.answered(call.arrivedNanos());
            return Answer.json(200, VendorAnswers.ping(outcome, market.market().currency(), read.unknown()));
        });
    }

    /** {@code POST /api/post}. */
    public Mono<Answer> post(Principal principal, Call call) {
        Submission submission = CanonicalDialect.read(call);
        TypeId pingId = pingId(submission.pingId());
        return postDesk.post(sellingMarket(principal), principal, pingId, submission, call.arrivedNanos())
                .map(answer -> posted(call, answer));
    }

    /** {@code POST /api/full}: a ping, and when it is accepted at once its post. */
    public Mono<Answer> full(Principal principal, Call call) {
        Submission submission = CanonicalDialect.read(call);
        LiveMarket market = sellingMarket(principal);
        Submission pingPart =
                submission.pingPart(campaign(submission, market).campaign().vertical());
        ReadPing read = readPing(principal, call, pingPart, market);
        return pingFlow.run(read.ping()).flatMap(outcome -> switch (outcome) {
            case PingOutcome.Rejected rejected ->
                Mono.just(Answer.json(
                        200, VendorAnswers.ping(rejected, market.market().currency(), read.unknown())));
            case PingOutcome.Accepted _ ->
                postDesk.post(market, principal, read.ping().id(), submission, call.arrivedNanos())
                        .map(answer -> posted(call, answer));
        });
    }

    /** {@code GET /api/pings/{id}}. */
    public Mono<Answer> status(Principal principal, Call call) {
        TypeId pingId = pingId(call.pathAfter("/api/pings/"));
        return pingStatus.of(market(principal), Access.vendorOf(principal), pingId);
    }

    private Answer posted(Call call, byte[] answer) {
        postMetrics.answered(call.arrivedNanos());
        return Answer.json(200, answer);
    }

    private LiveMarket sellingMarket(Principal principal) {
        if (mustNotSell.test(principal.tenant())) {
            throw Refusal.unavailable(Reason.AUDIT_BACKLOG);
        }
        if (principal.test()) {
            // What a test key sends must never reach a buyer or a balance, and there is no test market yet.
            throw Refusal.of(403, Reason.SCOPE_MISSING, "Test keys cannot sell.");
        }
        return market(principal);
    }

    private LiveMarket market(Principal principal) {
        LiveMarket market = markets.of(principal.tenant());
        if (market == null) {
            throw Refusal.of(404, Reason.CAMPAIGN_UNKNOWN, "No market has been applied yet.");
        }
        return market;
    }

    private record ReadPing(Ping ping, List<String> unknown) {}

    private ReadPing readPing(Principal principal, Call call, Submission submission, LiveMarket market) {
        LiveCampaign campaign = campaign(submission, market);
        Vendor vendor = vendor(principal, market);
        String source = source(submission);
        if (!vendor.hasSource(source)) {
            throw Refusal.of(422, Reason.SOURCE_UNKNOWN);
        }
        LeadReader.Reading reading = LeadReader.read(
                Lead.of(campaign.campaign().vertical()), campaign.campaign().vertical(), submission.fields());
        Instant now = clock.instant();
        TypeId id = ids.next(IdSource.PING, now.toEpochMilli());
        Ping ping = new Ping(
                market,
                campaign,
                vendor.id(),
                source,
                principal.keyId(),
                id,
                id.toString(),
                reading.lead(),
                submission.consent(),
                Math.max(vendor.floorMicros(), floorMicros(submission.minPrice())),
                ConsumerKeys.of(reading.lead(), market.keys()),
                now,
                Deadline.after(campaign.campaign().bidTimeout().toNanos(), call.arrivedNanos()));
        pingMetrics.step(PingMetrics.Step.DECODE, call.arrivedNanos());
        return new ReadPing(ping, reading.unknown());
    }

    /** Where a vendor may name any source it is still a name: it becomes part of counters, rows and events. */
    private static String source(Submission submission) {
        String source = submission.source() == null ? "" : submission.source();
        boolean isName = source.length() <= LONGEST_SOURCE
                && source.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
        if (!isName) {
            throw Refusal.of(
                    422,
                    Reason.VALUE_INVALID,
                    "source is longer than " + LONGEST_SOURCE + " characters, or has some that are no text.");
        }
        return source;
    }

    private static LiveCampaign campaign(Submission submission, LiveMarket market) {
        LiveCampaign campaign = submission.campaign() == null ? null : market.campaign(submission.campaign());
        if (campaign == null) {
            throw Refusal.of(422, Reason.CAMPAIGN_UNKNOWN);
        }
        return campaign;
    }

    private static Vendor vendor(Principal principal, LiveMarket market) {
        Vendor vendor = market.market().vendors().get(Access.vendorOf(principal));
        if (vendor == null) {
            throw Refusal.of(403, Reason.SCOPE_MISSING, "The key's vendor is not in the current market.");
        }
        return vendor;
    }

    private static long floorMicros(@Nullable String minPrice) {
        if (minPrice == null) {
            return 0;
        }
        long micros = Money.parseMicros(minPrice);
        if (micros == Money.INVALID) {
            throw Refusal.of(422, Reason.VALUE_INVALID, "min_price is not an amount such as 10.00.");
        }
        return micros;
    }

    private static TypeId pingId(@Nullable String text) {
        TypeId id = TypeId.parse(IdSource.PING, text);
        if (id == null) {
            throw Refusal.of(404, Reason.PING_UNKNOWN);
        }
        return id;
    }
}
