package dev.gavel.server.e2e;

import dev.gavel.persistence.crypto.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Vendors who ping, and post every fifth, as they should, one thing after the other, and note how it went. */
final class GoodClients {

    private static final int PINGS_PER_POST = 5;
    private static final int MOST_SOLD = 1_400;
    private static final int MOST_REPEATS = 40;
    private static final long REPEAT_NANOS = 250_000_000L;

    private final Marketplace market;
    private final Node node;
    private final int vendors;
    private final AtomicInteger numbers = new AtomicInteger();

    GoodClients(Marketplace market, Node node, int vendors) {
        this.market = market;
        this.node = node;
        this.vendors = vendors;
    }

    /**
     * How a phase went.
     *
     * @param shed how often the node said that it had too much to do, and was asked again
     * @param failures what was not as it should be, in the words of the answer; empty when all was well
     * @param pingNanos of each ping, in ascending order
     */
    record Phase(int sold, int shed, List<String> failures, long[] pingNanos) {

        long percentileMicros(int percent) {
            return pingNanos.length == 0
                    ? 0
                    : pingNanos[Math.min(pingNanos.length - 1, pingNanos.length * percent / 100)] / 1_000;
        }

        String line(String name) {
            return "%s: %d pings, %d sold, %d shed and asked again, %d failures, ping p50 %d us, p99 %d us"
                    .formatted(
                            name,
                            pingNanos.length,
                            sold,
                            shed,
                            failures.size(),
                            percentileMicros(50),
                            percentileMicros(99));
        }
    }

    /** Goes on for some time. */
    Phase during(long millis) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger sold = new AtomicInteger();
        AtomicInteger shed = new AtomicInteger();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < vendors; i++) {
            // Threads of their own: hundreds of virtual ones share a few, and the vendors' must not wait for those of
            // others.
            running.add(CompletableFuture.runAsync(
                    () -> {
                        while (!over.get()) {
                            once(sold, shed, failures, nanos);
                        }
                    },
                    task -> Thread.ofPlatform().start(task)));
        }
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> over.set(true), CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
        for (CompletableFuture<Void> vendor : running) {
            vendor.get(millis + 60_000, TimeUnit.MILLISECONDS);
        }
        end.join();
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Phase(sold.get(), shed.get(), List.copyOf(failures), sorted);
    }

    private void once(
            AtomicInteger sold,
            AtomicInteger shed,
            ConcurrentLinkedQueue<String> failures,
            ConcurrentLinkedQueue<Long> nanos) {
        int number = numbers.getAndIncrement();
        boolean posts = number % PINGS_PER_POST == 0 && number / PINGS_PER_POST < MOST_SOLD;
        Consumer consumer = posts ? market.consumer() : Consumer.number(0);
        Map<String, Object> body = market.pingBody(consumer, "fb-17");
        if (!posts) {
            // Somebody new: the numbers of people who do not exist are few.
            body.put("phone_hash", Sha256.hexOf("phone " + number));
            body.put("email_hash", Sha256.hexOf("email " + number));
        }
        try {
            long began = System.nanoTime();
            HttpAnswer ping = send("/api/ping", body, shed);
            nanos.add(System.nanoTime() - began);
            if (!ping.status().equals("accepted")) {
                failures.add("ping: " + ping.code() + " " + ping.body());
            } else if (posts) {
                HttpAnswer post = send("/api/post", market.postBody(ping.pingId(), consumer), shed);
                if (post.status().equals("sold")) {
                    sold.incrementAndGet();
                } else {
                    failures.add("post: " + post.code() + " " + post.body());
                }
            }
        } catch (RuntimeException e) {
            failures.add(e.toString());
        }
    }

    /** Who is told 503 comes again, as the API asks for. */
    private HttpAnswer send(String path, Map<String, Object> body, AtomicInteger shed) {
        HttpAnswer answer = node.post(market.key(), path, body);
        for (int i = 0; i < MOST_REPEATS && answer.code() == 503; i++) {
            shed.incrementAndGet();
            LockSupport.parkNanos(REPEAT_NANOS);
            answer = node.post(market.key(), path, body);
        }
        return answer;
    }
}
