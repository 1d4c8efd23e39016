package dev.gavel.server.faults;

import dev.gavel.server.testing.OpenApiContract;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Vendors that ping and post all the time, on any node, by the documented rules: what was not decided (no answer, 5xx) is sent again; what is
 * pending is asked for again. Some posts are sent several times at once, some pings never posted, some consumers offered twice. Everything that
 * they are told is kept, and held against the published contract.
 *
 * <p>Thread safety: any thread.
 */
final class FaultVendors {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final long POST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long MOST_RETRY_AFTER_SECONDS = 2;

    private final List<NodeChild> nodes;
    private final Map<String, String> tenantToKey;
    private final HttpClient client;
    private final AtomicInteger consumers = new AtomicInteger();
    private final Map<String, Long> tenantToLastSoldAskedNanos = new ConcurrentHashMap<>();
    private final Map<String, Promise> promises = new ConcurrentHashMap<>();
    private final Set<String> posted = ConcurrentHashMap.newKeySet();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<String, LongAdder> tally = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean offering = true;

    /** A ping that was accepted: its legs with what each is to pay. */
    record Promise(String tenant, String pingId, FaultLead lead, Map<String, String> priceByLeg) {}

    /** What a vendor was told about a post, with a 200. */
    record Told(String pingId, long askedNanos, long toldNanos, String body) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        boolean isFinal() {
            return !body.contains("\"pending\"");
        }
    }

    private record Answer(int code, String body, long retryAfterSeconds) {}

    FaultVendors(List<NodeChild> nodes, Map<String, String> tenantToKey, HttpClient client) {
        this.nodes = nodes;
        this.tenantToKey = tenantToKey;
        this.client = client;
    }

    void start(int count, SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            threads.add(Thread.ofVirtual().name("vendor-" + i).start(() -> offerLeads(own)));
        }
    }

    /** Takes no new lead up, and waits until what is under way has been decided or given up. */
    void stop() {
        offering = false;
        for (Thread thread : threads) {
            join(thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Map<String, Promise> promises() {
        return promises;
    }

    /** The pings that were posted, with whatever result. */
    Set<String> posted() {
        return posted;
    }

    List<Told> told() {
        return List.copyOf(told);
    }

    /** Answers that no vendor may ever get. */
    List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** How often each kind of answer was given. */
    Map<String, Long> tally() {
        Map<String, Long> counts = new TreeMap<>();
        tally.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** Whether every tenant sold a lead whose post was sent after a moment. */
    boolean hasSoldSince(long nanos) {
        for (String tenant : tenantToKey.keySet()) {
            Long last = tenantToLastSoldAskedNanos.get(tenant);
            if (last == null || last - nanos <= 0) {
                return false;
            }
        }
        return true;
    }

    private void offerLeads(SplittableRandom random) {
        List<String> tenants = List.copyOf(tenantToKey.keySet());
        while (offering) {
            String tenant = tenants.get(random.nextInt(tenants.size()));
            int consumer = random.nextInt(100) < 4 ? random.nextInt(consumers.get() + 1) : consumers.getAndIncrement();
            Promise promise = ping(tenant, new FaultLead(consumer), random);
            if (promise != null && random.nextInt(100) >= 6) {
                postCopies(promise, random);
            }
            LockSupport.parkNanos(random.nextLong(PAUSE_NANOS));
        }
    }

    private @Nullable Promise ping(String tenant, FaultLead lead, SplittableRandom random) {
        Answer answer = send(tenant, "/api/ping", lead.ping(), random);
        if (answer == null || answer.code() != 200) {
            count("ping", answer);
            LockSupport.parkNanos(pauseNanos(answer));
            return null;
        }
        JsonNode json = JSON.readTree(answer.body());
        count("ping " + outcome(json));
        if (!json.path("status").asString().equals("accepted")) {
            return null;
        }
        Map<String, String> legs = new LinkedHashMap<>();
        json.path("legs")
                .forEach(leg ->
                        legs.put(leg.path("leg").asString(), leg.path("price").asString()));
        Promise promise = new Promise(tenant, json.path("ping_id").asString(), lead, legs);
        promises.put(promise.pingId(), promise);
        return promise;
    }

    private void postCopies(Promise promise, SplittableRandom random) {
        int copies = random.nextInt(100) < 10 ? random.nextInt(2, 4) : 1;
        List<Thread> others = new ArrayList<>();
        for (int copy = 1; copy < copies; copy++) {
            SplittableRandom own = random.split();
            others.add(Thread.startVirtualThread(() -> postUntilDecided(promise, own)));
        }
        postUntilDecided(promise, random);
        others.forEach(FaultVendors::join);
    }

    /** Posts until there is a clear answer, for a while. */
    void postUntilDecided(Promise promise, SplittableRandom random) {
        posted.add(promise.pingId());
        long until = System.nanoTime() + POST_PATIENCE_NANOS;
        int pendings = 0;
        while (System.nanoTime() - until < 0) {
            long asked = System.nanoTime();
            Answer answer = send(promise.tenant(), "/api/post", promise.lead().post(promise.pingId()), random);
            if (answer == null || answer.code() >= 500) {
                count("post", answer);
                LockSupport.parkNanos(pauseNanos(answer));
                continue;
            }
            if (answer.code() != 200) {
                count("post", answer);
                return;
            }
            Told now = new Told(promise.pingId(), asked, System.nanoTime(), answer.body());
            told.add(now);
            JsonNode json = now.json();
            count("post " + outcome(json));
            if (json.path("status").asString().equals("sold")) {
                tenantToLastSoldAskedNanos.merge(promise.tenant(), asked, Math::max);
            }
            if (now.isFinal() || ++pendings > 2) {
                return;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        count("post given up");
    }

    private @Nullable Answer send(String tenant, String path, Map<String, Object> body, SplittableRandom random) {
        NodeChild node = nodes.get(random.nextInt(nodes.size()));
        HttpRequest request = HttpRequest.newBuilder(node.at(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + tenantToKey.get(tenant))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            check(path, response);
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValueAsLong("retry-after").orElse(0));
        } catch (IOException _) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void check(String path, HttpResponse<String> response) {
        int code = response.statusCode();
        if (code != 200 && code != 503 && code != 404) {
            breaches.add(path + " was answered with " + code + " " + response.body());
        }
        try {
            OpenApiContract.shipped().check("POST", path, code, response.body());
        } catch (AssertionError e) {
            breaches.add(path + " was answered against the contract: " + e.getMessage());
        }
    }

    private static long pauseNanos(@Nullable Answer answer) {
        long seconds = answer == null ? 0 : Math.min(MOST_RETRY_AFTER_SECONDS, answer.retryAfterSeconds());
        return seconds == 0 ? RETRY_NANOS : TimeUnit.SECONDS.toNanos(seconds);
    }

    private static String outcome(JsonNode json) {
        String reason = json.path("reason").path("name").asString("");
        return json.path("status").asString() + (reason.isEmpty() ? "" : " " + reason);
    }

    private void count(String call, @Nullable Answer answer) {
        count(
                answer == null
                        ? call + " unanswered"
                        : call + " " + answer.code() + " "
                                + JSON.readTree(answer.body()).path("name").asString());
    }

    private void count(String kind) {
        tally.computeIfAbsent(kind, _ -> new LongAdder()).increment();
    }
}
