package dev.gavel.auction.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeIdTest {

    /** The vectors of the TypeID specification, with its suffixes. */
    @ParameterizedTest
    @CsvSource({
        "00000000-0000-0000-0000-000000000000, 00000000000000000000000000",
        "00000000-0000-0000-0000-000000000001, 00000000000000000000000001",
        "00000000-0000-0000-0000-00000000000a, 0000000000000000000000000a",
        "00000000-0000-0000-0000-000000000010, 0000000000000000000000000g",
        "00000000-0000-0000-0000-000000000020, 00000000000000000000000010",
        "ffffffff-ffff-ffff-ffff-ffffffffffff, 7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "0110c853-1d09-52d8-d73e-1194e95b5f19, 0123456789abcdefghjkmnpqrs",
        "01890a5d-ac96-774b-bcce-b302099a8057, 01h455vb4pex5vsknk084sn02q",
        "0188bac7-4afa-78aa-bc3b-bd1eef28d881, 01h2xcejqtf2nbrexx3vqjhp41",
    })
    void spellsUuidsAsTheSpecificationDoes(UUID uuid, String suffix) {
        TypeId id = TypeId.of("ping", uuid);
        assertThat(id.toString()).isEqualTo("ping_" + suffix);
        assertThat(TypeId.parse("ping", "ping_" + suffix)).isEqualTo(id);
        assertThat(id.uuid()).isEqualTo(uuid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ping",
                "ping_",
                "ping_0188bac7-4afa-78aa-bc3b-bd1eef28d881",
                "ping_8zzzzzzzzzzzzzzzzzzzzzzzzz", // more than 128 bits
                "ping_01h2xcejqtf2nbrexx3vqjhp4", // too short
                "ping_01h2xcejqtf2nbrexx3vqjhp411", // too long
                "ping_01h2xcejqtf2nbrexx3vqjhp4u", // no u in the alphabet
                "ping_01H2XCEJQTF2NBREXX3VQJHP41", // lower case only
                "ping-01h2xcejqtf2nbrexx3vqjhp41",
                "PING_01h2xcejqtf2nbrexx3vqjhp41",
                "pong_01h2xcejqtf2nbrexx3vqjhp41",
                "ping_01h2xcejqtf2nbrexx3vqjhp4é",
                " ping_01h2xcejqtf2nbrexx3vqjhp4",
            })
    void refusesWhatIsNoId(String text) {
        assertThat(TypeId.parse("ping", text)).isNull();
    }

    @Test
    void refusesNull() {
        assertThat(TypeId.parse("ping", null)).isNull();
    }

    @Test
    void readsBackWhatItSpells() {
        Property.forAll(2_000, random -> {
            TypeId id = new TypeId("lead", random.nextLong(), random.nextLong());
            assertThat(TypeId.parse("lead", id.toString())).isEqualTo(id);
        });
    }

    @Test
    void carriesItsTimeAsAUuidOfVersionSeven() {
        Property.forAll(500, random -> {
            long millis = random.nextLong(1L << 48);
            TypeId id = TypeId.at("ping", millis, random.nextLong(), random.nextLong());
            assertThat(id.epochMillis()).isEqualTo(millis);
            assertThat(id.uuid().version()).isEqualTo(7);
            assertThat(id.uuid().variant()).isEqualTo(2);
        });
    }

    @Test
    void sortsByTime() {
        String earlier = TypeId.at("ping", 1_000, -1, -1).toString();
        String later = TypeId.at("ping", 1_001, 0, 0).toString();
        assertThat(earlier).isLessThan(later);
    }
}
