package dev.gavel.server.demo;

import dev.gavel.persistence.crypto.Sha256;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A synthetic consumer for the demo's ping and post. Each number gives another one, so that a second try is no duplicate: area code 512, an
 * exchange that depends on the number, and a line 0100 to 0199 as reserved for fiction.
 */
record SampleLead(int number) {

    private static final int LINES = 100;
    private static final int EXCHANGES = 700;

    /** The ping to paste. */
    String ping() {
        return Demo.resource("ping.json")
                .strip()
                .replace("${phone_hash}", Sha256.hexOf(phone()))
                .replace("${email_hash}", Sha256.hexOf(email()))
                .replace(
                        "${timestamp}",
                        Instant.now()
                                .minusSeconds(60)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
    }

    /** The post to paste. */
    String post(String pingId) {
        return Demo.resource("post.json")
                .strip()
                .replace("${ping_id}", pingId)
                .replace("${phone}", phone())
                .replace("${email}", email());
    }

    private String phone() {
        int exchange = 200 + (number / LINES) % EXCHANGES;
        return "+1512" + exchange + "01" + String.format(Locale.ROOT, "%02d", number % LINES);
    }

    private String email() {
        return "consumer" + number + "@example.com";
    }
}
