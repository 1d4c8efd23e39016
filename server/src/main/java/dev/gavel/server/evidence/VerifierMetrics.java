package dev.gavel.server.evidence;

import dev.gavel.auction.contract.CertificateIssuer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How asking an issuer of certificates ends: {@code gavel_certificate_verifier_seconds} by outcome.
 *
 * <p>Thread safety: any thread.
 */
final class VerifierMetrics {

    /** How one question ended. */
    enum Outcome {
        ANSWERED,
        CACHED,
        TIMED_OUT,
        FAILED,
        HTTP_STATUS,
        UNREADABLE,
        NOT_CALLED;

        /** As it is written in tags and explanations. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

    VerifierMetrics(MeterRegistry meters, String tenant, CertificateIssuer issuer) {
        for (Outcome outcome : Outcome.values()) {
            timers.put(
                    outcome,
                    Timer.builder("gavel.certificate.verifier")
                            .tag("tenant", tenant)
                            .tag("issuer", issuer.name().toLowerCase(Locale.ROOT))
                            .tag("outcome", outcome.text())
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
