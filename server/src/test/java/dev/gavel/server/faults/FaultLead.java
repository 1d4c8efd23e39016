package dev.gavel.server.faults;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A lead about somebody who does not exist: numbers are those reserved for fiction, in any area code. */
record FaultLead(int number) {

    private static final int LINES = 100;
    private static final int AREA_CODES = 780;

    Map<String, Object> ping() {
        Map<String, Object> ping = new LinkedHashMap<>();
        ping.put("campaign", "auto");
        ping.put("source", "fb-17");
        ping.put("zip", "78701");
        ping.put("state", "TX");
        ping.put("birth_date", "1950-05-12");
        ping.put("currently_insured", number % 2 == 0);
        ping.put("vehicle_year", number % 4 == 1 ? 2019 : 2009);
        ping.put("phone_hash", sha256(phone()));
        ping.put("email_hash", sha256(email()));
        ping.put("consent", consent());
        return ping;
    }

    Map<String, Object> post(String pingId) {
        Map<String, Object> post = new LinkedHashMap<>();
        post.put("ping_id", pingId);
        post.put("first_name", "Testina");
        post.put("last_name", "Example");
        post.put("phone", phone());
        post.put("email", email());
        post.put("address", "100 Example Street");
        post.put("city", "Austin");
        return post;
    }

    private static Map<String, Object> consent() {
        Map<String, Object> consent = new LinkedHashMap<>();
        consent.put("text", "I agree to be called about insurance quotes.");
        consent.put("url", "https://quotes.example.com/auto");
        consent.put("ip", "192.0.2.15");
        consent.put("user_agent", "Mozilla/5.0");
        consent.put(
                "timestamp",
                Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS).toString());
        consent.put("language", "en");
        return consent;
    }

    private String phone() {
        return String.format(Locale.ROOT, "+1%03d55501%02d", 200 + number / LINES % AREA_CODES, number % LINES);
    }

    private String email() {
        return "consumer" + number + "@example.com";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
