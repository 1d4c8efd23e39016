package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/gates/explain} and {@code GET /api/gates/leads/{id}}: what every gate says of a lead. A vendor's key sees its own leads
 * and nothing of the buyers; the tenant's key sees all.
 *
 * <p>Thread safety: any event loop.
 */
public final class ExplainApi {

    private static final String LEADS = "/api/gates/leads/";

    private final LiveMarkets markets;
    private final ExplainDesk desk;

    public ExplainApi(LiveMarkets markets, ExplainDesk desk) {
        this.markets = markets;
        this.desk = desk;
    }

    /** {@code POST /api/gates/explain?phase=post&at=...&vendor=...}: the body is a ping's or a post's, whole. */
    public Mono<Answer> submitted(Principal principal, Call call) {
        return desk.ofBody(market(principal), question(principal, call), call.body())
                .map(explanation -> Answer.json(200, explanation.json()));
    }

    /** {@code GET /api/gates/leads/{id}?at=...}: of a posted lead or an accepted ping. */
    public Mono<Answer> stored(Principal principal, Call call) {
        return desk.ofStored(market(principal), question(principal, call), call.pathAfter(LEADS))
                .map(explanation -> Answer.json(200, explanation.json()));
    }

    private LiveMarket market(Principal principal) {
        LiveMarket market = markets.of(principal.tenant());
        if (market == null) {
            throw Refusal.of(404, Reason.CAMPAIGN_UNKNOWN, "No market has been applied yet.");
        }
        return market;
    }

    private static ExplainDesk.Question question(Principal principal, Call call) {
        Map<String, List<String>> query = new QueryStringDecoder(call.query(), false).parameters();
        for (String name : query.keySet()) {
            if (!List.of("phase", "at", "vendor").contains(name)) {
                throw Refusal.of(422, Reason.VALUE_INVALID, "The query may have phase, at and vendor.");
            }
        }
        String vendor = value(query, "vendor");
        if (principal.vendor() != null && vendor != null && !vendor.equals(principal.vendor())) {
            throw Refusal.of(403, Reason.SCOPE_MISSING, "This is another vendor's key.");
        }
        return new ExplainDesk.Question(
                phase(value(query, "phase")),
                principal.vendor() == null ? vendor : principal.vendor(),
                moment(value(query, "at")),
                principal.vendor() == null);
    }

    private static @Nullable String value(Map<String, List<String>> query, String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? null : values.getLast();
    }

    private static Phase phase(@Nullable String text) {
        if (text == null) {
            return Phase.POST;
        }
        for (Phase phase : Phase.values()) {
            if (phase.name().toLowerCase(Locale.ROOT).equals(text)) {
                return phase;
            }
        }
        throw Refusal.of(422, Reason.VALUE_INVALID, "phase is ping or post.");
    }

    private static @Nullable Instant moment(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Instant moment = IsoTime.parse(text);
        if (moment == null) {
            throw Refusal.of(422, Reason.VALUE_INVALID, "at is not a time such as 2026-11-22T15:04:05Z.");
        }
        return moment;
    }
}
