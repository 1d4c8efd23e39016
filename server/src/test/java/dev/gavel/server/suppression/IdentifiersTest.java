package dev.gavel.server.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.crypto.Sha256;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class IdentifiersTest {

    private static final String PHONE_HASH = Sha256.hexOf("+15125550100");
    private static final String EMAIL_HASH = Sha256.hexOf("ada@example.com");

    @Test
    void aPhoneIsReadAsPeopleWriteIt() {
        for (String text : new String[] {"+15125550100", "(512) 555-0100", " 512.555.0100 ", "1-512-555-0100"}) {
            assertThat(Identifiers.ofPhone(text).phone()).as(text).isEqualTo(PHONE_HASH);
        }
        assertThat(Identifiers.ofPhone("12345").isEmpty()).isTrue();
        assertThat(Identifiers.ofPhone("").isEmpty()).isTrue();
    }

    @Test
    void anEmailIsReadInAnyCase() {
        assertThat(Identifiers.ofEmail(" Ada@Example.COM ").email()).isEqualTo(EMAIL_HASH);
        for (String text : new String[] {"", "ada", "@example.com", "ada@", "a@b@c", "a b@example.com"}) {
            assertThat(Identifiers.ofEmail(text).isEmpty()).as(text).isTrue();
        }
    }

    @Test
    void hashesAreTakenInHexAndBase64() {
        String base64 = Base64.getEncoder().encodeToString(Sha256.of("+15125550100"));
        assertThat(Identifiers.ofPhoneHash(PHONE_HASH.toUpperCase(java.util.Locale.ROOT))
                        .phone())
                .isEqualTo(PHONE_HASH);
        assertThat(Identifiers.ofPhoneHash(base64).phone()).isEqualTo(PHONE_HASH);
    }

    /** The published example of the DROP's hashing: the last ten digits, SHA-256, base64. */
    @Test
    void phonesOfTheDropAreTheHashOfTenDigits() {
        assertThat(Identifiers.ofTenDigitsHash("vGM7y5n+hBXRSEAklhHDPCbysyNgYTmXdMcagGUOY8E=")
                        .tenDigits())
                .isEqualTo(Identifiers.ofPhone("+1(415)555-9317").tenDigits())
                .isNotNull();
    }

    @Test
    void otherHashesAreNotTaken() {
        for (String text : new String[] {
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "",
            "zz",
            "====",
            "g".repeat(64)
        }) {
            assertThat(Identifiers.ofPhoneHash(text).isEmpty()).as(text).isTrue();
            assertThat(Identifiers.ofEmailHash(text).isEmpty()).as(text).isTrue();
        }
    }

    @Test
    void itShowsNothing() {
        assertThat(Identifiers.ofPhone("+15125550100")).hasToString("Identifiers");
    }
}
