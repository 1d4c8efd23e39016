package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.evidence.SimIssuer;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Certificates of consent on a running node: who is not confirmed is not sold, and what was confirmed can be found. */
class EvidenceIT {

    private static final String CERTIFICATE = "https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567";

    @RegisterExtension
    static final World WORLD = World.with("GAVEL_SECRET_SCRUB", "s3cret");

    private static Consumer certified(Marketplace market) {
        Map<String, Object> consent = Consumer.consentGiven(Instant.now().minusSeconds(60));
        consent.put("trustedform_cert_url", CERTIFICATE);
        return market.consumer().pinging("consent", consent);
    }

    private static Marketplace market(SimIssuer issuer, String evidence) {
        return WORLD.open(MarketText.auto(
                        "gates: {calling_hours: false, max_pings_per_hour: 1000, consent_proof: verified, evidence: "
                                + evidence + "}")
                .trustedForm(issuer.url())
                .buys("beacon"));
    }

    @Test
    void aRetainedCertificateSellsAndIsFound() {
        try (SimIssuer issuer = SimIssuer.start()) {
            Marketplace market = market(issuer, "{trustedform: required}");
            String key = market.newKey(null, Set.of("report"));
            await().until(() -> WORLD.node().get(key, "/api/gates/leads/none").code() == 404);
            Consumer consumer = certified(market);
            HttpAnswer ping = market.ping(consumer);
            assertThat(issuer.asked()).as("pings cost nothing").isEmpty();

            HttpAnswer post = market.post(ping, consumer);

            assertThat(post.status()).isEqualTo("sold");
            assertThat(issuer.asked()).hasSize(1);
            assertThat(issuer.authorizations()).containsOnly("Basic s3cret");
            String lead = post.at("/lead_id");
            String why = WORLD.node().get(key, "/api/gates/leads/" + lead).body();
            assertThat(why)
                    .contains("\"gate\":\"evidence\",\"verdict\":\"pass\"", "\"trustedform\":\"confirmed\"")
                    .contains(
                            "\"trustedform_match\":\"matched\"", "\"trustedform_kept_until\":\"2099-01-01T00:00:00Z\"")
                    .doesNotContain("0123456789abcdef0123456789abcdef01234567");
            assertThat(issuer.asked()).as("explaining asks nobody").hasSize(1);
            assertThat(WORLD.postgres()
                            .superuserQuery(
                                    "SELECT issuer || ' ' || outcome || ' ' || match FROM gavel.evidence WHERE tenant = '"
                                            + market.tenant() + "'"))
                    .containsExactly("TRUSTEDFORM CONFIRMED MATCHED");
        }
    }

    @Test
    void anIssuerThatDiesStopsTheSaleOfTheNextLead() {
        try (SimIssuer issuer = SimIssuer.start()) {
            Marketplace market = market(issuer, "{trustedform: required}");
            assertThat(market.full(certified(market)).status()).isEqualTo("sold");

            issuer.does(SimIssuer.Manner.HANGS);
            HttpAnswer hanging = market.full(certified(market));
            assertThat(hanging.reason()).isEqualTo("evidence_unknown");
            assertThat(hanging.at("/reason/field")).isEqualTo("consent.trustedform_cert_url");
            Consumer promised = certified(market);
            HttpAnswer ping = market.ping(promised);
            assertThat(ping.status()).isEqualTo("accepted");
            issuer.die();
            assertThat(market.post(ping, promised).reason()).isEqualTo("evidence_unknown");
            assertThat(market.buyer("beacon").posts()).hasSize(1);
        }
    }

    @Test
    void aCertificateOfAnotherOrOfNobodyIsNotSold() {
        try (SimIssuer issuer = SimIssuer.start()) {
            Marketplace market = market(issuer, "{trustedform: required}");
            issuer.answers("{\"outcome\": \"failure\", \"match_lead\": {\"result\": {\"success\": false}}}");
            assertThat(market.full(certified(market)).reason()).isEqualTo("evidence_mismatch");
            issuer.answers(404, "{\"outcome\": \"failure\", \"reason\": \"certificate not found\"}");
            assertThat(market.full(certified(market)).reason()).isEqualTo("evidence_refused");
            issuer.answers(SimIssuer.RETAINED.replace("quotes.example.com", "elsewhere.example.net"));
            assertThat(market.full(certified(market)).reason()).isEqualTo("evidence_page_mismatch");
            int before = issuer.asked().size();
            assertThat(market.full(market.consumer()).reason())
                    .as("an address that is not the issuer's is never called")
                    .isEqualTo("evidence_malformed");
            assertThat(issuer.asked()).hasSize(before);
            assertThat(market.buyer("beacon").posts()).isEmpty();
        }
    }

    @Test
    void aCampaignMayWantToKnowFromThePingOn() {
        try (SimIssuer issuer = SimIssuer.start()) {
            Marketplace market = market(issuer, "{trustedform: required, at: ping}");
            issuer.answers("{\"outcome\": \"failure\", \"reason\": \"expired\"}");
            assertThat(market.ping(certified(market)).reason()).isEqualTo("evidence_refused");
            issuer.does(SimIssuer.Manner.TALKS_HTML);
            assertThat(market.ping(certified(market)).reason()).isEqualTo("evidence_unknown");
            issuer.answers(SimIssuer.RETAINED);
            Consumer consumer = certified(market);
            HttpAnswer ping = market.ping(consumer);
            assertThat(ping.status()).isEqualTo("accepted");
            assertThat(issuer.asked()).last().asString().as("only looked at").doesNotContain("retain", "match_lead");
            assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        }
    }
}
