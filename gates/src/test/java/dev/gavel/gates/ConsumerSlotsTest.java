package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumerSlotsTest {

    @Test
    void findsTheFieldsByName() {
        assertThat(ConsumerSlots.of(ExampleVertical.VERTICAL)).isEqualTo(new ConsumerSlots(0, 1, 5, 6, 7, 8));
    }

    @Test
    void doesNotTakeAFieldOfAnotherType() {
        Vertical vertical = vertical(FieldType.TEXT);
        assertThat(ConsumerSlots.of(vertical).zip()).isEqualTo(ConsumerSlots.NONE);
    }

    @Test
    void looksEachVerticalUpOnce() {
        ConsumerSlots.Cache cache = new ConsumerSlots.Cache();
        Vertical vertical = vertical(FieldType.ZIP);
        assertThat(cache.of(vertical)).isSameAs(cache.of(vertical));
        assertThat(cache.of(vertical(FieldType.ZIP))).isNotSameAs(cache.of(vertical));
    }

    @Test
    void forgetsTheOldestWhenThereAreVeryMany() {
        ConsumerSlots.Cache cache = new ConsumerSlots.Cache();
        List<Vertical> verticals = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            verticals.add(vertical(FieldType.ZIP));
            assertThat(cache.of(verticals.getLast()).zip()).isZero();
        }
        assertThat(verticals)
                .allSatisfy(vertical -> assertThat(cache.of(vertical).zip()).isZero());
    }

    private static Vertical vertical(FieldType zip) {
        return new Vertical("v", List.of(new Field(0, "zip", zip, DataClass.PUBLIC, null, List.of(), 0, 10, false)));
    }
}
