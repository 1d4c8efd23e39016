package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.HoldPolicy;
import dev.gavel.auction.reason.Reason;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a campaign holds for review, in the market file. */
class HoldMarketTest {

    private static String holding(String hold) {
        return Markets.good()
                .replace("gates: {consent_max_age: 12h,", "gates: {consent_max_age: 12h, hold: " + hold + ",");
    }

    @Test
    void readsWhatIsHeldAndForHowLongThePriceHolds() {
        HoldPolicy hold = Markets.good(holding("{reasons: [form_too_fast, ip_reputation_bad], price_holds: 30m}"))
                .campaigns()
                .get("auto")
                .gates()
                .hold();
        assertThat(hold)
                .isEqualTo(
                        new HoldPolicy(Set.of(Reason.FORM_TOO_FAST, Reason.IP_REPUTATION_BAD), Duration.ofMinutes(30)));
        assertThat(Markets.good(holding("{reasons: [form_too_fast]}"))
                        .campaigns()
                        .get("auto")
                        .gates()
                        .hold()
                        .priceHolds())
                .isNull();
        assertThat(Markets.good(Markets.good()).campaigns().get("auto").gates().hold())
                .isEqualTo(HoldPolicy.NONE);
    }

    @Test
    void whatTheLawDecidesIsNotHeld() {
        for (String reason : Set.of("dnc_listed", "suppressed", "consent_missing", "calling_hours_closed", "no_bid")) {
            assertThat(Markets.problems(Markets.read(holding("{reasons: [" + reason + "]}"))))
                    .as(reason)
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("reason that can be held", reason));
        }
        assertThatThrownBy(() -> new HoldPolicy(Set.of(Reason.DNC_LISTED), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePriceHoldsForAnHourAtMost() {
        assertThat(Markets.problems(Markets.read(holding("{reasons: [form_too_fast], price_holds: 61m}"))))
                .hasSize(1);
        assertThat(Markets.problems(Markets.read(holding("{price_holds: 5m}")))).hasSize(1);
    }
}
