package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.webhook.WebhookSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in docs/webhooks.md that receivers are shown says what it should of real signatures. */
class WebhooksPageTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = "{\"type\":\"sale\",\"price\":\"42.50\"}";
    private static final String ID = "task_01kb2d6x0ge6k9bq3x4v5w6y99";

    @TempDir
    private Path folder;

    @Test
    void theExampleTakesWhatIsGenuineAndNothingElse() throws Exception {
        String page = Repository.read("docs/webhooks.md");
        int begin = page.indexOf("```java") + "```java".length();
        Path program = Files.writeString(
                folder.resolve("VerifyWebhook.java"), page.substring(begin, page.indexOf("```", begin)));
        compile(program);
        long now = Instant.now().getEpochSecond();
        String signature =
                WebhookSignature.sign(WebhookSignature.key(SECRET), ID, now, BODY.getBytes(StandardCharsets.UTF_8));

        assertThat(verify(SECRET, ID, now, signature, BODY)).isZero();
        assertThat(verify(SECRET, ID, now, "v1,b2xk " + signature, BODY))
                .as("one of several")
                .isZero();
        assertThat(verify(SECRET, ID, now, signature, BODY.replace("42", "43"))).isEqualTo(1);
        assertThat(verify(SECRET, "task_other", now, signature, BODY)).isEqualTo(1);
        assertThat(verify("another secret", ID, now, signature, BODY)).isEqualTo(1);
        long before = now - 400;
        String old =
                WebhookSignature.sign(WebhookSignature.key(SECRET), ID, before, BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(verify(SECRET, ID, before, old, BODY))
                .as("replayed by somebody who overheard")
                .isEqualTo(1);
    }

    private void compile(Path program) throws Exception {
        assertThat(run("javac", "", "-d", folder.toString(), program.toString()))
                .isZero();
    }

    private int verify(String secret, String id, long timestamp, String signature, String body) throws Exception {
        return run(
                "java",
                body,
                "-cp",
                folder.toString(),
                "VerifyWebhook",
                secret,
                id,
                Long.toString(timestamp),
                signature);
    }

    private static int run(String tool, String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
