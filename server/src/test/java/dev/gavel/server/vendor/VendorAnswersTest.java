package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.testing.OpenApiContract;
import dev.gavel.server.vendor.PostOutcome.LegState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The very bytes that vendors read; each is held against the contract too. */
final class VendorAnswersTest {

    private static final String PING = "ping_01kb2d6x0ge6k9bq3x4v5w6y7z";
    private static final String LEAD = "lead_01kb2d7pnmf8kba5x6w7y8z9a0";
    private static final String LEG = "leg_01kb2d6x0ge6k9bq3x4v5w6y80";
    private static final String OTHER_LEG = "leg_01kb2d6x0ge6k9bq3x4v5w6y81";

    private static String ping(PingOutcome outcome, String... unknown) {
        String body = new String(VendorAnswers.ping(outcome, "USD", List.of(unknown)), StandardCharsets.UTF_8);
        OpenApiContract.shipped().check("POST", "/api/ping", 200, body);
        return body;
    }

    private static String post(PostOutcome outcome) {
        String body = new String(VendorAnswers.post(outcome, "USD"), StandardCharsets.UTF_8);
        OpenApiContract.shipped().check("POST", "/api/post", 200, body);
        OpenApiContract.shipped().check("POST", "/api/full", 200, body);
        OpenApiContract.shipped().check("GET", "/api/pings/" + PING, 200, body);
        return body;
    }

    private static PostOutcome.Leg leg(String id, LegState state, long payoutMicros, @Nullable String redirect) {
        return new PostOutcome.Leg(id, state, payoutMicros, redirect);
    }

    @Test
    void anAcceptedPing() {
        PingOutcome accepted = new PingOutcome.Accepted(
                PING,
                List.of(
                        new PingOutcome.PromisedLeg(LEG, 17_125_000),
                        new PingOutcome.PromisedLeg(OTHER_LEG, 14_000_000)),
                31_125_000,
                1_795_273_745L,
                true);

        assertThat(ping(accepted))
                .isEqualTo("{\"status\":\"accepted\",\"ping_id\":\"" + PING
                        + "\",\"price\":\"31.125\",\"currency\":\"USD\","
                        + "\"expires_at\":\"2026-11-21T15:09:05Z\",\"legs\":[{\"leg\":\"" + LEG
                        + "\",\"price\":\"17.125\"},"
                        + "{\"leg\":\"" + OTHER_LEG + "\",\"price\":\"14.00\"}]}");
        assertThat(ping(accepted, "vehicel_make")).endsWith(",\"ignored_fields\":[\"vehicel_make\"]}");
    }

    @Test
    void aPromiseWithoutReservationSaysSo() {
        PingOutcome accepted = new PingOutcome.Accepted(
                PING, List.of(new PingOutcome.PromisedLeg(LEG, 14_000_000)), 14_000_000, 1_795_273_745L, false);

        assertThat(ping(accepted)).contains("\"expires_at\":\"2026-11-21T15:09:05Z\",\"firm\":false,\"legs\":");
    }

    @Test
    void aRejectedPing() {
        assertThat(ping(new PingOutcome.Rejected(PING, Reason.FIELD_MISSING, "zip")))
                .isEqualTo("{\"status\":\"rejected\",\"ping_id\":\"" + PING
                        + "\",\"reason\":{\"code\":1001,\"name\":\"field_missing\","
                        + "\"message\":\"A required field is missing.\",\"field\":\"zip\"}}");
        assertThat(ping(new PingOutcome.Rejected(PING, Reason.NO_BID, null), "x"))
                .doesNotContain("\"field\"");
    }

    @Test
    void everyReasonCanBeTold() {
        for (Reason reason : Reason.values()) {
            assertThat(ping(new PingOutcome.Rejected(PING, reason, null))).contains("\"code\":" + reason.code());
        }
    }

    @Test
    void aSoldPost() {
        PostOutcome.Delivered sold = new PostOutcome.Delivered(
                PING, LEAD, List.of(leg(LEG, LegState.SOLD, 42_500_000, "https://buyer.example.com/next")));

        assertThat(post(sold))
                .isEqualTo("{\"status\":\"sold\",\"ping_id\":\"" + PING + "\",\"lead_id\":\"" + LEAD
                        + "\",\"price\":\"42.50\","
                        + "\"currency\":\"USD\",\"legs\":[{\"leg\":\"" + LEG
                        + "\",\"status\":\"sold\",\"price\":\"42.50\"}],"
                        + "\"redirect_url\":\"https://buyer.example.com/next\"}");
    }

    @Test
    void onlySoldLegsArePaidAndOnlyTheirBuyersRedirect() {
        PostOutcome.Delivered mixed = new PostOutcome.Delivered(
                PING,
                LEAD,
                List.of(
                        leg(LEG, LegState.REJECTED, 20_000_000, "https://loser.example.com"),
                        leg(OTHER_LEG, LegState.SOLD, 10_000_000, null),
                        leg(LEG, LegState.PENDING, 5_000_000, null)));

        assertThat(post(mixed))
                .contains("\"status\":\"sold\"", "\"price\":\"10.00\",\"currency\"", "\"redirect_url\":null")
                .doesNotContain("\"reason\"");
    }

    @Test
    void aPendingPost() {
        PostOutcome.Delivered pending = new PostOutcome.Delivered(
                PING,
                LEAD,
                List.of(leg(LEG, LegState.PENDING, 42_500_000, null), leg(OTHER_LEG, LegState.REJECTED, 1, null)));

        assertThat(post(pending))
                .startsWith("{\"status\":\"pending\",\"ping_id\":\"" + PING
                        + "\",\"reason\":{\"code\":4005,\"name\":\"delivery_unresolved\"")
                .contains("\"lead_id\":\"" + LEAD + "\"", "\"price\":\"0.00\",\"currency\"");
    }

    @Test
    void aPostThatIsBeingDeliveredElsewhere() {
        String body = new String(VendorAnswers.pending(PING), StandardCharsets.UTF_8);

        OpenApiContract.shipped().check("POST", "/api/post", 200, body);
        assertThat(body).contains("\"status\":\"pending\"").doesNotContain("lead_id");
    }

    @Test
    void aPostThatBuyersRefused() {
        PostOutcome.Delivered refused =
                new PostOutcome.Delivered(PING, LEAD, List.of(leg(LEG, LegState.REJECTED, 42_500_000, null)));

        assertThat(post(refused)).contains("\"status\":\"rejected\"", "\"code\":4004", "\"lead_id\":\"" + LEAD + "\"");
    }

    @Test
    void aPostThatNoBuyerHeardOf() {
        assertThat(post(new PostOutcome.Rejected(PING, Reason.LOCKED_FIELD_CHANGED, "zip")))
                .contains("\"status\":\"rejected\"", "\"code\":4003", "\"field\":\"zip\"")
                .doesNotContain("lead_id");
    }
}
