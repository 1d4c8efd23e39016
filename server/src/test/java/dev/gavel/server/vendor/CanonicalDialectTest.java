package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Calls;
import dev.gavel.server.http.Refusal;
import dev.gavel.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalDialectTest {

    private static Submission json(String body) {
        return CanonicalDialect.readJson(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Submission form(String body) {
        return CanonicalDialect.readForm(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertMalformed(byte[] body) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> CanonicalDialect.readJson(body));
        assertThat(refusal).as(new String(body, StandardCharsets.ISO_8859_1)).isNotNull();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.reason()).isEqualTo(Reason.BODY_MALFORMED);
    }

    @Test
    void whatIsNoFieldHasItsOwnPlace() {
        Submission submission = json(
                "{\"campaign\":\"auto\",\"source\":\"fb-17\",\"min_price\":10.00,\"ping_id\":\"ping_x\",\"zip\":\"78701\"}");

        assertThat(submission.campaign()).isEqualTo("auto");
        assertThat(submission.source()).isEqualTo("fb-17");
        assertThat(submission.minPrice()).isEqualTo("10.00");
        assertThat(submission.pingId()).isEqualTo("ping_x");
        assertThat(submission.fields()).isEqualTo(VendorWorld.fields("zip", "78701"));
        assertThat(submission.consent()).isNull();
    }

    @Test
    void numbersAndBooleansStayAsTheyWereWritten() {
        assertThat(
                        json("{\"a\":2019,\"b\":10.50,\"c\":true,\"d\":false,\"e\":-1,\"f\":1e3,\"g\":123456789012345678901234567890}")
                                .fields())
                .isEqualTo(VendorWorld.fields(
                        "a",
                        "2019",
                        "b",
                        "10.50",
                        "c",
                        "true",
                        "d",
                        "false",
                        "e",
                        "-1",
                        "f",
                        "1e3",
                        "g",
                        "123456789012345678901234567890"));
    }

    @Test
    void nullIsAsGoodAsNotSent() {
        Submission submission = json("{\"zip\":null,\"campaign\":null,\"consent\":null}");

        assertThat(submission.fields()).isEmpty();
        assertThat(submission.campaign()).isNull();
        assertThat(submission.consent()).isNull();
    }

    @Test
    void whatNoFieldCanHoldIsMarked() {
        assertThat(json("{\"zip\":[\"78701\"],\"state\":[],\"a\":[1,{\"b\":2},[3]],\"c\":\"x\"}")
                        .fields())
                .isEqualTo(VendorWorld.fields("zip", null, "a", null, "c", "x"));
    }

    @Test
    void objectsAreDottedNames() {
        assertThat(json("{\"vehicle\":{\"first\":{\"year\":2019}}}").fields())
                .isEqualTo(VendorWorld.fields("vehicle.first.year", "2019"));
    }

    @Test
    void consentIsGathered() {
        Consent consent = json("""
                {"consent": {"text": "I agree", "url": "https://example.com", "ip": "192.0.2.15", "user_agent": "UA",
                 "timestamp": "2026-11-21T10:04:05-05:00", "language": "en", "sellers": ["A LLC", " ", "B Inc"],
                 "trustedform_cert_url": "https://cert.example.com/1", "jornaya_lead_id": "J-1",
                 "method": "Web_Form", "channels": ["call", " SMS "]}}""").consent();

        assertThat(consent)
                .isEqualTo(new Consent(
                        "I agree",
                        "https://example.com",
                        "192.0.2.15",
                        "UA",
                        Instant.parse("2026-11-21T15:04:05Z"),
                        "en",
                        List.of("A LLC", "B Inc"),
                        "https://cert.example.com/1",
                        "J-1",
                        Consent.Signals.NONE,
                        new Consent.Capture(
                                Consent.Method.WEB_FORM,
                                Set.of(Consent.Channel.CALL, Consent.Channel.SMS),
                                ZoneOffset.ofHours(-5))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "'\"method\": \"telepathy\"' > UNREADABLE",
                "'\"method\": [\"web_form\"]' > UNREADABLE",
                "'\"method\": {\"is\": \"paper\"}' > NOT_SENT",
                "'\"method\": 1' > UNREADABLE",
                "'\"method\": \"unreadable\"' > UNREADABLE",
                "'\"method\": \"not_sent\"' > UNREADABLE",
                "'\"method\": \"\"' > NOT_SENT",
                "'\"method\": null, \"text\": \"x\"' > NOT_SENT",
                "'\"method\": \"phone_recording\"' > PHONE_RECORDING"
            })
    void aMethodIsKnownOrUnreadable(String member, Consent.Method method) {
        assertThat(json("{\"consent\":{\"text\": \"I agree\", " + member.replace(", \"text\": \"x\"", "") + "}}")
                        .consent()
                        .capture()
                        .method())
                .isEqualTo(method);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "'\"sms\"' > SMS",
                "'[\"sms\", \"fax\"]' > SMS UNREADABLE",
                "'[1]' > UNREADABLE",
                "'[\"unreadable\"]' > UNREADABLE",
                "'[\"call,sms\"]' > UNREADABLE",
                "'[]' > ''",
                "'[\" \"]' > ''"
            })
    void channelsAreKnownOrUnreadable(String value, String expected) {
        Consent consent = json("{\"consent\":{\"text\": \"I agree\", \"channels\": " + value + "}}")
                .consent();

        assertThat(consent.capture().channels().stream()
                        .sorted()
                        .map(Enum::name)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-21T10:04:05", "2026-11-21", "1763716800", "yesterday", "2026-13-01T00:00:00Z", ""})
    void aConsentWhoseTimeHasNoZoneHasNoTime(String timestamp) {
        Consent consent = json("{\"consent\":{\"timestamp\":\"" + timestamp + "\",\"text\":\" \"}}")
                .consent();

        assertThat(consent).isNotNull();
        assertThat(consent.timestamp()).isNull();
        assertThat(consent.text()).isNull();
    }

    @Test
    void aFormSaysTheSame() {
        Submission submission = form(
                "campaign=auto&zip=78701&first_name=Mary+Ann&last_name=O%27Neil%20%C3%A9"
                        + "&consent.text=I+agree&consent.sellers=A+LLC&consent.sellers=B+Inc&consent.channels=sms&consent.channels=call&consent.method=chat&vehicle_year=2019&empty=");

        assertThat(submission.campaign()).isEqualTo("auto");
        assertThat(submission.fields())
                .isEqualTo(VendorWorld.fields(
                        "zip",
                        "78701",
                        "first_name",
                        "Mary Ann",
                        "last_name",
                        "O'Neil é",
                        "vehicle_year",
                        "2019",
                        "empty",
                        ""));
        assertThat(submission.consent()).isNotNull();
        assertThat(submission.consent().text()).isEqualTo("I agree");
        assertThat(submission.consent().sellers()).containsExactly("A LLC", "B Inc");
        assertThat(submission.consent().capture())
                .isEqualTo(new Consent.Capture(
                        Consent.Method.CHAT, Set.of(Consent.Channel.CALL, Consent.Channel.SMS), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip=78701&zip=78702", "zip=%", "zip=%4", "zip=%zz", "%=1"})
    void aMalformedFormIsRefused(String body) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> form(body));

        assertThat(refusal.reason()).isEqualTo(Reason.BODY_MALFORMED);
        assertThat(refusal.getMessage()).doesNotContain("787");
    }

    @Test
    void whatSomebodyForgotToEncodeIsPartOfItsValue() {
        Submission submission = form("comments=Apt #4; rear&zip=78701");

        assertThat(submission.fields())
                .containsEntry("comments", "Apt #4; rear")
                .containsEntry("zip", "78701");
    }

    @Test
    void aFormWithTooManyMembersIsRefusedRatherThanCut() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> form("a=1&".repeat(513)));

        assertThat(refusal.reason()).isEqualTo(Reason.BODY_MALFORMED);
    }

    @Test
    void aFormThatIsNotUtf8IsRefused() {
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> CanonicalDialect.readForm(new byte[] {'a', '=', (byte) 0xC3, (byte) 0x28}));

        assertThat(refusal.reason()).isEqualTo(Reason.BODY_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "\"x\"",
                "1",
                "null",
                "{",
                "{}}",
                "{} {}",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":\"\n\"}",
                "{\"a\":1,\"a\":2}",
                "{\"consent\":{\"text\":\"a\",\"text\":\"b\"}}",
                "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{\"i\":1}}}}}}}}}",
                "{\"a\":[[[[[[[[1]]]]]]]]}",
                "{\"a\":\"\\ud8\"}",
                "//\n{}"
            })
    void malformedJsonIsRefused(String body) {
        assertMalformed(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void jsonThatIsNotUtf8IsRefused() {
        assertMalformed(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'});
    }

    @Test
    void aRefusalTellsThePlaceAndNotTheText() {
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> json("{\"phone\":\"5125550100\",\n \"email\": jane@example.com}"));

        assertThat(refusal.getMessage()).contains("line 2").doesNotContain("jane", "512555", "phone", "email");
    }

    @Test
    void randomBytesAreReadOrRefusedAndNothingElse() {
        byte[] alphabet = "{}[]\",:0123456789.eE+-truefalsn \\u\n\u00e9".getBytes(StandardCharsets.UTF_8);
        Property.forAll(5_000, random -> {
            byte[] body = new byte[random.nextInt(40)];
            for (int i = 0; i < body.length; i++) {
                body[i] = alphabet[random.nextInt(alphabet.length)];
            }
            if (body.length > 0 && random.nextInt(3) > 0) {
                body[0] = '{';
            }
            try {
                CanonicalDialect.readJson(body);
            } catch (Refusal refusal) {
                assertThat(refusal.reason()).isEqualTo(Reason.BODY_MALFORMED);
            }
            try {
                CanonicalDialect.readForm(body);
            } catch (Refusal refusal) {
                assertThat(refusal.reason()).isEqualTo(Reason.BODY_MALFORMED);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json ; x=y"
            })
    void jsonIsReadAsJson(String type) {
        assertThat(CanonicalDialect.read(Calls.of("POST", "/", "{\"a\":1}", "Content-Type", type))
                        .fields())
                .isEqualTo(VendorWorld.fields("a", "1"));
    }

    @Test
    void withoutATypeItIsJsonAndAFormIsAForm() {
        assertThat(CanonicalDialect.read(Calls.of("POST", "/", "{\"a\":1}")).fields())
                .isEqualTo(VendorWorld.fields("a", "1"));
        assertThat(CanonicalDialect.read(Calls.of(
                                "POST", "/", "a=1", "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"))
                        .fields())
                .isEqualTo(VendorWorld.fields("a", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonx", "application/xml", "", "application/json,text/plain"})
    void anyOtherTypeIsRefused(String type) {
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> CanonicalDialect.read(Calls.of("POST", "/", "{\"a\":1}", "Content-Type", type)));

        assertThat(refusal.status()).isEqualTo(415);
        assertThat(refusal.reason()).isEqualTo(Reason.MEDIA_TYPE_UNSUPPORTED);
    }

    @Test
    void aSubmissionShowsNoValue() {
        assertThat(json("{\"phone\":\"5125550100\"}")).hasToString("Submission[1 fields]");
    }
}
