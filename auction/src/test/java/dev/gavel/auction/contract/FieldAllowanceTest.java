package dev.gavel.auction.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Phase;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldAllowanceTest {

    private static Field field(FieldType type, DataClass dataClass, @Nullable Phase requiredFrom) {
        return new Field(0, "x", type, dataClass, requiredFrom, List.of(), 0, 10, false);
    }

    @Test
    void whateverIsListedBiddersSeeNothingThatNamesTheConsumer() {
        FieldAllowance everything = new FieldAllowance(Set.of("x"), Set.of("x"));
        for (FieldType type : FieldType.values()) {
            assertThat(everything.allowsInBid(field(type, DataClass.SENSITIVE, null)))
                    .as("%s", type)
                    .isFalse();
            assertThat(everything.allowsInBid(field(type, DataClass.RESTRICTED, Phase.PING)))
                    .as("%s", type)
                    .isEqualTo(type == FieldType.HASH);
            assertThat(everything.allowsInBid(field(type, DataClass.PUBLIC, null)))
                    .as("%s", type)
                    .isTrue();
        }
    }

    @Test
    void biddersUsuallySeeWhatIsPublicOrInternalAndNoHash() {
        for (DataClass dataClass : DataClass.values()) {
            boolean open = dataClass == DataClass.PUBLIC || dataClass == DataClass.INTERNAL;
            assertThat(FieldAllowance.STANDARD.allowsInBid(field(FieldType.TEXT, dataClass, Phase.PING)))
                    .isEqualTo(open);
            assertThat(FieldAllowance.STANDARD.allowsInBid(field(FieldType.HASH, dataClass, Phase.PING)))
                    .isFalse();
        }
    }

    @Test
    void aListForBidsNarrows() {
        FieldAllowance other = new FieldAllowance(Set.of("y"), null);
        assertThat(other.allowsInBid(field(FieldType.TEXT, DataClass.PUBLIC, Phase.PING)))
                .isFalse();
    }

    @Test
    void aDeliveryCarriesWhatIsRequiredAndUsuallyNoOptionalSensitiveField() {
        FieldAllowance nothing = new FieldAllowance(null, Set.of("y"));
        for (DataClass dataClass : EnumSet.allOf(DataClass.class)) {
            assertThat(nothing.allowsInDelivery(field(FieldType.TEXT, dataClass, Phase.POST)))
                    .isTrue();
            assertThat(nothing.allowsInDelivery(field(FieldType.TEXT, dataClass, null)))
                    .isFalse();
            assertThat(FieldAllowance.STANDARD.allowsInDelivery(field(FieldType.TEXT, dataClass, null)))
                    .isEqualTo(dataClass != DataClass.SENSITIVE);
        }
        assertThat(new FieldAllowance(null, Set.of("x"))
                        .allowsInDelivery(field(FieldType.TEXT, DataClass.SENSITIVE, null)))
                .isTrue();
    }
}
