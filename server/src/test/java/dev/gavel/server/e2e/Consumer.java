package dev.gavel.server.e2e;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A person who does not exist, with the lead about them: what a vendor pings and posts. Numbers are those reserved for fiction.
 *
 * @param ping fields of the ping beside campaign and ids
 * @param post fields of the post beside the ping's id
 */
record Consumer(Map<String, Object> ping, Map<String, Object> post) {

    private static final List<Integer> AREA_CODES =
            List.of(512, 713, 214, 210, 817, 915, 361, 806, 254, 409, 432, 903, 936, 940, 956, 972);
    private static final int LINES = 100;

    /** Somebody in Austin who agreed to be called a minute ago; each number gives another person. */
    static Consumer number(int number) {
        String phone = String.format(
                Locale.ROOT, "+1%d55501%02d", AREA_CODES.get(number / LINES % AREA_CODES.size()), number % LINES);
        String email = "consumer" + number + "@example.com";
        Map<String, Object> ping = new LinkedHashMap<>();
        ping.put("zip", "78701");
        ping.put("state", "TX");
        ping.put("birth_date", "1950-05-12");
        ping.put("currently_insured", true);
        ping.put("vehicle_year", 2019);
        ping.put("phone_hash", sha256(phone));
        ping.put("email_hash", sha256(email));
        ping.put("consent", consentGiven(Instant.now().minusSeconds(60)));
        Map<String, Object> post = new LinkedHashMap<>();
        post.put("first_name", "Testina");
        post.put("last_name", "Example");
        post.put("phone", phone);
        post.put("email", email);
        post.put("address", "100 Example Street");
        post.put("city", "Austin");
        return new Consumer(ping, post);
    }

    /** A consent as it happened at a time, naming no buyer but one that nobody is. */
    static Map<String, Object> consentGiven(Instant at) {
        Map<String, Object> consent = new LinkedHashMap<>();
        consent.put("text", "I agree to be called about insurance quotes.");
        consent.put("url", "https://quotes.example.com/auto");
        consent.put("ip", "192.0.2.15");
        consent.put("user_agent", "Mozilla/5.0");
        consent.put("timestamp", at.truncatedTo(ChronoUnit.SECONDS).toString());
        consent.put("language", "en");
        consent.put("trustedform_cert_url", "https://cert.example.com/0123456789abcdef");
        return consent;
    }

    String phone() {
        return Objects.requireNonNull(post.get("phone")).toString();
    }

    String email() {
        return Objects.requireNonNull(post.get("email")).toString();
    }

    /** The same lead with another value in the ping. */
    Consumer pinging(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(ping);
        changed.put(name, value);
        return new Consumer(changed, post);
    }

    /** The same lead without a field in the ping. */
    Consumer pingingNo(String name) {
        Map<String, Object> changed = new LinkedHashMap<>(ping);
        changed.remove(name);
        return new Consumer(changed, post);
    }

    /** The same lead with another value in the post. */
    Consumer posting(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(post);
        changed.put(name, value);
        return new Consumer(ping, changed);
    }

    /** The same lead without a field in the post. */
    Consumer postingNo(String name) {
        Map<String, Object> changed = new LinkedHashMap<>(post);
        changed.remove(name);
        return new Consumer(ping, changed);
    }

    /** The same lead whose consent names sellers. */
    Consumer naming(String... sellers) {
        Map<String, Object> consent = consentGiven(Instant.now().minusSeconds(60));
        consent.put("sellers", List.of(sellers));
        return pinging("consent", consent);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
