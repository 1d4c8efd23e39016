package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.incrementUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;

/** Stairs of rising rates, until Gavel sheds: what it sheds must say when to come back, and what it admits must be right. */
public class RampSimulation extends VendorSimulation {

    private static final int STAIRS = 6;

    /** Sets the run up; Gatling starts it. */
    @SuppressWarnings("this-escape") // Gatling's way
    public RampSimulation() {
        super(Settings.fromSystemProperties(200, 24));
        double step = settings.leadsPerSecond();
        Duration level = settings.measured().dividedBy(STAIRS);
        PopulationBuilder stairs = pingOrShed("", settings.apiKey())
                .injectOpen(incrementUsersPerSec(step)
                        .times(STAIRS)
                        .eachLevelLasting(level)
                        .startingFrom(step));
        setUp(pingOrShed(WARM_UP, settings.apiKey())
                        .injectOpen(rampUsersPerSec(0).to(step).during(settings.warmUp()))
                        .andThen(stairs))
                .protocols(protocol())
                .maxDuration(settings.warmUp().plus(settings.measured()).plus(LONGEST_POST))
                .assertions(
                        details("ping").failedRequests().count().is(0L),
                        details("ping").responseTime().percentile(95).lte(Settings.own("ramp-p95", 5_000)));
    }
}
