package dev.gavel.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some leads one after the other, before the load comes: what a ping and a post take on this machine in this minute when nothing else is asked of the Gavel. What is
 * judged under load is judged against it, so that a busy machine does not look like a slow Gavel.
 *
 * @param p95Millis the larger of the pings' and the posts'
 */
record CalmPhase(int p95Millis) {

    private static final int WARM_UP = 60;
    private static final int MEASURED = 60;
    private static final int NANOS_IN_MILLI = 1_000_000;
    private static final Pattern ACCEPTED = Pattern.compile("\"status\":\"accepted\",\"ping_id\":\"([^\"]+)\"");

    /** Sends them; blocks. */
    static CalmPhase of(String url, Settings settings, LongSupplier nextLead) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            long[] pings = new long[MEASURED];
            long[] posts = new long[MEASURED];
            int posted = 0;
            for (int i = -WARM_UP; i < MEASURED; i++) {
                SyntheticLead lead = new SyntheticLead(nextLead.getAsLong());
                Instant consentedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
                long started = System.nanoTime();
                String answer = ask(
                        client,
                        url + "/api/ping",
                        settings,
                        lead.ping(settings.campaign(), settings.source(), consentedAt));
                long pinged = System.nanoTime();
                Matcher accepted = ACCEPTED.matcher(answer);
                if (i >= 0) {
                    pings[i] = pinged - started;
                }
                if (accepted.find()) {
                    ask(client, url + "/api/post", settings, lead.post(accepted.group(1)));
                    if (i >= 0) {
                        posts[posted++] = System.nanoTime() - pinged;
                    }
                }
            }
            return new CalmPhase((int) (Math.max(p95(pings), p95(Arrays.copyOf(posts, posted))) / NANOS_IN_MILLI + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The 95th percentile; 0 of nothing. */
    static long p95(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(sorted.length * 95 - 1) / 100];
    }

    private static String ask(HttpClient client, String url, Settings settings, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + settings.apiKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
