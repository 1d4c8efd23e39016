package dev.gavel.server.vendor;

import static dev.gavel.server.vendor.VendorWorld.lead;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.Lead;
import org.junit.jupiter.api.Test;

final class LockedFieldsTest {

    private static final String PHONE_HASH = "12945b229096fbeea14e73ff7096d927765584b9663358877238f4075eba0d89";
    private static final String EMAIL_HASH = "b9a9f2f432d00cecd73d4cfccccc30e84465125bde7f8c361b8aaa582d77f11c";

    private static String changed(Lead pinged, Lead posted) {
        return LockedFields.firstChanged(new VendorWorld().post(pinged, posted));
    }

    @Test
    void theSameLeadIsUnchanged() {
        Lead lead = lead("zip", "78701", "state", "TX", "vehicle_year", "2019");

        assertThat(changed(lead, lead)).isNull();
    }

    @Test
    void aLockedFieldThatDiffersIsNamed() {
        assertThat(changed(lead("zip", "78701", "state", "TX"), lead("zip", "78702", "state", "TX")))
                .isEqualTo("zip");
        assertThat(changed(lead("vehicle_year", "2019"), lead("vehicle_year", "2018")))
                .isEqualTo("vehicle_year");
    }

    @Test
    void aLockedFieldThatIsTakenBackIsNamed() {
        assertThat(changed(lead("zip", "78701"), lead())).isEqualTo("zip");
    }

    @Test
    void anotherSpellingIsNoChange() {
        assertThat(changed(
                        lead("state", "TX", "currently_insured", "true"),
                        lead("state", "tx", "currently_insured", "yes")))
                .isNull();
    }

    @Test
    void otherFieldsMayChangeAndNewOnesMayCome() {
        assertThat(changed(
                        lead("zip", "78701", "drivers", "1"),
                        lead("zip", "78701", "drivers", "2", "first_name", "Testina", "birth_date", "1984-05-12")))
                .isNull();
    }

    @Test
    void phoneAndEmailMustBeThoseThatWereHashed() {
        Lead hashes = lead("zip", "78701", "phone_hash", PHONE_HASH, "email_hash", EMAIL_HASH);

        assertThat(changed(hashes, lead("zip", "78701", "phone", "+15125550100", "email", "Testina@Example.com")))
                .isNull();
        assertThat(changed(hashes, lead("zip", "78701", "phone", "+15125550101", "email", "testina@example.com")))
                .isEqualTo("phone_hash");
        assertThat(changed(hashes, lead("zip", "78701", "phone", "+15125550100", "email", "other@example.com")))
                .isEqualTo("phone_hash");
    }

    @Test
    void aHashThatThePingDidNotCarryBindsNothing() {
        Lead phoneOnly = lead("zip", "78701", "phone_hash", PHONE_HASH);

        assertThat(changed(phoneOnly, lead("zip", "78701", "phone", "5125550100", "email", "any@example.com")))
                .isNull();
    }
}
