package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Contract;
import dev.gavel.server.buyer.DeliveryOutcome.Accepted;
import dev.gavel.server.buyer.sim.Received;
import dev.gavel.server.buyer.sim.SimBuyer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeliveriesTest {

    private final BuyerWorld world = new BuyerWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void deliversTheWholeLeadWithItsKey() throws Exception {
        SimBuyer sim = world.sim("acme");
        Contract contract = world.market("acme").getFirst();

        DeliveryOutcome outcome = world.deliver(contract, "dlv-1", Duration.ofSeconds(10));

        assertThat(outcome).isEqualTo(new Accepted("acme-lead-1", null));
        Received received = sim.posts().getFirst();
        assertThat(received.header("idempotency-key")).isEqualTo("dlv-1");
        assertThat(received.header("gavel-ping-id")).isEqualTo("ping_01test");
        assertThat(received.body())
                .isEqualTo(
                        "{\"lead_id\":\"lead_01test\",\"price\":\"31.50\",\"bid_id\":\"bid-7\",\"first_name\":\"Testina\","
                                + "\"phone\":\"+15125550100\",\"zip\":\"78701\",\"consent_text\":\"I agree\"}");
    }
}
