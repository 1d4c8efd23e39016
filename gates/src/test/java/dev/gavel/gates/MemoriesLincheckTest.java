package dev.gavel.gates;

import dev.gavel.auction.lead.Vertical;
import dev.gavel.testkit.Linearizability;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the gates remember between leads. */
@Tag("lincheck")
public class MemoriesLincheckTest {

    @Test
    @Timeout(300)
    void aVerticalsSlotsAreItsOwn() {
        Linearizability.check(Slots.class);
    }

    /** Verticals that are seen for the first time: one with everything, one with a ZIP code alone, one that has no consumer. */
    public static class Slots {
        private static final List<Vertical> VERTICALS = List.of(
                ExampleVertical.VERTICAL,
                new Vertical("short", ExampleVertical.VERTICAL.fields().subList(0, 1)),
                new Vertical("empty", List.of()));

        private final ConsumerSlots.Cache cache = new ConsumerSlots.Cache();

        @Operation
        public String slots(@Param(gen = IntGen.class, conf = "0:2") int vertical) {
            return cache.of(VERTICALS.get(vertical)).toString();
        }
    }
}
