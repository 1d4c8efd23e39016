package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

/** Leads at a steady rate, whether or not Gavel keeps up; each is pinged, and posted when accepted. See {@link Settings} and the module's README. */
public class SteadySimulation extends VendorSimulation {

    /** Sets the run up; Gatling starts it. */
    @SuppressWarnings("this-escape") // Gatling's way
    public SteadySimulation() {
        this(Settings.fromSystemProperties(100, 60));
    }

    @SuppressWarnings("this-escape") // Gatling's way
    SteadySimulation(Settings settings) {
        super(settings);
        double rate = settings.leadsPerSecond();
        setUp(pingAndPost(WARM_UP)
                        .injectOpen(rampUsersPerSec(0).to(rate).during(settings.warmUp()))
                        .andThen(pingAndPost("")
                                .injectOpen(constantUsersPerSec(rate).during(settings.measured()))))
                .protocols(protocol())
                .maxDuration(settings.warmUp().plus(settings.measured()).plus(LONGEST_POST))
                .assertions(
                        details("ping").failedRequests().count().is(0L),
                        details("post").failedRequests().count().is(0L),
                        details("ping").responseTime().percentile(95).lte(p95Millis()),
                        details("post").responseTime().percentile(95).lte(p95Millis()),
                        details("post").allRequests().count().gte((long) Math.ceil(
                                rate * settings.measured().toSeconds() * settings.leastAcceptedPercent() / 100)));
    }
}
