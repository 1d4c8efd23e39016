package dev.gavel.bench.growth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.bench.gavel.LoadedGavel;
import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.market.Consumer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Posts leads to buyers that never answer, so that their deliveries stay unresolved.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Unanswered implements AutoCloseable {

    /** As many calls as an endpoint has by default under way at once, over several buyers. */
    private static final int AT_ONCE = 250;

    private static final Pattern PING_ID = Pattern.compile("\"ping_id\":\"([^\"]+)\"");
    private static final int LINES = 10_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LoadedGavel gavel;
    private int posted;
    private int pending;

    Unanswered(LoadedGavel gavel) {
        this.gavel = gavel;
    }

    /** Deliveries that nobody answered for. */
    int unresolved() {
        return pending;
    }

    /** Posts until there are at least so many; some seconds for each {@value #AT_ONCE}. */
    void postUntil(int wanted) throws IOException {
        while (pending < wanted) {
            List<Future<Boolean>> posts = new ArrayList<>();
            for (int i = 0; i < Math.min(AT_ONCE, wanted - pending); i++) {
                int number = posted++;
                posts.add(threads.submit(() -> isPending(number)));
            }
            int before = pending;
            for (Future<Boolean> post : posts) {
                pending += result(post) ? 1 : 0;
            }
            if (pending == before) {
                throw new IOException("none of " + posts.size() + " posts stayed without an answer");
            }
        }
    }

    private static boolean result(Future<Boolean> post) throws IOException {
        try {
            return post.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private boolean isPending(int number) throws IOException, InterruptedException {
        String phone = String.format(Locale.ROOT, "+1512%03d%04d", 200 + number / LINES, number % LINES);
        String email = "unanswered-" + number + "@example.com";
        String ping = Consumer.anybody()
                .ping()
                .replaceAll("\"phone_hash\":\"[^\"]*\"", "\"phone_hash\":\"" + sha256(phone) + "\"")
                .replaceAll("\"email_hash\":\"[^\"]*\"", "\"email_hash\":\"" + sha256(email) + "\"")
                .replace(
                        RequestTemplate.NOW,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        Matcher pingId = PING_ID.matcher(ask("/api/ping", ping));
        if (!pingId.find()) {
            return false;
        }
        String post = """
                {"ping_id":"%s","first_name":"Pat","last_name":"Example","phone":"%s","email":"%s","address":"1 Example Street","city":"Austin"}""".formatted(pingId.group(1), phone, email);
        return ask("/api/post", post).contains("\"pending\"");
    }

    private String ask(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gavel.node().port() + path))
                .header("Authorization", "Bearer " + gavel.stores().apiKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
