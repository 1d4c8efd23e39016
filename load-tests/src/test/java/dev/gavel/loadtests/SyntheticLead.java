package dev.gavel.loadtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * An auto-insurance lead that nobody sent: the same for the same number, and with a phone and an e-mail address of its own, so that no two
 * are duplicates. The phone has area code 512 and an exchange that the North American Numbering Plan allows: first digit 2 to 9, last
 * two not both 1.
 *
 * @param number from 0; phones repeat after {@link #COUNT}
 */
record SyntheticLead(long number) {

    /** How many different leads there are. */
    static final long COUNT = 792 * 10_000L;

    private static final int LINES = 10_000;
    private static final int EXCHANGES_PER_DIGIT = 99;
    private static final int SERVICE_CODE = 11;

    /** In E.164: {@code +1512} and seven digits. */
    String phone() {
        long index = number % COUNT;
        long exchange = index / LINES;
        long lastTwo = exchange % EXCHANGES_PER_DIGIT;
        long exchangeDigits =
                (2 + exchange / EXCHANGES_PER_DIGIT) * 100 + (lastTwo < SERVICE_CODE ? lastTwo : lastTwo + 1);
        return "+1512" + exchangeDigits + padded(index % LINES, 4);
    }

    String email() {
        return "lead-" + number + "@example.com";
    }

    /** The body of a ping: hashes where a post has the values themselves. */
    String ping(String campaign, String source, Instant consentedAt) {
        return """
                {"campaign":"%s","source":"%s","min_price":"1.00","zip":"78701","state":"TX","birth_date":"%d-05-12",\
                "currently_insured":%b,"vehicle_year":%d,"credit_band":"good","phone_hash":"%s","email_hash":"%s",\
                "consent":{"text":"By pressing Get my quotes I agree that the companies named may call and text me about car \
                insurance, also by automated means. Consent is not needed to buy anything.",\
                "url":"https://quotes.example.com/auto/start","ip":"192.0.2.15",\
                "user_agent":"Mozilla/5.0 (X11; Linux x86_64)","timestamp":"%s","language":"en",\
                "sellers":["Example Insurance","Sample Mutual"],\
                "trustedform_cert_url":"https://cert.trustedform.com/0000000000000000000000000000000000000000",\
                "jornaya_lead_id":"00000000-0000-0000-0000-000000000000"}}""".formatted(
                        campaign,
                        source,
                        1950 + number % 50,
                        number % 3 > 0,
                        2000 + number % 26,
                        sha256(phone()),
                        sha256(email()),
                        consentedAt);
    }

    /** The body of the post that follows an accepted ping. */
    String post(String pingId) {
        return """
                {"ping_id":"%s","first_name":"Pat","last_name":"Example","phone":"%s","email":"%s",\
                "address":"1 Example Street","city":"Austin"}""".formatted(pingId, phone(), email());
    }

    private static String padded(long value, int width) {
        String digits = Long.toString(value);
        return "0".repeat(width - digits.length()) + digits;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
