package dev.gavel.server.e2e;

import dev.gavel.persistence.crypto.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Vendors who ping at a steady pace, and post every fifth, as they should, and note how it went. A ping counts from the moment at which it was due: what one waits for
 * the answer to the ping before it is part of it. Each keeps its connection, and makes another now and then.
 */
final class GoodClients {

    private static final int PINGS_PER_POST = 5;
    private static final int REQUESTS_PER_CONNECTION = 25;
    private static final int MOST_SOLD = 1_400;
    private static final int MOST_REPEATS = 40;
    private static final long REPEAT_NANOS = 250_000_000L;

    private final Marketplace market;
    private final int port;
    private final int vendors;
    private final int pingsPerSecond;
    private final AtomicInteger numbers = new AtomicInteger();

    /** @param pingsPerSecond of all vendors */
    GoodClients(Marketplace market, int port, int vendors, int pingsPerSecond) {
        this.market = market;
        this.port = port;
        this.vendors = vendors;
        this.pingsPerSecond = pingsPerSecond;
    }

    /**
     * How a phase went.
     *
     * @param shed how often the node said that it had too much to do, and was asked again
     * @param unsent pings that were due and not made: the one before was not answered yet
     * @param failures what was not as it should be, in the words of the answer; empty when all was well
     * @param pingNanos of each ping, in ascending order
     */
    record Phase(int sold, int shed, int unsent, List<String> failures, long[] pingNanos) {

        long percentileMicros(double percent) {
            return pingNanos.length == 0
                    ? 0
                    : pingNanos[Math.min(pingNanos.length - 1, (int) (pingNanos.length * percent / 100))] / 1_000;
        }

        @Override
        public String toString() {
            return "%d pings, %d sold, %d shed and asked again, %d unsent, %d failures, ping p50 %d us, p90 %d us, p99 %d us, worst %d us"
                    .formatted(
                            pingNanos.length,
                            sold,
                            shed,
                            unsent,
                            failures.size(),
                            percentileMicros(50),
                            percentileMicros(90),
                            percentileMicros(99),
                            percentileMicros(100));
        }
    }

    /** Goes on for some time. */
    Phase during(long millis) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Vendor> all = new ArrayList<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < vendors; i++) {
            Vendor vendor = new Vendor(endNanos);
            all.add(vendor);
            running.add(CompletableFuture.runAsync(
                    vendor, task -> Thread.ofPlatform().start(task)));
        }
        for (CompletableFuture<Void> vendor : running) {
            vendor.get(millis + 60_000, TimeUnit.MILLISECONDS);
        }
        long[] nanos = all.stream()
                .flatMap(vendor -> vendor.nanos.stream())
                .mapToLong(Long::longValue)
                .toArray();
        Arrays.sort(nanos);
        return new Phase(
                all.stream().mapToInt(vendor -> vendor.sold).sum(),
                all.stream().mapToInt(vendor -> vendor.shed).sum(),
                all.stream().mapToInt(vendor -> vendor.unsent).sum(),
                all.stream().flatMap(vendor -> vendor.failures.stream()).toList(),
                nanos);
    }

    /** One vendor, on a thread of its own. */
    private final class Vendor implements Runnable {

        private final long endNanos;
        private final List<Long> nanos = new ArrayList<>();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private KeptLine line;
        private int requests;
        private int sold;
        private int shed;
        private int unsent;

        Vendor(long endNanos) {
            this.endNanos = endNanos;
        }

        @Override
        public void run() {
            long intervalNanos = TimeUnit.SECONDS.toNanos(vendors) / pingsPerSecond;
            long due = System.nanoTime() + intervalNanos;
            try {
                while (System.nanoTime() - endNanos < 0) {
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    boolean posted = once(due);
                    // A post takes as long as buyer and disks do, and makes no ping late.
                    due = posted ? Math.max(due + intervalNanos, System.nanoTime()) : due + intervalNanos;
                }
                for (; due - endNanos < 0; due += intervalNanos) {
                    unsent++;
                }
            } finally {
                hangUp();
            }
        }

        /** Pings, and posts if it is its turn; whether it was. */
        private boolean once(long due) {
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
                KeptLine.Said ping = send("/api/ping", body);
                nanos.add(System.nanoTime() - due);
                if (!ping.status().equals("accepted")) {
                    failures.add("ping: " + ping);
                } else if (posts) {
                    KeptLine.Said post = send("/api/post", market.postBody(ping.at("/ping_id"), consumer));
                    if (post.status().equals("sold")) {
                        sold++;
                    } else {
                        failures.add("post: " + post);
                    }
                }
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString());
                hangUp();
            }
            return posts;
        }

        /** Who is told 503 comes again, as the API asks for. */
        private KeptLine.Said send(String path, Map<String, Object> body) throws IOException {
            KeptLine.Said said = line().post(path, body);
            for (int i = 0; i < MOST_REPEATS && said.code() == 503; i++) {
                shed++;
                LockSupport.parkNanos(REPEAT_NANOS);
                said = line().post(path, body);
            }
            return said;
        }

        private KeptLine line() throws IOException {
            if (requests++ % REQUESTS_PER_CONNECTION == 0) {
                hangUp();
            }
            if (line == null) {
                line = new KeptLine(port, market.key());
            }
            return line;
        }

        private void hangUp() {
            if (line != null) {
                line.close();
                line = null;
            }
        }
    }
}
