package dev.gavel.bench.market;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.bench.load.Payload;
import dev.gavel.gates.Facts;
import dev.gavel.gates.GateRules;
import dev.gavel.gates.Gates;
import dev.gavel.gates.hours.HoursGate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the consumer of the pings lives. Whoever may be called depends on the time of day there, so that a comparison that has the gate of
 * calling hours on needs somebody for whom it is day.
 */
public record Consumer(String zip, String state) {

    private static final List<Consumer> PLACES = List.of(
            new Consumer("78701", "TX"),
            new Consumer("90001", "CA"),
            new Consumer("96813", "HI"),
            new Consumer("96910", "GU"),
            new Consumer("10001", "NY"),
            new Consumer("00901", "PR"));

    /** Somebody who may be called now and for {@code duration}; null when there is nobody. */
    public static @Nullable Consumer awakeFor(Duration duration, Instant now) {
        Gates gates = Gates.standard(GateRules.bundled());
        Campaign campaign = MarketYaml.read(MarketYaml.of(1, true)).campaigns().get(MarketYaml.CAMPAIGN);
        for (Consumer consumer : PLACES) {
            if (consumer.mayBeCalled(gates, campaign, now)
                    && consumer.mayBeCalled(gates, campaign, now.plus(duration))) {
                return consumer;
            }
        }
        return null;
    }

    /** Somebody, at whatever time. */
    public static Consumer anybody() {
        return PLACES.getFirst();
    }

    /** The body of a ping of about 1 KB, with placeholders for what varies. */
    public String ping() {
        return Payload.autoInsurancePing().replace("78701", zip).replace("\"TX\"", "\"" + state + "\"");
    }

    private boolean mayBeCalled(Gates gates, @Nullable Campaign campaign, Instant at) {
        Campaign of = Objects.requireNonNull(campaign);
        Lead lead = Lead.of(of.vertical()).set("zip", zip).set("state", state).build();
        Facts facts = Facts.of(Phase.PING, of, lead, null, at);
        return gates.all().stream()
                .filter(HoursGate.class::isInstance)
                .allMatch(gate -> gate.judge(facts).passes());
    }
}
