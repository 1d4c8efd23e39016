package dev.gavel.server.demo;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.audit.AuditVerify;
import dev.gavel.persistence.audit.Checkpoints;
import dev.gavel.persistence.audit.VerifyReport;
import dev.gavel.persistence.postgres.LeadViews;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.server.MasterKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the demo shows: either what to paste, or the whole way of one lead, from the ping to the verified audit chain.
 */
public final class DemoTour {

    private static final JsonMapper JSON = new JsonMapper();

    private final Demo demo;
    private final PrintWriter out;
    private final SampleLead lead = new SampleLead((int) (Clock.systemUTC().millis() / 1_000 % 70_000));

    public DemoTour(Demo demo, PrintWriter out) {
        this.demo = demo;
        this.out = out;
    }

    /** Prints where to look, and a ping and a post to paste. */
    public void invite() {
        out.println("Gavel serves at " + demo.url() + " (Ctrl-C stops it)");
        out.println("  health   " + demo.url() + "/api/health?deep=true");
        out.println("  metrics  " + demo.url() + "/metrics");
        out.println("  commands ./gavel --env-file " + demo.environmentFile() + " funds show --tenant demo");
        out.println();
        out.println("1. Ping: what is this lead worth?");
        out.println();
        out.println(curl("ping", lead.ping()));
        out.println();
        out.println("2. Post: sell it, with the ping_id of the answer.");
        out.println();
        out.println(curl("post", lead.post("PASTE_PING_ID_HERE")));
        out.println();
        out.flush();
    }

    /**
     * Sends the ping and the post and shows what came of them.
     *
     * @return whether all of it was as it should be
     */
    public boolean walk() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            JsonNode ping = send(client, "ping", lead.ping());
            if (!ping.path("status").asString("").equals("accepted")) {
                return false;
            }
            JsonNode post = send(client, "post", lead.post(ping.path("ping_id").asString()));
            if (!post.path("status").asString("").equals("sold")) {
                return false;
            }
            get(client, "/api/pings/" + ping.path("ping_id").asString());
            demo.stopServing();
            return showStored(ping.path("ping_id").asString());
        }
    }

    private boolean showStored(String pingId) {
        Optional<LeadViews.LeadView> view = Objects.requireNonNull(
                new LeadViews(demo.scope()).byPing(Demo.TENANT, pingId).block());
        if (view.isEmpty()) {
            return false;
        }
        out.println("The sale in Postgres");
        for (LeadViews.SaleView sale : view.get().sales()) {
            out.println("  " + sale.legId() + "  " + sale.buyer() + " pays " + Money.format(sale.priceMicros())
                    + " for " + sale.contract() + ", the vendor gets " + Money.format(sale.payoutMicros()));
        }
        boolean zero = showLedger();
        boolean intact = showAudit();
        out.flush();
        return zero && intact && !view.get().sales().isEmpty();
    }

    private boolean showLedger() {
        Ledger ledger = new Ledger(demo.scope());
        out.println();
        out.println("The ledger");
        for (Ledger.Balance balance :
                list(ledger.balances(Demo.TENANT).collectList().block())) {
            out.println("  " + pad(Money.format(balance.micros()), 14) + "  " + balance.account());
        }
        boolean zero = Boolean.TRUE.equals(ledger.sumIsZero(Demo.TENANT).block());
        out.println("  " + (zero ? "sums to zero" : "DOES NOT SUM TO ZERO"));
        return zero;
    }

    private boolean showAudit() {
        Checkpoints checkpoints = new Checkpoints(demo.scope(), demo.database(), MasterKey.of(demo.config()));
        checkpoints.sign(Demo.TENANT, Clock.systemUTC().instant()).block();
        VerifyReport report = Objects.requireNonNull(
                new AuditVerify(demo.scope(), checkpoints).verify(Demo.TENANT).block());
        out.println();
        out.println("The audit chain");
        out.println("  " + report);
        return report instanceof VerifyReport.Intact;
    }

    private JsonNode send(HttpClient client, String call, String body) throws IOException, InterruptedException {
        out.println("POST /api/" + call);
        out.println(indented(body));
        HttpRequest request = HttpRequest.newBuilder(URI.create(demo.url() + "/api/" + call))
                .header("authorization", "Bearer " + demo.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return shown(client.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    private void get(HttpClient client, String path) throws IOException, InterruptedException {
        out.println("GET " + path);
        HttpRequest request = HttpRequest.newBuilder(URI.create(demo.url() + path))
                .header("authorization", "Bearer " + demo.key())
                .build();
        shown(client.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    private JsonNode shown(HttpResponse<String> response) {
        out.println("  -> " + response.statusCode() + " " + response.body());
        out.println();
        out.flush();
        return JSON.readTree(response.body());
    }

    private String curl(String call, String body) {
        return "curl -s " + demo.url() + "/api/" + call + " -H 'Authorization: Bearer " + demo.key()
                + "' -H 'Content-Type: application/json' -d '" + body + "'";
    }

    private static String indented(String text) {
        return text.lines()
                .map(line -> "  " + line)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static <T> List<T> list(@Nullable List<T> found) {
        return found == null ? List.of() : found;
    }
}
