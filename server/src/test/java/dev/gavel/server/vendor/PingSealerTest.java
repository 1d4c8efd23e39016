package dev.gavel.server.vendor;

import static dev.gavel.server.vendor.VendorWorld.KEYS;
import static dev.gavel.server.vendor.VendorWorld.lead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.id.TypeId;
import dev.gavel.persistence.crypto.DecryptionException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PingSealerTest {

    private static final String LEAD_ID = "lead_01kb2d7pnmf8kba5x6w7y8z9a0";

    private final PingSealer sealer = new PingSealer();
    private final Post post = new VendorWorld()
            .candidate("a", SaleMode.EXCLUSIVE, null, 50_000_000)
            .post(
                    lead("zip", "78701"),
                    lead(
                            "zip",
                            "78701",
                            "phone",
                            "5125550100",
                            "email",
                            "testina@example.com",
                            "first_name",
                            "Testina"),
                    0);

    @Test
    void aSealedLeadOpensAsItWas() {
        RememberedPing opened = sealer.openLead(KEYS, LEAD_ID, sealer.sealLead(post));

        assertThat(opened.fields())
                .containsEntry("phone", "+15125550100")
                .containsEntry("email", "testina@example.com")
                .containsEntry("zip", "78701");
        assertThat(opened.candidates()).isEqualTo(post.ping().candidates());
        assertThat(opened.consent()).isEqualTo(VendorWorld.CONSENT);
    }

    @Test
    void whatIsSealedShowsNothingAndNeverLooksTheSame() {
        byte[] sealed = sealer.sealLead(post);

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Testina", "5125550100", "example");
        assertThat(sealed).isNotEqualTo(sealer.sealLead(post));
    }

    @Test
    void itOpensForNoOtherLeadAndNoOtherTenant() {
        byte[] sealed = sealer.sealLead(post);

        assertThatThrownBy(() -> sealer.openLead(KEYS, "lead_01kb2d7pnmf8kba5x6w7y8z9a1", sealed))
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> sealer.openLead(VendorWorld.keys("other", 8), LEAD_ID, sealed))
                .isInstanceOf(DecryptionException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> sealer.openLead(KEYS, LEAD_ID, sealed)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void aHashOfTheConsumerIsTheConsumer() {
        List<String> ofHashes = ConsumerKeys.of(
                lead(
                        "phone_hash", "12945B229096FBEEA14E73FF7096D927765584B9663358877238F4075EBA0D89",
                        "email_hash", "b9a9f2f432d00cecd73d4cfccccc30e84465125bde7f8c361b8aaa582d77f11c"),
                KEYS);

        assertThat(ofHashes)
                .hasSize(2)
                .isEqualTo(ConsumerKeys.of(lead("phone", "(512) 555-0100", "email", "Testina@Example.com"), KEYS))
                .isEqualTo(ConsumerKeys.of("1-512-555-0100", " TESTINA@example.com ", KEYS))
                .doesNotContainAnyElementsOf(
                        ConsumerKeys.of("5125550100", "testina@example.com", VendorWorld.keys("other", 8)));
    }

    @Test
    void whoSendsNothingIsNobody() {
        assertThat(ConsumerKeys.of(lead("zip", "78701"), KEYS)).isEmpty();
        assertThat(ConsumerKeys.of("555", " ", KEYS)).isEmpty();
        assertThat(ConsumerKeys.of(null, null, KEYS)).isEmpty();
    }

    @Test
    void legsAreNamedByPingAndPosition() {
        TypeId first = IdSource.leg(VendorWorld.PING, 0);

        assertThat(first).isEqualTo(IdSource.leg(VendorWorld.PING, 0)).isNotEqualTo(IdSource.leg(VendorWorld.PING, 1));
        assertThat(first.epochMillis()).isEqualTo(VendorWorld.PING.epochMillis());
        assertThat(TypeId.parse(IdSource.LEG, first.toString())).isEqualTo(first);
    }

    @Test
    void idsOfOneMomentDiffer() {
        IdSource ids = new IdSource();

        assertThat(java.util.stream.Stream.generate(() -> ids.next(IdSource.PING, 1_000))
                        .limit(1_000))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id.epochMillis()).isEqualTo(1_000));
    }
}
