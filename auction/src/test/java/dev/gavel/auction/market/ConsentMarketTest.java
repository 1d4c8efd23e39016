package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.auction.contract.EvidencePolicy;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.ConsentTerms;
import dev.gavel.auction.lead.ConsentTerms.Naming;
import dev.gavel.auction.lead.ConsentTerms.Part;
import dev.gavel.auction.lead.ConsentTerms.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What market and vertical files ask of a consent. */
class ConsentMarketTest {

    /** The campaign {@code pets}, whose vertical asks for much, with these settings of its gates. */
    private static String pets(String gates) {
        return Markets.good().replace("pets: {vertical: pets,", "pets: {vertical: pets, gates: {" + gates + "},");
    }

    private static ConsentTerms terms(Market market, String campaign) {
        return market.campaigns().get(campaign).gates().consent();
    }

    @Test
    void readsTheTermsOfAVertical() {
        ConsentTerms law =
                Markets.good(Markets.good()).campaigns().get("pets").vertical().consentTerms();

        assertThat(law)
                .isEqualTo(new ConsentTerms(
                        Duration.ofDays(90),
                        Naming.INDIVIDUALLY,
                        Proof.CERTIFICATE,
                        Set.of(Part.METHOD),
                        Set.of(Consent.Method.WEB_FORM, Consent.Method.CHAT, Consent.Method.PAPER),
                        false));
    }

    @Test
    void aCampaignMayAskForMore() {
        ConsentTerms terms = terms(
                Markets.good(pets("consent_max_age: 2h, named_sellers: individually, consent_proof: verified, "
                        + "consent_requires: [jornaya], consent_methods: [paper]")),
                "pets");

        assertThat(terms.maxAge()).isEqualTo(Duration.ofHours(2));
        assertThat(terms.naming()).isEqualTo(Naming.INDIVIDUALLY);
        assertThat(terms.proof()).isEqualTo(Proof.VERIFIED);
        assertThat(terms.parts()).containsExactlyInAnyOrder(Part.METHOD, Part.JORNAYA);
        assertThat(terms.methods()).containsExactly(Consent.Method.PAPER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "consent_max_age: 91d > consent_max_age > at least 90d",
                "named_sellers: false > named_sellers > at least individually",
                "certificate_required: false > certificate_required > at least certificate",
                "consent_proof: asserted > consent_proof > at least certificate",
                "'consent_methods: [web_form, phone_recording]' > consent_methods > 'some of chat, paper, web_form'",
                "'consent_proof: verified, certificate_required: true' > certificate_required > one of them",
                "named_sellers: partly > named_sellers > 'true, individually'",
                "'consent_methods: [telepathy]' > consent_methods[0] > unknown method",
                "'consent_requires: []' > consent_requires > empty list",
                "'consent_requires: [url]' > consent_requires[0] > unknown part",
                "consent_channels: most > consent_channels > unknown cover"
            })
    void itMayNotAskForLess(String gates, String path, String message) {
        List<Problem> problems = Markets.problems(Markets.read(pets(gates)));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("campaigns.pets.gates." + path);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void whoAsksForNothingGetsTheStricterOfUsageAndLaw() {
        Market market = Markets.good(Markets.good().replace("max_age: 90d", "max_age: 1d"));

        assertThat(terms(market, "pets").maxAge()).isEqualTo(Duration.ofDays(1));
        assertThat(terms(market, "pets").methods())
                .containsExactlyInAnyOrder(Consent.Method.WEB_FORM, Consent.Method.CHAT);
    }

    @Test
    void whereUsageAndLawShareNoMethodTheLawHolds() {
        Market market = Markets.good(Markets.good().replace("methods: [web_form, chat, paper]", "methods: [paper]"));

        assertThat(terms(market, "pets").methods()).containsExactly(Consent.Method.PAPER);
    }

    @Test
    void medicareNamesEachOrganisation() {
        Market market = Markets.good(
                Markets.good().replace("campaigns:\n", "campaigns:\n  medicare: {vertical: medicare, margin: none}\n"));

        assertThat(terms(market, "medicare").naming()).isEqualTo(Naming.INDIVIDUALLY);
        assertThat(Verticals.standard().get("medicare").consentTerms().maxAge()).isEqualTo(Duration.ofDays(365));
        assertThat(Verticals.standard().get("medicare").consentTerms().methods())
                .doesNotContain(Consent.Method.PHONE_RECORDING);
    }

    @Test
    void readsWhoVerifiesCertificates() {
        Market market = Markets.good(pets("evidence: {trustedform: required, jornaya: off, at: ping}"));

        CertificateVerifier jornaya = market.verifiers().get(CertificateIssuer.JORNAYA);
        assertThat(jornaya.url()).isEqualTo("https://api.leadid.com/SingleQuery");
        assertThat(jornaya.parameters()).containsEntry("lac", "${secret:LAC}");
        assertThat(jornaya.response().matched()).containsExactly("audit.data_integrity");
        assertThat(jornaya.response().matching()).containsExactly("7");
        assertThat(jornaya.response().outcome()).isEqualTo(CertificateVerifier.ResponseMapping.JORNAYA.outcome());
        assertThat(market.verifiers().get(CertificateIssuer.TRUSTEDFORM).retains())
                .isFalse();
        assertThat(market.atVersion(9).verifiers()).isEqualTo(market.verifiers());
        assertThat(market.campaigns().get("pets").gates().evidence())
                .isEqualTo(new EvidencePolicy(EvidencePolicy.Demand.REQUIRED, EvidencePolicy.Demand.OFF, true));
    }

    @Test
    void whatNobodyVerifiesCannotBeAskedFor() {
        String without = pets("evidence: {jornaya: required}").replaceAll("(?m)^  jornaya: .*\\n", "");

        assertThat(Markets.problems(Markets.read(without))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("campaigns.pets.gates.evidence.jornaya");
            assertThat(problem.message()).contains("needs certificate_verifiers.jornaya");
        });
    }

    @Test
    void readsABuyersNames() {
        Market market = Markets.good(Markets.good());

        assertThat(market.buyers().get("zen").aliases()).containsExactly("Zen Quotes", "ZenCover LLC");
        assertThat(market.buyers().get("yak").aliases()).isEmpty();
    }

    @Test
    void aChangeIsShown() {
        List<String> lines = MarketDiff.lines(MarketDiff.between(
                Markets.good(Markets.good()),
                Markets.good(pets("consent_proof: verified").replace("[Zen Quotes, ", "["))));

        assertThat(lines)
                .anySatisfy(line -> assertThat(line).contains("consent_proof", "certificate", "verified"))
                .anySatisfy(line -> assertThat(line).contains("aliases", "Zen Quotes"))
                .hasSize(2);
    }
}
