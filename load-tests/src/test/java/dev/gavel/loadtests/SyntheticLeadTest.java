package dev.gavel.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SyntheticLeadTest {

    @Test
    void phonesAreOfTheNumberingPlan() {
        assertThat(LongStream.iterate(0, number -> number < SyntheticLead.COUNT, number -> number + 3_337)
                        .mapToObj(number -> new SyntheticLead(number).phone()))
                .allMatch(phone -> phone.matches("\\+1512[2-9]\\d{6}") && !phone.startsWith("11", 6));
    }

    @Test
    void everyExchangeIsUsedOnce() {
        assertThat(LongStream.range(0, 792).mapToObj(exchange -> new SyntheticLead(exchange * 10_000).phone()))
                .doesNotHaveDuplicates()
                .startsWith("+15122000000")
                .endsWith("+15129990000");
    }

    @Test
    void aPingCarriesNeitherPhoneNorAddress() {
        SyntheticLead lead = new SyntheticLead(42);

        assertThat(lead.ping("auto-insurance", "fb-17", Instant.EPOCH))
                .doesNotContain(lead.phone(), lead.email())
                .contains("\"timestamp\":\"1970-01-01T00:00:00Z\"")
                .doesNotContain("\n");
    }

    @Test
    void aPostNamesItsPing() {
        assertThat(new SyntheticLead(42).post("ping_1")).contains("\"ping_id\":\"ping_1\"", "+15122000042");
    }
}
