package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIfEquals;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jmesPath;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Leads arrive at a steady rate, whether or not Gavel keeps up (an open model); each is pinged, and posted when the ping was accepted. A
 * ping may be rejected, with a reason; a post must end in a sale. See {@link Settings} and the module's README.
 */
public class PingPostSimulation extends Simulation {

    private static final String STUB = "stub";
    private static final Duration LONGEST_POST = Duration.ofSeconds(30);

    private final Settings settings = Settings.fromSystemProperties();
    private final @Nullable StubGavel stub = settings.url().equals(STUB) ? StubGavel.start() : null;
    private final Instant consentedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final AtomicLong nextLead = new AtomicLong(settings.firstLead());

    /** Sets the run up; Gatling starts it. */
    @SuppressWarnings("this-escape") // Gatling's way
    public PingPostSimulation() {
        HttpProtocolBuilder protocol = http.baseUrl(stub == null ? settings.url() : stub.url())
                .authorizationHeader("Bearer " + settings.apiKey())
                .contentTypeHeader("application/json")
                .acceptHeader("application/json")
                // A vendor's servers keep their connections: consumers do not come with one each.
                .shareConnections();
        double rate = settings.leadsPerSecond();
        setUp(vendor("warm-up ")
                        .injectOpen(rampUsersPerSec(0).to(rate).during(settings.warmUp()))
                        .andThen(vendor("").injectOpen(constantUsersPerSec(rate).during(settings.measured()))))
                .protocols(protocol)
                .maxDuration(settings.warmUp().plus(settings.measured()).plus(LONGEST_POST))
                .assertions(
                        global().failedRequests().percent().is(0.0),
                        details("ping").responseTime().percentile(95).lte(settings.p95Millis()),
                        details("post").responseTime().percentile(95).lte(settings.p95Millis()),
                        details("post").allRequests().count().gte((long) Math.ceil(
                                rate * settings.measured().toSeconds() * settings.leastAcceptedPercent() / 100)));
    }

    /** @param prefix of the names of requests, which keeps the warm-up out of what is judged */
    private ScenarioBuilder vendor(String prefix) {
        return scenario(prefix + "vendor")
                .exec(session -> session.set("lead", new SyntheticLead(nextLead.getAndIncrement())))
                .exec(ping(prefix + "ping"))
                .exec(doIfEquals("#{status}", "accepted").then(post(prefix + "post")));
    }

    private ChainBuilder ping(String name) {
        return exec(http(name)
                .post("/api/ping")
                .body(StringBody(session -> lead(session).ping(settings.campaign(), settings.source(), consentedAt)))
                .check(
                        status().is(200),
                        jmesPath("status").in("accepted", "rejected").saveAs("status"),
                        jmesPath("ping_id").exists().saveAs("pingId"))
                .checkIf((response, _) -> response.body().string().contains("\"accepted\""))
                .then(jmesPath("price").exists(), jmesPath("expires_at").exists())
                .checkIf((response, _) -> response.body().string().contains("\"rejected\""))
                .then(jmesPath("reason.code").exists(), jmesPath("reason.name").exists()));
    }

    private static ChainBuilder post(String name) {
        return exec(http(name)
                .post("/api/post")
                .header("Idempotency-Key", session -> session.getString("pingId"))
                .body(StringBody(session -> lead(session).post(String.valueOf(session.getString("pingId")))))
                .check(
                        status().is(200),
                        jmesPath("status").is("sold"),
                        jmesPath("lead_id").exists(),
                        jmesPath("price").exists()));
    }

    private static SyntheticLead lead(Session session) {
        return session.<SyntheticLead>get("lead");
    }

    @Override
    public void after() {
        if (stub != null) {
            stub.stop();
        }
    }
}
