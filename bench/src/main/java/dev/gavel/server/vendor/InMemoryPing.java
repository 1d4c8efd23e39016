package dev.gavel.server.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.award.Award;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.award.StandingAuction;
import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.bench.market.Consumer;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.gates.DncFacts;
import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.server.access.Access;
import dev.gavel.server.access.KeyRing;
import dev.gavel.server.access.Principal;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The server's vendor API over a made-up market, with a ledger that is always there and never full: what a ping costs between the request and
 * the answer, without sockets and Redis. All gates are on. Shares the package of what it measures, which is not public.
 *
 * <p>Thread safety: confined to one thread.
 */
final class InMemoryPing {

    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");
    private static final int KEYS = 1_000;
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final byte[] body = Consumer.anybody()
            .ping()
            .replace("{n}", "0123456789abcdef")
            .replace("{now}", NOW.toString())
            .getBytes(UTF_8);
    private final Principal principal =
            new Principal(MarketYaml.TENANT, "key_bench", MarketYaml.VENDOR, Set.of(Scope.PING), false);
    private final Call call = new Call(
            "POST",
            "/api/ping",
            "",
            new DefaultHttpHeaders().set("Authorization", "Bearer " + key(KEYS / 2)),
            "127.0.0.1",
            body,
            "0".repeat(32),
            System.nanoTime());
    private final byte[] form = FormBody.of(body);
    private final Access access = new Access(keyRing());
    private final PingSealer sealer = new PingSealer();
    private final VendorApi api;
    private final LiveCampaign campaign;
    private final Vertical vertical;
    private final Ping ping;
    private final Asked asked;
    private final List<CapLedger.Option> options = new ArrayList<>();

    InMemoryPing(int contracts) {
        TenantKeys keys = TenantKeys.of(MarketYaml.TENANT, new TreeMap<>(Map.of(1, new byte[32])));
        LiveMarket market = LiveMarket.compile(MarketYaml.read(MarketYaml.of(contracts, true)), keys, NOW, null)
                .with(DncFacts.ACKNOWLEDGED);
        this.campaign = Objects.requireNonNull(market.campaign(MarketYaml.CAMPAIGN));
        this.vertical = campaign.campaign().vertical();
        this.api = BenchApi.over(market, new RoomyLedger(NOW.getEpochSecond() + 60), CLOCK);
        this.ping = ping(market);
        this.asked = Asked.of(standing(new StandingAuction()));
        for (int i = 0; i < asked.size(); i++) {
            Candidate candidate = asked.candidates().get(i);
            options.add(new CapLedger.Option(
                    candidate.bid().contract().mode(),
                    null,
                    candidate.payoutMicros(),
                    market.claimsAt(NOW)
                            .of(
                                    candidate.bid().contract(),
                                    MarketYaml.VENDOR,
                                    MarketYaml.SOURCE,
                                    candidate.priceMicros())));
        }
    }

    /** From the call to the answer. */
    Answer answer() {
        return Objects.requireNonNull(api.ping(principal, call).block());
    }

    /** From the body to the lead. */
    LeadReader.Reading decode() {
        Submission submission = CanonicalDialect.readJson(body);
        return LeadReader.read(Lead.of(vertical), vertical, submission.fields());
    }

    /** The same from a form. */
    LeadReader.Reading decodeForm() {
        Submission submission = CanonicalDialect.readForm(form);
        return LeadReader.read(Lead.of(vertical), vertical, submission.fields());
    }

    /** Whose key it is, of a thousand; without a rate limit, for time stands still here. */
    Principal authenticate() {
        return access.authenticate(call);
    }

    /** What the consumer is screened by. */
    List<String> consumerKeys() {
        return ConsumerKeys.of(ping.lead(), ping.market().keys());
    }

    /** Matched, ranked and priced. */
    Award standing(StandingAuction auction) {
        return auction.decide(
                campaign.book(),
                ping.lead(),
                ping.vendor(),
                ping.source(),
                ping.floorMicros(),
                ping.id().low());
    }

    /** The audit event's head. */
    byte[] event() {
        return PingEvent.decided(ping, asked, 17, "0123456789ab");
    }

    /** The sealed memory of the ping. */
    byte[] seal() {
        return sealer.seal(ping, asked, options);
    }

    private static String key(int number) {
        return "gvl_live_" + "0".repeat(28) + String.format(Locale.ROOT, "%04d", number);
    }

    private KeyRing keyRing() {
        List<KeyRing.Key> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(new KeyRing.Key(Sha256.hexOf(key(i)), principal, List.of(), 0, System.nanoTime()));
        }
        KeyRing ring = new KeyRing();
        ring.replace(keys);
        return ring;
    }

    private Ping ping(LiveMarket market) {
        Submission submission = CanonicalDialect.readJson(body);
        Lead lead = LeadReader.read(Lead.of(vertical), vertical, submission.fields())
                .lead();
        TypeId id = TypeId.at(IdSource.PING, NOW.toEpochMilli(), 1, 2);
        return new Ping(
                market,
                campaign,
                MarketYaml.VENDOR,
                MarketYaml.SOURCE,
                principal.keyId(),
                id,
                id.toString(),
                lead,
                submission.consent(),
                2_000_000,
                ConsumerKeys.of(lead, market.keys()),
                NOW,
                Deadline.after(1_000_000_000L, System.nanoTime()));
    }
}
