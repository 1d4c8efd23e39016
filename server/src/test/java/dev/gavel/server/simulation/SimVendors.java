package dev.gavel.server.simulation;

import dev.gavel.server.access.Principal;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The vendors: they ping, post what was accepted, post it again when they got no clear answer, and sometimes without any reason, on several
 * nodes at once.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class SimVendors {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_POSTS = 6;
    private static final long PATIENCE = 60 * Timeline.SECOND;
    private static final String CONSENT = """
            {"text":"I agree to be called about insurance quotes.","url":"https://quotes.example.com/auto","ip":"192.0.2.15",\
            "user_agent":"Mozilla/5.0","timestamp":"2026-11-21T15:00:00Z","language":"en"}""";

    private final Timeline timeline;
    private final Faults faults;
    private final List<SimNode> nodes;
    private final Map<String, Promise> promises = new LinkedHashMap<>();
    private final List<Told> told = new ArrayList<>();

    /** A ping that was accepted: its legs with what each is to pay. */
    record Promise(String pingId, int vendor, int consumer, Map<String, String> priceByLeg) {}

    /**
     * What a vendor was told about a post.
     *
     * @param node who told it
     */
    record Told(String pingId, String node, long askedNanos, long toldNanos, String body) {}

    SimVendors(Timeline timeline, Faults faults, List<SimNode> nodes) {
        this.timeline = timeline;
        this.faults = faults;
        this.nodes = nodes;
    }

    Map<String, Promise> promises() {
        return promises;
    }

    List<Told> told() {
        return told;
    }

    /** Pings a consumer, and goes on from there. */
    void ping(int vendor, int consumer) {
        String body = String.format(Locale.ROOT, """
                {"campaign":"auto","source":"s","zip":"78701","state":"TX","birth_date":"1950-05-12","currently_insured":true,\
                "vehicle_year":2019,"phone":"%s","email":"%s","consent":%s}""", phone(consumer), email(consumer), CONSENT);
        http("/api/ping", vendor, body, timeline.any(nodes), answer -> {
            JsonNode json = JSON.readTree(answer.body());
            if (json.path("status").asString().equals("accepted")) {
                promised(vendor, consumer, json);
            }
        });
    }

    private void promised(int vendor, int consumer, JsonNode json) {
        String pingId = json.path("ping_id").asString();
        Map<String, String> legs = new LinkedHashMap<>();
        json.path("legs")
                .forEach(leg ->
                        legs.put(leg.path("leg").asString(), leg.path("price").asString()));
        promises.put(pingId, new Promise(pingId, vendor, consumer, legs));
        if (timeline.chance(80)) {
            return; // never posted: the reservation must lapse
        }
        long thinking = timeline.chance(100)
                ? timeline.between(0, 120 * Timeline.SECOND)
                : timeline.between(0, 4 * Timeline.SECOND);
        int copies = timeline.chance(300) ? timeline.between(2, 4) : 1;
        for (int copy = 0; copy < copies; copy++) {
            long later = copy == 0 ? 0 : timeline.between(0, 3 * Timeline.SECOND);
            timeline.after(thinking + later, () -> post(pingId, 1));
        }
    }

    private void post(String pingId, int attempt) {
        boolean[] clear = {false};
        postOnce(pingId, timeline.any(nodes), told -> clear[0] |= !told.body().contains("pending"));
        timeline.after(timeline.between(Timeline.SECOND, PATIENCE), () -> {
            if (attempt < MOST_POSTS && (!clear[0] || timeline.chance(200))) {
                post(pingId, attempt + 1);
            }
        });
    }

    /** Posts a ping that was accepted, and remembers what it was told. */
    void postOnce(String pingId, SimNode node, Consumer<Told> then) {
        Promise promise = promises.get(pingId);
        String body = String.format(Locale.ROOT, """
                {"ping_id":"%s","first_name":"Testina","last_name":"Example","phone":"%s","email":"%s",\
                "address":"100 Example Street","city":"Austin"}""", pingId, phone(promise.consumer()), email(promise.consumer()));
        long asked = timeline.nowNanos();
        http("/api/post", promise.vendor(), body, node, answer -> {
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            Told now = new Told(pingId, node.name(), asked, timeline.nowNanos(), text);
            told.add(now);
            then.accept(now);
        });
    }

    /** A request over a network that loses, delays and repeats; {@code then} is called for each answer that comes. */
    private void http(String path, int vendor, String body, SimNode node, Consumer<Answer> then) {
        Principal principal = new Principal(
                SimMarket.TENANT, "key_" + vendor, SimMarket.vendor(vendor), Set.of(Scope.PING, Scope.POST), false);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int copies = path.endsWith("post") && timeline.chance(faults.http()) ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            if (timeline.chance(faults.http())) {
                timeline.note("vendor-" + vendor + " " + path + " lost");
                continue;
            }
            boolean answerLost = timeline.chance(faults.http());
            timeline.after(
                    timeline.between(0, 80 * Timeline.MILLI),
                    () -> node.handle(path, principal, bytes)
                            .subscribe(
                                    answer -> answered(path, node, answer, answerLost ? null : then),
                                    failure -> failed(path, node, failure)));
        }
    }

    private void answered(String path, SimNode node, Answer answer, @Nullable Consumer<Answer> then) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        timeline.note(
                node.name() + " answers " + path + " " + answer.status() + " " + text + (then == null ? ", lost" : ""));
        if (then != null) {
            timeline.after(timeline.between(0, 80 * Timeline.MILLI), () -> then.accept(answer));
        }
    }

    private void failed(String path, SimNode node, Throwable failure) {
        timeline.note(node.name() + " fails " + path + ": " + failure);
        if (!isExpected(failure)) {
            throw new AssertionError("a flow failed as none may", failure);
        }
    }

    /** What a vendor may be refused with while something is away. */
    private static boolean isExpected(Throwable failure) {
        return failure instanceof dev.gavel.auction.cap.CapLedger.UnavailableException
                || failure instanceof dev.gavel.persistence.postgres.DatabaseUnavailableException
                || failure instanceof dev.gavel.server.http.Refusal
                || "connection refused".equals(failure.getMessage());
    }

    private static String phone(int consumer) {
        return String.format(Locale.ROOT, "+1%d55501%02d", 512 + consumer / 100, consumer % 100);
    }

    private static String email(int consumer) {
        return "consumer" + consumer + "@example.com";
    }
}
