package dev.gavel.loadtests;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIfEquals;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jmesPath;
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
 * What vendors do: leads arrive whether or not Gavel keeps up (an open model), each is pinged, and posted when the ping was accepted. Every answer is
 * checked for what the API promises. Names of requests carry a prefix, so that a warm-up is kept out of what is judged.
 */
abstract class VendorSimulation extends Simulation {

    static final Duration LONGEST_POST = Duration.ofSeconds(30);
    static final String WARM_UP = "warm-up ";

    private static final String STUB = "stub";
    private static final int LEAST_P95_MILLIS = 500;
    private static final int TIMES_CALM = 10;

    final Settings settings;
    private final @Nullable StubGavel stub;
    private final Instant consentedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final AtomicLong nextLead;
    private @Nullable CalmPhase calm;

    VendorSimulation(Settings settings) {
        this.settings = settings;
        this.stub = settings.url().equals(STUB) ? StubGavel.start() : null;
        this.nextLead = new AtomicLong(settings.firstLead());
    }

    /** What the 95th percentile may be. Sends some leads to find out, unless it was said. */
    final int p95Millis() {
        if (settings.p95Millis() > 0) {
            return settings.p95Millis();
        }
        if (calm == null) {
            calm = CalmPhase.of(url(), settings, nextLead::getAndIncrement);
            System.out.println("calm: p95 " + calm.p95Millis() + " ms");
        }
        return Math.max(LEAST_P95_MILLIS, TIMES_CALM * calm.p95Millis());
    }

    private String url() {
        return stub == null ? settings.url() : stub.url();
    }

    final HttpProtocolBuilder protocol() {
        return http.baseUrl(url())
                .contentTypeHeader("application/json")
                .acceptHeader("application/json")
                // A vendor's servers keep their connections: consumers do not come with one each.
                .shareConnections();
    }

    /** Each lead is pinged, and posted when it was accepted. */
    final ScenarioBuilder pingAndPost(String prefix) {
        return scenario(prefix + "vendor")
                .exec(nextLead(1))
                .exec(ping(prefix + "ping", settings.apiKey(), false))
                .exec(doIfEquals("#{status}", "accepted").then(post(prefix + "post", settings.apiKey())));
    }

    /** Each lead is pinged, and one in so many of the accepted ones is posted. */
    final ScenarioBuilder pingAndPostOneIn(int pings, String prefix) {
        return scenario(prefix + "vendor")
                .exec(nextLead(pings))
                .exec(ping(prefix + "ping", settings.apiKey(), false))
                .exec(doIfEquals("#{posting}", "true accepted").then(post(prefix + "post", settings.apiKey())));
    }

    /** Each lead is pinged, and Gavel may say that it has too much to do. */
    final ScenarioBuilder pingOrShed(String prefix, String apiKey) {
        return scenario(prefix + "vendor").exec(nextLead(1)).exec(ping(prefix + "ping", apiKey, true));
    }

    /** @param postOneIn which of the leads may be posted at all */
    private ChainBuilder nextLead(int postOneIn) {
        return exec(session -> {
            long number = nextLead.getAndIncrement();
            return session.set("lead", new SyntheticLead(number)).set("chosen", number % postOneIn == 0);
        });
    }

    /** @param maybeShed whether 429 and 503, which must say when to come back, are good answers too */
    private ChainBuilder ping(String name, String apiKey, boolean maybeShed) {
        var request = http(name)
                .post("/api/ping")
                .header("Authorization", "Bearer " + apiKey)
                .body(StringBody(session -> lead(session).ping(settings.campaign(), settings.source(), consentedAt)))
                .check(maybeShed ? status().in(200, 429, 503) : status().is(200))
                .checkIf((response, _) -> response.status().code() == 200)
                .then(
                        jmesPath("status").in("accepted", "rejected").saveAs("status"),
                        jmesPath("ping_id").exists().saveAs("pingId"))
                .checkIf((response, _) -> response.status().code() != 200)
                .then(io.gatling.javaapi.http.HttpDsl.header("Retry-After").exists())
                .checkIf((response, _) -> response.body().string().contains("\"accepted\""))
                .then(jmesPath("price").exists(), jmesPath("expires_at").exists())
                .checkIf((response, _) -> response.body().string().contains("\"rejected\""))
                .then(jmesPath("reason.code").exists(), jmesPath("reason.name").exists());
        return exec(request)
                .exec(session -> session.set(
                        "posting",
                        session.getBoolean("chosen") + " "
                                + (session.contains("status") ? session.getString("status") : "")));
    }

    private static ChainBuilder post(String name, String apiKey) {
        return exec(http(name)
                .post("/api/post")
                .header("Authorization", "Bearer " + apiKey)
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
