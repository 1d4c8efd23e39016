package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;

/** One tenant keeps its steady rate while another sends far more than its key may: the first must notice nothing. */
public class NoisySimulation extends VendorSimulation {

    private static final String NOISY = "noisy ";

    /** Sets the run up; Gatling starts it. */
    @SuppressWarnings("this-escape") // Gatling's way
    public NoisySimulation() {
        super(Settings.fromSystemProperties(10, 15));
        double rate = settings.leadsPerSecond();
        Duration all = settings.warmUp().plus(settings.measured());
        PopulationBuilder noise = pingOrShed(NOISY, settings.noisyApiKey())
                .injectOpen(constantUsersPerSec(Settings.own("noise", 150)).during(all));
        setUp(
                        pingAndPost(WARM_UP)
                                .injectOpen(rampUsersPerSec(0).to(rate).during(settings.warmUp()))
                                .andThen(pingAndPost("")
                                        .injectOpen(constantUsersPerSec(rate).during(settings.measured()))),
                        noise)
                .protocols(protocol())
                .maxDuration(all.plus(LONGEST_POST))
                .assertions(
                        details("ping").failedRequests().count().is(0L),
                        details("post").failedRequests().count().is(0L),
                        details(NOISY + "ping").failedRequests().count().is(0L),
                        details("ping").responseTime().percentile(95).lte(p95Millis()),
                        details("post").responseTime().percentile(95).lte(p95Millis()),
                        details(NOISY + "ping").allRequests().count().gte(1L));
    }
}
