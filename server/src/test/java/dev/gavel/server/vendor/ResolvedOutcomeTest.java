package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.postgres.DeliveryStanding;
import dev.gavel.persistence.postgres.LegOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvedOutcomeTest {

    /** Its flow is over, and with it what it knew; the row of the lead knows. */
    @Test
    void aLegWithoutRoomIsNamedWhoeverResolvesTheOthers() {
        PostOutcome.Delivered outcome = ResolvedOutcome.of(
                "ping_1",
                "lead_1",
                List.of(),
                List.of(
                        new DeliveryStanding("leg_2", "delivery_2", LegOutcome.ACCEPTED, 2_000_000, false),
                        DeliveryStanding.withoutRoom("leg_1", 1_000_000)));

        assertThat(outcome.legs())
                .containsExactly(
                        new PostOutcome.Leg("leg_1", PostOutcome.LegState.REJECTED, 1_000_000, null),
                        new PostOutcome.Leg("leg_2", PostOutcome.LegState.SOLD, 2_000_000, null));
        assertThat(outcome.payoutMicros()).isEqualTo(2_000_000);
        assertThat(outcome.status()).isEqualTo("sold");
    }
}
