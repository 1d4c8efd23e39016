package dev.gavel.server.vendor;

import static dev.gavel.server.vendor.VendorWorld.AUTO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.Lead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LeadReaderTest {

    private static LeadReader.Reading read(@Nullable String... namesAndValues) {
        return LeadReader.read(Lead.of(AUTO), AUTO, VendorWorld.fields(namesAndValues));
    }

    private static int slot(String name) {
        return AUTO.fieldNamed(name).index();
    }

    @Test
    void valuesGoIntoTheirSlotsInCanonicalSpelling() {
        Lead lead = read("zip", "78701", "phone", "(512) 555-0100", "state", "tx", "currently_insured", "true")
                .lead();

        assertThat(lead.canonical(slot("zip"))).isEqualTo("78701");
        assertThat(lead.canonical(slot("phone"))).isEqualTo("+15125550100");
        assertThat(lead.canonical(slot("state"))).isEqualTo("TX");
        assertThat(lead.canonical(slot("currently_insured"))).isEqualTo("true");
    }

    @Test
    void whatCannotBeReadIsInvalidAndWhatIsEmptyIsAbsent() {
        Lead lead = read("zip", "787", "vehicle_year", null, "state", "").lead();

        assertThat(lead.isInvalid(slot("zip"))).isTrue();
        assertThat(lead.isInvalid(slot("vehicle_year"))).isTrue();
        assertThat(lead.isAbsent(slot("state"))).isTrue();
        assertThat(lead.isAbsent(slot("email"))).isTrue();
    }

    @Test
    void namesThatTheVerticalLacksAreToldInTheirOrder() {
        assertThat(read("vehicel_make", "Ford", "zip", "78701", "b", null, "a", "1")
                        .unknown())
                .containsExactly("vehicel_make", "b", "a");
        assertThat(read("zip", "78701").unknown()).isEmpty();
    }
}
