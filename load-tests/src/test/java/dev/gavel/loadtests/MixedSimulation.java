package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

/** Ten pings for each post, as vendors' traffic is. */
public class MixedSimulation extends VendorSimulation {

    private static final int PINGS_FOR_A_POST = 10;

    /** Sets the run up; Gatling starts it. */
    public MixedSimulation() {
        this(Settings.fromSystemProperties(200, 20));
    }

    @SuppressWarnings("this-escape") // Gatling's way
    MixedSimulation(Settings settings) {
        super(settings);
        double rate = settings.leadsPerSecond();
        setUp(pingAndPostOneIn(PINGS_FOR_A_POST, WARM_UP)
                        .injectOpen(rampUsersPerSec(0).to(rate).during(settings.warmUp()))
                        .andThen(pingAndPostOneIn(PINGS_FOR_A_POST, "")
                                .injectOpen(constantUsersPerSec(rate).during(settings.measured()))))
                .protocols(protocol())
                .maxDuration(settings.warmUp().plus(settings.measured()).plus(LONGEST_POST))
                .assertions(
                        details("ping").failedRequests().count().is(0L),
                        details("post").failedRequests().count().is(0L),
                        details("ping").responseTime().percentile(95).lte(p95Millis()),
                        details("post").responseTime().percentile(95).lte(p95Millis()),
                        details("post").allRequests().count().gte(1L));
    }
}
