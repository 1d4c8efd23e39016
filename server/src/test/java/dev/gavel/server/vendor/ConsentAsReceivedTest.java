package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.Consent;
import dev.gavel.testkit.Property;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A consent is never written that was not received: what a vendor leaves out is left out, from its call to the memory of the ping. */
final class ConsentAsReceivedTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** Each member that a vendor may send, with the part of the record that it becomes. */
    private static final Map<String, Part> PARTS = Map.ofEntries(
            Map.entry("text", new Part("text", Consent::text)),
            Map.entry("url", new Part("url", Consent::url)),
            Map.entry("ip", new Part("ip", Consent::ip)),
            Map.entry("user_agent", new Part("userAgent", Consent::userAgent)),
            Map.entry("timestamp", new Part("timestamp", Consent::timestamp)),
            Map.entry("language", new Part("language", Consent::language)),
            Map.entry("sellers", new Part("sellers", consent -> orNull(consent.sellers()))),
            Map.entry("trustedform_cert_url", new Part("trustedFormCertUrl", Consent::trustedFormCertUrl)),
            Map.entry("jornaya_lead_id", new Part("jornayaLeadId", Consent::jornayaLeadId)),
            Map.entry("gpc", new Part("signals", ConsentAsReceivedTest::gpc)),
            Map.entry(
                    "form_started_at",
                    new Part("signals", consent -> consent.signals().formStartedAt())),
            Map.entry(
                    "direction_to_disclose_at",
                    new Part("signals", consent -> consent.signals().directedAt())),
            Map.entry("method", new Part("capture", consent -> consent.capture().methodText())),
            Map.entry(
                    "channels",
                    new Part("capture", consent -> orNull(consent.capture().channels()))));

    private record Part(String component, Function<Consent, @Nullable Object> value) {}

    private static @Nullable Object orNull(java.util.Collection<?> values) {
        return values.isEmpty() ? null : values;
    }

    private static @Nullable Object gpc(Consent consent) {
        return consent.signals().gpc() == Consent.Gpc.NOT_SENT
                ? null
                : consent.signals().gpc();
    }

    private static Object anything(String member, RandomGenerator random) {
        return switch (member) {
            case "timestamp", "form_started_at", "direction_to_disclose_at" ->
                OffsetDateTime.parse("2026-11-2" + random.nextInt(10) + "T10:04:05-0" + random.nextInt(10) + ":00")
                        .toString();
            case "sellers" -> List.of("Seller " + random.nextInt(), "Other " + random.nextInt());
            case "channels" -> random.nextBoolean() ? List.of("call") : List.of("sms", "email");
            case "method" -> random.nextBoolean() ? "web_form" : "paper";
            case "gpc" -> random.nextBoolean();
            default -> member + " " + random.nextInt();
        };
    }

    private static Object asKept(String member, Object sent) {
        return switch (member) {
            case "timestamp", "form_started_at", "direction_to_disclose_at" ->
                OffsetDateTime.parse(sent.toString()).toInstant();
            case "channels" ->
                sent.equals(List.of("call"))
                        ? Set.of(Consent.Channel.CALL)
                        : Set.of(Consent.Channel.SMS, Consent.Channel.EMAIL);
            case "gpc" -> sent.equals(true) ? Consent.Gpc.ON : Consent.Gpc.OFF;
            default -> sent;
        };
    }

    @Test
    void everyPartOfTheRecordIsAskedFor() {
        assertThat(PARTS.values().stream().map(Part::component).distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Consent.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void whatWasSentIsThereAndNothingElse() {
        Property.forAll(2_000, random -> {
            Map<String, Object> sent = new LinkedHashMap<>();
            for (String member : PARTS.keySet()) {
                if (random.nextInt(3) == 0) {
                    sent.put(member, anything(member, random));
                }
            }

            Consent received = CanonicalDialect.readJson(JSON.writeValueAsBytes(Map.of("consent", sent)))
                    .consent();
            Consent remembered = remembered(received);

            assertThat(remembered).isEqualTo(received);
            if (sent.isEmpty() || sent.keySet().equals(Set.of("gpc"))) {
                return;
            }
            Map<String, @Nullable Object> kept = new HashMap<>();
            PARTS.forEach((member, part) -> {
                Object value = part.value().apply(remembered);
                if (value != null) {
                    kept.put(member, value);
                }
            });
            Map<String, Object> expected = new HashMap<>();
            sent.forEach((member, value) -> expected.put(member, asKept(member, value)));
            assertThat(kept).isEqualTo(expected);
            assertThat(remembered.capture().offset())
                    .isEqualTo(
                            sent.containsKey("timestamp")
                                    ? OffsetDateTime.parse(sent.get("timestamp").toString())
                                            .getOffset()
                                    : null);
        });
    }

    @Test
    void aPostsConsentStandsAloneAndIsNotFilledUpFromThePings() {
        Consent bare = CanonicalDialect.readJson(
                        "{\"consent\": {\"text\": \"I agree\"}}".getBytes(StandardCharsets.UTF_8))
                .consent();

        assertThat(bare).isEqualTo(new Consent("I agree", null, null, null, null, null, List.of(), null, null));
        assertThat(PostDesk.consent(VendorWorld.CONSENT, bare)).isSameAs(bare);
        assertThat(PostDesk.consent(VendorWorld.CONSENT, null)).isSameAs(VendorWorld.CONSENT);
        assertThat(PostDesk.consent(null, null)).isNull();
    }

    @Test
    void aTimeKeepsItsClock() {
        Consent consent = CanonicalDialect.readJson("{\"consent\": {\"timestamp\": \"2026-11-21T10:04:05-05:00\"}}"
                        .getBytes(StandardCharsets.UTF_8))
                .consent();

        assertThat(consent.timestamp()).isEqualTo(Instant.parse("2026-11-21T15:04:05Z"));
        assertThat(remembered(consent).timestampText()).isEqualTo("2026-11-21T10:04:05-05:00");
    }

    private static @Nullable Consent remembered(@Nullable Consent consent) {
        RememberedPing ping = new RememberedPing("auto", "acme", "", 1, Map.of(), consent, List.of(), List.of());
        return RememberedPingCodec.decode(RememberedPingCodec.encode(ping)).consent();
    }
}
