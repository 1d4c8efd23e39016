package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Screening.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatesTest {

    private static final Gates GATES = GateTables.GATES;
    private static final Screening ALL_LISTED = new Screening(Answer.YES, Answer.YES, Answer.YES);

    @Test
    void asksInAFixedOrder() {
        assertThat(GATES.all())
                .extracting(Gate::name)
                .containsExactly(
                        "fields",
                        "consent",
                        "source",
                        "privacy",
                        "vetting",
                        "hours",
                        "dnc",
                        "suppression",
                        "frequency",
                        "duplicates",
                        "evidence");
    }

    @Test
    void theFirstRefusalIsTheAnswer() {
        Facts facts = GateTables.passing();
        Facts withoutConsent = Facts.of(facts.phase(), facts.campaign(), facts.lead(), null, facts.now())
                .from(facts.vendor(), facts.source())
                .with(ALL_LISTED);
        assertThat(GATES.screenAll(withoutConsent).reason()).isEqualTo(Reason.CONSENT_MISSING);
        assertThat(GATES.screenAll(facts.with(ALL_LISTED)).reason()).isEqualTo(Reason.SUPPRESSED);
    }

    @Test
    void localGatesNeedNoLists() {
        assertThat(GATES.screenLocal(GateTables.passing().with(Screening.UNKNOWN)))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void localGatesRefuseALeadThatTheListsCouldNotLookUp() {
        Facts facts = GateTables.passing();
        Facts nobody = Facts.of(
                        facts.phase(),
                        facts.campaign(),
                        facts.lead().toBuilder().set("phone_hash", "").build(),
                        facts.consent(),
                        facts.now())
                .with(facts.dnc())
                .from(facts.vendor(), facts.source());
        assertThat(GATES.screenLocal(nobody)).isEqualTo(Verdict.unknown(Reason.IDENTITY_MISSING));
    }

    @Test
    void listsThatDidNotAnswerSellNothing() {
        assertThat(GATES.screenLists(GateTables.passing().with(Screening.UNKNOWN)))
                .isEqualTo(Verdict.unknown(Reason.SUPPRESSION_UNKNOWN));
        assertThat(GATES.screenLists(GateTables.passing().with(Screening.CLEAR)))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aBuyerThatIsNotNamedIsRefusedAndTheOthersAreNot() {
        Facts facts = withNamedSellers(GateTables.passing());
        assertThat(GATES.screenBuyer(facts.forBuyer(GateTables.buyer("Example Mutual"))))
                .isEqualTo(Verdict.PASS);
        assertThat(GATES.screenBuyer(facts.forBuyer(GateTables.buyer("Somebody Else")))
                        .reason())
                .isEqualTo(Reason.CONSENT_SELLER_NOT_NAMED);
    }

    @Test
    void aBuyerThatTakesNoConsumerTwiceIsRefusedOneThatItHadAndMustKnow() {
        Facts facts = GateTables.passing();
        Facts minds = facts.forBuyer(GateTables.buyer("Example Mutual", Duration.ofDays(30)));
        long hourAgo = facts.now().getEpochSecond() - 3_600;
        PriorSales sold = new PriorSales(true, List.of(new PriorSales.Leg("example", "buyer", hourAgo)));
        assertThat(GATES.screenBuyer(minds)).isEqualTo(Verdict.PASS);
        assertThat(GATES.screenBuyer(minds.with(Screening.CLEAR.with(sold))).reason())
                .isEqualTo(Reason.ALREADY_SOLD_TO_BUYER);
        assertThat(GATES.screenBuyer(minds.with(Screening.UNKNOWN)))
                .isEqualTo(Verdict.unknown(Reason.PRIOR_SALES_UNKNOWN));
        assertThat(GATES.screenBuyer(facts.with(Screening.UNKNOWN).forBuyer(GateTables.buyer("Example Mutual"))))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void saysInHowManyLegsAConsumerMayBeSold() {
        Facts texas = GateTables.passing();
        Facts florida = Facts.of(
                        texas.phase(),
                        texas.campaign(),
                        texas.lead().toBuilder()
                                .set("zip", "33139")
                                .set("state", "FL")
                                .build(),
                        texas.consent(),
                        texas.now())
                .with(Screening.CLEAR);
        long hourAgo = texas.now().getEpochSecond() - 3_600;
        PriorSales two = new PriorSales(
                true,
                List.of(new PriorSales.Leg("example", "a", hourAgo), new PriorSales.Leg("example", "b", hourAgo)));
        assertThat(GATES.contactLimit(texas)).isEqualTo(Integer.MAX_VALUE);
        assertThat(GATES.legsLeft(texas)).isEqualTo(Integer.MAX_VALUE);
        assertThat(GATES.contactLimit(florida)).isEqualTo(3);
        assertThat(GATES.legsLeft(florida)).isEqualTo(3);
        assertThat(GATES.legsLeft(florida.with(Screening.CLEAR.with(two)))).isEqualTo(1);
        assertThat(GATES.legsLeft(florida.with(Screening.UNKNOWN))).isZero();
    }

    @Test
    void theProviderIsAskedOnlyAboutANumber() {
        Facts facts = GateTables.passing();
        DncFacts withProvider = new DncFacts(DncRegister.NONE, true, false, DncScrub.NOT_ASKED);
        Facts numbered = Facts.of(
                        facts.phase(),
                        facts.campaign(),
                        facts.lead().toBuilder().set("phone", "+15125550100").build(),
                        facts.consent(),
                        facts.now())
                .from(facts.vendor(), facts.source());
        assertThat(GATES.needsDncScrub(facts.with(withProvider))).isFalse();
        assertThat(GATES.needsDncScrub(numbered.with(withProvider))).isTrue();
        assertThat(GATES.needsDncScrub(numbered.with(facts.dnc()))).isFalse();
        assertThat(GATES.screenLocal(numbered.with(withProvider)))
                .as("may be settled by asking")
                .isEqualTo(Verdict.PASS);
        assertThat(GATES.screenDnc(numbered.with(withProvider)))
                .isEqualTo(Verdict.unknown(Reason.DNC_PROVIDER_UNKNOWN));
    }

    @Test
    void judgingNoBuyerIsAMistake() {
        assertThatThrownBy(() -> GATES.screenBuyer(GateTables.passing())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void explainsWithEveryGateAndItsRules() {
        Facts facts = GateTables.passing();
        Facts allWrong = Facts.of(
                        facts.phase(),
                        facts.campaign(),
                        facts.lead().toBuilder()
                                .set("zip", "00001")
                                .set("vehicle_year", "")
                                .build(),
                        null,
                        facts.now())
                .from(facts.vendor(), facts.source())
                .with(ALL_LISTED);
        List<Finding> findings = GATES.explain(allWrong);
        assertThat(findings)
                .extracting(Finding::gate)
                .containsExactlyElementsOf(GATES.all().stream().map(Gate::name).toList());
        assertThat(findings)
                .extracting(Finding::ruleVersion)
                .containsExactlyElementsOf(
                        GATES.all().stream().map(Gate::ruleVersion).toList());
        assertThat(findings)
                .extracting(Finding::verdict)
                .contains(
                        Verdict.reject(Reason.FIELD_MISSING, "vehicle_year"),
                        Verdict.reject(Reason.CONSENT_MISSING),
                        Verdict.unknown(Reason.ZONE_UNKNOWN, "zip"),
                        Verdict.unknown(Reason.DNC_LIST_MISSING),
                        Verdict.reject(Reason.SUPPRESSED),
                        Verdict.reject(Reason.DUPLICATE));
        assertThat(GATES.explain(facts)).extracting(Finding::verdict).containsOnly(Verdict.PASS);
    }

    @Test
    void explainsWithoutListsWhatStandsAgainstTheLeadAlready() {
        Facts facts = GateTables.passing();
        assertThat(GATES.explainLocal(facts.with(Screening.UNKNOWN)))
                .isNotEmpty()
                .extracting(Finding::verdict)
                .containsOnly(Verdict.PASS);
        Facts nobody = Facts.of(
                        facts.phase(),
                        facts.campaign(),
                        facts.lead().toBuilder().set("phone_hash", "").build(),
                        facts.consent(),
                        facts.now())
                .from(facts.vendor(), facts.source());
        assertThat(GATES.explainLocal(nobody))
                .filteredOn(finding -> !finding.verdict().passes())
                .extracting(Finding::gate)
                .contains("suppression");
    }

    @Test
    void everyComplianceReasonIsOneGates() {
        List<Reason> bands = Arrays.stream(Reason.values())
                .filter(reason -> reason.code() < 2_900)
                .toList();
        assertThat(bands)
                .allSatisfy(reason ->
                        assertThat(GATES.gateOf(reason)).as(reason.text()).isNotNull());
        assertThat(GATES.gateOf(Reason.NO_BID)).isNull();
    }

    @Test
    void whatTheAwardScriptRefusesHasAGate() {
        assertThat(GATES.gateOf(Reason.SUPPRESSED).name()).isEqualTo("suppression");
        assertThat(GATES.gateOf(Reason.DUPLICATE).name()).isEqualTo("duplicates");
        assertThat(GATES.gateOf(Reason.VELOCITY_EXCEEDED).name()).isEqualTo("duplicates");
    }

    private static Facts withNamedSellers(Facts facts) {
        Campaign c = facts.campaign();
        GatePolicy named = c.gates().withNamedSellers(true);
        Campaign campaign = new Campaign(
                c.id(),
                c.vertical(),
                c.ranking(),
                c.pricing(),
                c.maxLegs(),
                c.reserveMicros(),
                c.margin(),
                c.bidTimeout(),
                c.postTimeout(),
                c.pingTtl(),
                c.seed(),
                named);
        return Facts.of(facts.phase(), campaign, facts.lead(), facts.consent(), facts.now())
                .from(facts.vendor(), facts.source())
                .with(facts.screening())
                .with(facts.dnc());
    }
}
