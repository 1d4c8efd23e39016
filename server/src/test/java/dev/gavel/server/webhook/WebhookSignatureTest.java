package dev.gavel.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    /** The vector that libraries for Standard Webhooks are tested with. */
    private static final byte[] KEY = WebhookSignature.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long SECONDS = 1_614_265_330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final Instant NOW = Instant.ofEpochSecond(SECONDS);

    @Test
    void signsAsTheSpecificationSays() {
        assertThat(WebhookSignature.sign(KEY, ID, SECONDS, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void oneRightSignatureOfSeveralIsEnough() {
        assertThat(verify(Long.toString(SECONDS), "v1,AAAA " + SIGNATURE + " v1a,xyz", NOW))
                .isTrue();
    }

    @Test
    void anythingElseIsNotTaken() {
        assertThat(verify(Long.toString(SECONDS + 1), SIGNATURE, NOW))
                .as("another time")
                .isFalse();
        assertThat(verify(Long.toString(SECONDS), "v1,AAAA", NOW)).isFalse();
        assertThat(verify(Long.toString(SECONDS), "", NOW)).isFalse();
        assertThat(verify(Long.toString(SECONDS), null, NOW)).isFalse();
        assertThat(verify(null, SIGNATURE, NOW)).isFalse();
        assertThat(verify("soon", SIGNATURE, NOW)).isFalse();
        assertThat(WebhookSignature.verify(KEY, "msg_other", Long.toString(SECONDS), SIGNATURE, BODY, NOW))
                .isFalse();
        assertThat(WebhookSignature.verify(KEY, ID, Long.toString(SECONDS), SIGNATURE, new byte[] {1}, NOW))
                .isFalse();
    }

    @Test
    void anOldOrFutureSignatureIsNotTaken() {
        assertThat(verify(Long.toString(SECONDS), SIGNATURE, NOW.plusSeconds(300)))
                .isTrue();
        assertThat(verify(Long.toString(SECONDS), SIGNATURE, NOW.plusSeconds(301)))
                .isFalse();
        assertThat(verify(Long.toString(SECONDS), SIGNATURE, NOW.minusSeconds(301)))
                .isFalse();
    }

    @Test
    void aSecretWithoutThePrefixIsItsText() {
        assertThat(WebhookSignature.key("plain")).isEqualTo("plain".getBytes(StandardCharsets.UTF_8));
    }

    private static boolean verify(String timestamp, String signatures, Instant now) {
        return WebhookSignature.verify(KEY, ID, timestamp, signatures, BODY, now);
    }
}
