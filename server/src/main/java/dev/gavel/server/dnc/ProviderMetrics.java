package dev.gavel.server.dnc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How asking a tenant's do-not-call provider ends: {@code gavel_dnc_provider_seconds} by outcome.
 *
 * <p>Thread safety: any thread.
 */
final class ProviderMetrics {

    /** How one question ended. */
    enum Outcome {
        ANSWERED,
        CACHED,
        TIMED_OUT,
        FAILED,
        HTTP_STATUS,
        UNREADABLE,
        NOT_CALLED
    }

    private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

    ProviderMetrics(MeterRegistry meters, String tenant) {
        for (Outcome outcome : Outcome.values()) {
            timers.put(
                    outcome,
                    Timer.builder("gavel.dnc.provider")
                            .tag("tenant", tenant)
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    void ended(Outcome outcome, long nanos) {
        Timer timer = timers.get(outcome);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
