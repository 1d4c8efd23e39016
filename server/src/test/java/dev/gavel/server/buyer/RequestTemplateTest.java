package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.testkit.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class RequestTemplateTest {

    private static final Lead FULL = Lead.of(BuyerWorld.AUTO)
            .set("zip", "00501")
            .set("vehicle_year", "2019")
            .set("currently_insured", "no")
            .set("birth_date", "1984-05-12")
            .set("state", "tx")
            .set("credit", "fair \"or\" so")
            .set("coverage", "100000")
            .set("comments", "say \"hi\"\\\n\t\u0001 é 😀")
            .set("first_name", "Testina")
            .set("phone", "(512) 555-0100")
            .set("email", "T@Example.com")
            .build();

    @Test
    void eachTypeHasItsSpelling() {
        assertThat(bid("${zip}")).isEqualTo("{\"x\":\"00501\"}");
        assertThat(bid("${vehicle_year}")).isEqualTo("{\"x\":2019}");
        assertThat(bid("${currently_insured}")).isEqualTo("{\"x\":false}");
        assertThat(bid("${birth_date}")).isEqualTo("{\"x\":\"1984-05-12\"}");
        assertThat(bid("${state}")).isEqualTo("{\"x\":\"TX\"}");
        assertThat(bid("${credit}")).isEqualTo("{\"x\":\"fair \\\"or\\\" so\"}");
        assertThat(bid("${coverage}")).isEqualTo("{\"x\":\"100000.00\"}");
        assertThat(bid("${comments}")).isEqualTo("{\"x\":\"say \\\"hi\\\"\\\\\\n\\t\\u0001 é 😀\"}");
        assertThat(delivery(Map.of("x", "${phone}", "y", "${email}").entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .collect(LinkedHashMap::new, (map, e) -> map.put(e.getKey(), e.getValue()), Map::putAll)))
                .isEqualTo("{\"x\":\"+15125550100\",\"y\":\"t@example.com\"}");
    }

    @Test
    void partsBecomeOneText() {
        assertThat(bid("${state}-${zip}/${vehicle_year}:${currently_insured}"))
                .isEqualTo("{\"x\":\"TX-00501/2019:false\"}");
        assertThat(bid("a \"${zip}\" b")).isEqualTo("{\"x\":\"a \\\"00501\\\" b\"}");
        assertThat(bid("${campaign}/${source}/${ping_id}/${floor}"))
                .isEqualTo("{\"x\":\"auto-us/fb-17/ping_01test/12.50\"}");
    }

    @Test
    void missingValuesAreLeftOutWithTheirKeys() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("a", "${zip}");
        request.put("b", Map.of("c", "${vehicle_year}"));
        request.put("d", Arrays.asList("${zip}", 1, "${state}", null));
        request.put("e", "${zip} ${state}");
        request.put("f", "constant");
        Lead lead = Lead.of(BuyerWorld.AUTO).set("state", "TX").build();

        assertThat(write(
                        RequestTemplate.compile(request, BuyerWorld.AUTO, Purpose.BID, FieldAllowance.STANDARD),
                        facts(lead)))
                .isEqualTo("{\"b\":{},\"d\":[1,\"TX\",null],\"f\":\"constant\"}");
    }

    @Test
    void invalidValuesAreMissing() {
        Lead lead = Lead.of(BuyerWorld.AUTO).set("zip", "none").build();

        assertThat(write(
                        RequestTemplate.compile(
                                Map.of("x", "${zip}"), BuyerWorld.AUTO, Purpose.BID, FieldAllowance.STANDARD),
                        facts(lead)))
                .isEqualTo("{}");
    }

    @Test
    void constantsOfAllKindsArePassedOn() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("text", "a\"b");
        request.put("number", 7);
        request.put("decimal", 1.5);
        request.put("flag", true);
        request.put("nothing", null);
        request.put("a \"key\"", List.of());

        assertThat(write(
                        RequestTemplate.compile(request, BuyerWorld.AUTO, Purpose.BID, FieldAllowance.STANDARD),
                        facts(FULL)))
                .isEqualTo(
                        "{\"text\":\"a\\\"b\",\"number\":7,\"decimal\":1.5,\"flag\":true,\"nothing\":null,\"a \\\"key\\\"\":[]}");
    }

    @Test
    void bidTemplatesRefuseWhatBiddersMustNotSee() {
        for (String name : List.of("first_name", "phone", "email", "ssn")) {
            assertThatThrownBy(() -> bid("prefix ${" + name + "}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("${" + name + "}");
        }
        for (String name : List.of("price", "lead_id", "leg_id", "bid_reference", "consent.ip")) {
            assertThatThrownBy(() -> bid("${" + name + "}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("${" + name + "}");
        }
    }

    /** Whatever a template names and whatever a contract lists: a request for bids holds no value of a field that names the consumer. */
    @Test
    void noRequestForBidsEverHasARestrictedOrSensitiveField() {
        Lead lead = Lead.of(BuyerWorld.AUTO)
                .set("zip", "78701")
                .set("state", "TX")
                .set("first_name", "CANARY")
                .set("phone", "+15125550100")
                .set("email", "canary@example.com")
                .set("ssn", "CANARY")
                .build();
        List<String> names = BuyerWorld.AUTO.fields().stream().map(Field::name).toList();
        Property.forAll(3_000, random -> {
            FieldAllowance listed = new FieldAllowance(
                    random.nextInt(4) == 0 ? null : some(names, random),
                    random.nextBoolean() ? null : some(names, random));
            Map<String, Object> request = new LinkedHashMap<>();
            for (String name : some(names, random)) {
                Object text = "${" + name + "}";
                request.put(
                        "x" + request.size(),
                        switch (random.nextInt(3)) {
                            case 0 -> text;
                            case 1 -> List.of(text, Map.of("y", "a " + text + " b"));
                            default -> Map.of("y", List.of(text));
                        });
            }
            String sent;
            try {
                sent = write(RequestTemplate.compile(request, BuyerWorld.AUTO, Purpose.BID, listed), facts(lead));
            } catch (IllegalArgumentException refused) {
                return;
            }
            assertThat(sent).doesNotContain("CANARY", "5550100", "canary@");
        });
    }

    private static Set<String> some(List<String> names, RandomGenerator random) {
        Set<String> some = new LinkedHashSet<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            some.add(names.get(random.nextInt(names.size())));
        }
        return some;
    }

    @Test
    void aDeliveryCarriesASensitiveFieldOnlyWhereItIsListed() {
        Map<String, Object> request = Map.of("x", "${ssn}");
        assertThatThrownBy(() ->
                        RequestTemplate.compile(request, BuyerWorld.AUTO, Purpose.DELIVERY, FieldAllowance.STANDARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ssn");
        RequestTemplate listed = RequestTemplate.compile(
                request, BuyerWorld.AUTO, Purpose.DELIVERY, new FieldAllowance(null, Set.of("ssn")));
        assertThat(write(
                        listed,
                        facts(Lead.of(BuyerWorld.AUTO).set("ssn", "000-00-0000").build())))
                .isEqualTo("{\"x\":\"000-00-0000\"}");
    }

    @Test
    void typingErrorsAreRefused() {
        assertThatThrownBy(() -> bid("${zipp}")).hasMessageContaining("zipp");
        assertThatThrownBy(() -> bid("${zip")).hasMessageContaining("no }");
        assertThatThrownBy(() -> bid("${}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bid(new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bid(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leadOfAnotherVersionIsReadByItsOwnFields() {
        Vertical older = new Vertical(
                "auto",
                List.of(
                        field(0, "vehicle_year", FieldType.INTEGER, DataClass.PUBLIC),
                        field(1, "zip", FieldType.ZIP, DataClass.PUBLIC)));
        Lead lead =
                Lead.of(older).set("zip", "78701").set("vehicle_year", "1999").build();
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("zip", "${zip}");
        request.put("year", "${vehicle_year}");
        request.put("state", "${state}");

        assertThat(write(
                        RequestTemplate.compile(request, BuyerWorld.AUTO, Purpose.BID, FieldAllowance.STANDARD),
                        facts(lead)))
                .isEqualTo("{\"zip\":\"78701\",\"year\":1999}");
    }

    @Test
    void fieldThatWasRestrictedWhenTheLeadWasReadIsNotWritten() {
        Vertical stricter = new Vertical("auto", List.of(field(0, "zip", FieldType.ZIP, DataClass.RESTRICTED)));
        Lead lead = Lead.of(stricter).set("zip", "78701").build();
        for (String text : List.of("${zip}", "zip ${zip}")) {
            RequestTemplate template =
                    RequestTemplate.compile(Map.of("x", text), BuyerWorld.AUTO, Purpose.BID, FieldAllowance.STANDARD);

            assertThatThrownBy(() -> write(template, facts(lead)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("zip")
                    .message()
                    .doesNotContain("78701");
        }
    }

    @Test
    void whateverTheTextWhatIsWrittenIsJson() {
        JsonMapper json = JsonMapper.shared();
        RequestTemplate template = RequestTemplate.compile(
                Map.of("x", "${comments}"), BuyerWorld.AUTO, Purpose.BID, FieldAllowance.STANDARD);
        Property.forAll(2_000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(1, 30); i > 0; i--) {
                text.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> random.nextInt(0x20);
                            case 1 -> random.nextInt(0x20, 0x80);
                            case 2 -> random.nextInt(0x80, 0xD800);
                            default -> random.nextInt(0x1_0000, 0x11_0000);
                        });
            }
            Lead lead =
                    Lead.of(BuyerWorld.AUTO).set("comments", text.toString()).build();

            assertThat(json.readTree(write(template, facts(lead))).get("x").asString())
                    .isEqualTo(text.toString());
        });
    }

    private static Field field(int index, String name, FieldType type, DataClass dataClass) {
        return new Field(index, name, type, dataClass, null, List.of(), 0, 1_000_000, false);
    }

    private static String bid(Object value) {
        return write(
                RequestTemplate.compile(Map.of("x", value), BuyerWorld.AUTO, Purpose.BID, FieldAllowance.STANDARD),
                facts(FULL));
    }

    private static String delivery(Map<String, Object> request) {
        Delivery delivery =
                new Delivery("t", "d", BuyerWorld.contract("acme"), "p", "l", "g", "c", "s", 1, null, FULL, null);
        return write(
                RequestTemplate.compile(request, BuyerWorld.AUTO, Purpose.DELIVERY, FieldAllowance.STANDARD),
                new CallFacts.OfDelivery(delivery));
    }

    private static CallFacts facts(Lead lead) {
        return CallFacts.OfBid.of(
                new BidSource.Request("t", "ping_01test", "auto-us", "vendor-1", "fb-17", lead, 12_500_000));
    }

    private static String write(RequestTemplate template, CallFacts facts) {
        ByteBuf out = Unpooled.buffer();
        template.write(out, facts);
        return out.toString(StandardCharsets.UTF_8);
    }
}
