package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

/** More leads than may be sold: no more than the caps are, to the last one, and the rest is rejected with a reason. {@code gavel.cap} says how many the market can buy. */
public class CapsSimulation extends VendorSimulation {

    /** Sets the run up; Gatling starts it. */
    @SuppressWarnings("this-escape") // Gatling's way
    public CapsSimulation() {
        super(Settings.fromSystemProperties(15, 20));
        double rate = settings.leadsPerSecond();
        long cap = Settings.own("cap", 50);
        // One population, warm-up and all: every sale counts.
        setUp(pingAndPost("")
                        .injectOpen(
                                rampUsersPerSec(0).to(rate).during(settings.warmUp()),
                                constantUsersPerSec(rate).during(settings.measured())))
                .protocols(protocol())
                .maxDuration(settings.warmUp().plus(settings.measured()).plus(LONGEST_POST))
                .assertions(
                        global().failedRequests().percent().is(0.0),
                        details("ping").allRequests().count().gt(cap),
                        details("post").successfulRequests().count().lte(cap),
                        details("post").successfulRequests().count().gte(cap / 4));
    }
}
