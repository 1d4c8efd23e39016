package dev.gavel.server.ops;

import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Gates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the gates refuse: {@code gavel_gate_refusals_total} by gate, reason and phase. Who found it out does not matter: what the award
 * script refuses on a gate's behalf counts as that gate's.
 *
 * <p>Thread safety: any thread; counting allocates nothing once a reason was seen.
 */
public final class GateMetrics {

    private final MeterRegistry registry;
    private final Gates gates;
    private final Map<Phase, ConcurrentHashMap<Reason, Counter>> phaseToCounters = new EnumMap<>(Phase.class);

    public GateMetrics(MeterRegistry registry, Gates gates) {
        this.registry = registry;
        this.gates = gates;
        for (Phase phase : Phase.values()) {
            phaseToCounters.put(phase, new ConcurrentHashMap<>());
        }
    }

    /** Counts a refusal, when the reason is a gate's. */
    public void refused(Phase phase, Reason reason) {
        Gate gate = gates.gateOf(reason);
        @Nullable ConcurrentHashMap<Reason, Counter> counters = phaseToCounters.get(phase);
        if (gate != null && counters != null) {
            Counter known = counters.get(reason);
            Counter counter =
                    known != null ? known : counters.computeIfAbsent(reason, _ -> counter(gate, phase, reason));
            counter.increment();
        }
    }

    private Counter counter(Gate gate, Phase phase, Reason reason) {
        return Counter.builder("gavel.gate.refusals")
                .tag("gate", gate.name())
                .tag("reason", reason.text())
                .tag("phase", phase.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
