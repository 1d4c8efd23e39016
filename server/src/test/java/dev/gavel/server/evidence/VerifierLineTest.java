package dev.gavel.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.auction.contract.CertificateVerifier.ResponseMapping;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.market.Verticals;
import dev.gavel.auction.money.Margin;
import dev.gavel.gates.CertificateCheck;
import dev.gavel.gates.CertificateCheck.Match;
import dev.gavel.gates.CertificateCheck.Outcome;
import dev.gavel.gates.Facts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.LoopResources;

class VerifierLineTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC);
    private static final Vertical AUTO = Verticals.standard().get("auto-insurance");

    private static LoopResources loops;

    private final SimIssuer issuer = SimIssuer.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private VerifierLine line = trustedForm("2s", "0s");

    @BeforeAll
    static void start() {
        loops = LoopResources.create("evidence-test", 1, true);
    }

    @AfterAll
    static void stop() {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }

    @AfterEach
    void close() {
        line.close();
        issuer.close();
    }

    private VerifierLine trustedForm(String timeout, String cache) {
        return line(new CertificateVerifier(
                CertificateIssuer.TRUSTEDFORM,
                issuer.url(),
                Map.of("Authorization", "Basic ${secret:KEY}"),
                Map.of(),
                ResponseMapping.TRUSTEDFORM,
                Duration.parse("PT" + timeout),
                10,
                1_000,
                Duration.parse("PT" + cache),
                true));
    }

    private VerifierLine jornaya() {
        return line(new CertificateVerifier(
                CertificateIssuer.JORNAYA,
                issuer.url() + "/SingleQuery",
                Map.of(),
                Map.of("lac", "${secret:KEY}", "lpc", "acme"),
                ResponseMapping.JORNAYA,
                Duration.ofSeconds(2),
                10,
                1_000,
                Duration.ZERO,
                false));
    }

    private VerifierLine line(CertificateVerifier verifier) {
        return new VerifierLine(
                "demo",
                verifier,
                loops,
                Map.of("KEY", "s3cret")::get,
                new VerifierMetrics(meters, "demo", verifier.issuer()),
                CLOCK);
    }

    private static Facts facts(Phase phase) {
        Campaign campaign = new Campaign(
                "auto",
                AUTO,
                Campaign.Ranking.HIGHEST_PRICE,
                new Campaign.Pricing.FirstPrice(),
                1,
                0,
                Margin.NONE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                GatePolicy.STANDARD);
        Lead lead = Lead.of(AUTO)
                .set("phone", "+15125550100")
                .set("email", "Testina@Example.com")
                .build();
        return Facts.of(phase, campaign, lead, null, CLOCK.instant());
    }

    private CertificateCheck ask() {
        return ask(Phase.POST, "key");
    }

    private CertificateCheck ask(Phase phase, String key) {
        return line.ask("0123abc", facts(phase), "lead_1", key).block(Duration.ofSeconds(20));
    }

    private long ended(String outcome) {
        return meters.get("gavel.certificate.verifier")
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void aCertificateIsMatchedAndKept() {
        assertThat(ask())
                .isEqualTo(new CertificateCheck(
                        Outcome.CONFIRMED,
                        Match.MATCHED,
                        "",
                        null,
                        Instant.parse("2099-01-01T00:00:00Z"),
                        "quotes.example.com"));
        assertThat(issuer.paths()).containsExactly("/0123abc");
        assertThat(issuer.authorizations()).containsExactly("Basic s3cret");
        assertThat(issuer.asked())
                .singleElement()
                .asString()
                .contains("\"retain\":{\"reference\":\"lead_1\"", "\"match_lead\"")
                .as("hashes, nothing that reaches the consumer")
                .doesNotContain("5125550100", "estina@");
    }

    @Test
    void atThePingACertificateIsOnlyLookedAt() {
        issuer.answers(
                "{\"outcome\": \"success\", \"insights\": {\"properties\": {\"created_at\": \"2026-11-22T17:00:00Z\"}}}");

        assertThat(ask(Phase.PING, "key"))
                .isEqualTo(new CertificateCheck(
                        Outcome.CONFIRMED, Match.NOT_SAID, "", Instant.parse("2026-11-22T17:00:00Z"), null, null));
        assertThat(issuer.asked()).singleElement().asString().doesNotContain("retain", "match_lead");
    }

    @Test
    void aCertificateThatIsNotKeptProvesNothing() {
        issuer.answers("{\"outcome\": \"success\", \"match_lead\": {\"result\": {\"success\": true}}}");

        assertThat(ask()).isEqualTo(CertificateCheck.unknown("not_retained"));
    }

    @Test
    void aCertificateOfAnotherIsTold() {
        issuer.answers("{\"outcome\": \"failure\", \"reason\": \"jane@example.com does not match\","
                + " \"match_lead\": {\"result\": {\"success\": false}}}");

        assertThat(ask()).isEqualTo(new CertificateCheck(Outcome.REFUSED, Match.NOT_MATCHED, "", null, null, null));
    }

    @Test
    void aCertificateThatIsNotThereIsRefused() {
        issuer.answers(404, "{\"outcome\": \"failure\", \"reason\": \"Certificate expired or could not be found\"}");

        assertThat(ask()).isEqualTo(new CertificateCheck(Outcome.REFUSED, Match.NOT_SAID, "expired", null, null, null));
        issuer.answers(404, SimIssuer.RETAINED);
        assertThat(ask().outcome()).as("success is not believed with 404").isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"outcome\": \"error\", \"reason\": \"busy\"}",
                "{\"outcome\": null}",
                "{\"outcome\": {\"success\": true}}",
                "{\"outcome\": \"success\", \"outcome\": \"success\"}",
                "{\"outcome\": \"success\", \"retain\": {\"results\": {\"expires_at\": \"soon\"}}}",
                "{\"outcome\": \"success\", \"retain\": {\"results\": {\"expires_at\": \"2099-01-01T00:00:00Z\"}},"
                        + " \"insights\": {\"properties\": {\"created_at\": \"+1000000000-01-01T00:00:00Z\"}}}",
                "{\"outcome\": \"success\", \"retain\": {\"results\": {\"expires_at\": \"2099-01-01T00:00:00Z\"}},"
                        + " \"insights\": {\"properties\": {\"page_url\": \"a page\"}}}",
                "{\"outcome\": \"success\""
            })
    void doesNotGuessWhatAnAnswerMeans(String answer) {
        issuer.answers(answer);

        assertThat(ask()).isEqualTo(CertificateCheck.unknown("unreadable"));
        assertThat(ended("unreadable")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWERS")
    void whateverAnIssuerDoesInsteadOfAnsweringProvesNothing(SimIssuer.Manner manner) {
        line.close();
        line = trustedForm("0.5s", "1h");
        issuer.does(manner);

        assertThat(ask().outcome()).isEqualTo(Outcome.UNKNOWN);
        issuer.does(SimIssuer.Manner.ANSWERS);
        assertThat(ask().outcome()).as("not kept").isEqualTo(Outcome.CONFIRMED);
        assertThat(issuer.paths()).as("a redirect is not followed").doesNotContain("/elsewhere");
    }

    @Test
    void anIssuerThatIsGoneProvesNothing() {
        issuer.close();

        assertThat(ask()).isEqualTo(CertificateCheck.unknown("failed"));
    }

    @Test
    void anIssuerThatKeepsFailingIsLeftAloneForAWhile() {
        issuer.does(SimIssuer.Manner.FAILS);
        for (int i = 0; i < 40; i++) {
            assertThat(ask().outcome()).isEqualTo(Outcome.UNKNOWN);
        }

        assertThat(ended("not_called")).isPositive();
        assertThat(issuer.asked()).hasSizeLessThan(40);
    }

    @Test
    void anAnswerIsUsedAgainForTheSameConsumer() {
        line.close();
        line = trustedForm("2s", "1h");
        CertificateCheck first = ask();
        issuer.does(SimIssuer.Manner.FAILS);

        assertThat(ask()).isEqualTo(first);
        assertThat(ask(Phase.POST, "other").outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(issuer.asked()).hasSize(2);
    }

    @Test
    void aLeadiDIsAuditedWithTheConsumer() {
        line.close();
        line = jornaya();
        issuer.answers("{\"audit\": {\"authentic\": 1, \"data_integrity_rule\": 1, \"token\": \"x\"}}");

        assertThat(ask()).isEqualTo(new CertificateCheck(Outcome.CONFIRMED, Match.MATCHED, "", null, null, null));
        assertThat(issuer.paths()).as("nothing of the consumer in the address").containsExactly("/SingleQuery");
        assertThat(issuer.asked())
                .singleElement()
                .asString()
                .contains("lac=s3cret", "lpc=acme", "id=0123abc", "recordid=lead_1", "phone1%3B5125550100");
    }

    @Test
    void aLeadiDThatWasAskedTooOftenIsNotRefused() {
        line.close();
        line = jornaya();
        issuer.answers("{\"audit\": {\"authentic\": 0, \"reason\": 2}}");
        assertThat(ask()).isEqualTo(CertificateCheck.unknown("inconclusive"));

        issuer.answers("{\"audit\": {\"authentic\": 0, \"reason\": 3}}");
        assertThat(ask())
                .isEqualTo(new CertificateCheck(Outcome.REFUSED, Match.NOT_SAID, "reason_3", null, null, null));
    }

    @Test
    void aSecretThatDoesNotExistIsTold() {
        CertificateVerifier verifier = new CertificateVerifier(
                CertificateIssuer.JORNAYA,
                issuer.url(),
                Map.of(),
                Map.of("lak", "${secret:OTHER}"),
                ResponseMapping.JORNAYA,
                Duration.ofSeconds(1),
                1,
                1,
                Duration.ZERO,
                false);

        assertThatThrownBy(() -> line(verifier))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OTHER");
    }
}
