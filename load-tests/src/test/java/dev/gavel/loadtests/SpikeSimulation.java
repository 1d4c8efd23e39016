package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;

/** Ten times the rate for some seconds: Gavel may shed then, must answer rightly throughout, and afterwards be as quick as before. */
public class SpikeSimulation extends VendorSimulation {

    private static final int SPIKE_TIMES = 10;
    private static final String AFTER = "after ";

    /** Sets the run up; Gatling starts it. */
    @SuppressWarnings("this-escape") // Gatling's way
    public SpikeSimulation() {
        super(Settings.fromSystemProperties(50, 15));
        double rate = settings.leadsPerSecond();
        Duration third = settings.measured().dividedBy(3);
        PopulationBuilder after = pingOrShed(AFTER, settings.apiKey())
                .injectOpen(constantUsersPerSec(rate).during(third));
        PopulationBuilder settling = pingOrShed("settling ", settings.apiKey())
                .injectOpen(constantUsersPerSec(rate).during(Settings.own("settling", 5)));
        PopulationBuilder spike = pingOrShed("spike ", settings.apiKey())
                .injectOpen(constantUsersPerSec(rate * SPIKE_TIMES).during(third));
        PopulationBuilder before = pingOrShed("", settings.apiKey())
                .injectOpen(constantUsersPerSec(rate).during(third));
        setUp(pingOrShed(WARM_UP, settings.apiKey())
                        .injectOpen(rampUsersPerSec(0).to(rate).during(settings.warmUp()))
                        .andThen(before.andThen(spike.andThen(settling.andThen(after)))))
                .protocols(protocol())
                .maxDuration(settings.warmUp().plus(settings.measured()).plus(LONGEST_POST))
                .assertions(
                        details("ping").failedRequests().count().is(0L),
                        details("spike ping").failedRequests().count().is(0L),
                        details(AFTER + "ping").failedRequests().count().is(0L),
                        details("ping").responseTime().percentile(95).lte(p95Millis()),
                        details(AFTER + "ping").responseTime().percentile(95).lte(p95Millis()));
    }
}
