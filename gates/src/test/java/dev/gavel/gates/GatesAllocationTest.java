package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The budget of the hot path: a lead that passes all gates costs no memory. */
class GatesAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LEADS = 200_000;

    @Test
    void screeningALeadThatPassesAllocatesNothing() {
        Facts facts = GateTables.passing();
        Facts buyer = facts.forBuyer(GateTables.buyer("Example Mutual"));
        screen(facts, buyer);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int passed = screen(facts, buyer);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(passed).isEqualTo(LEADS);
        assertThat((double) bytes / LEADS).as("bytes per lead").isLessThan(0.5);
    }

    @Test
    void aNumberThatNoListHasAllocatesNothing() {
        Facts given = GateTables.passing();
        Facts facts = Facts.of(
                        given.phase(),
                        given.campaign(),
                        given.lead().toBuilder().set("phone", "+15125550100").build(),
                        given.consent(),
                        given.now())
                .with(given.screening())
                .with(given.dnc());
        Facts buyer = facts.forBuyer(GateTables.buyer("Example Mutual"));
        screen(facts, buyer);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(screen(facts, buyer)).isEqualTo(LEADS);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) bytes / LEADS).as("bytes per lead").isLessThan(0.5);
    }

    private static int screen(Facts facts, Facts buyer) {
        Gates gates = GateTables.GATES;
        int passed = 0;
        for (int i = 0; i < LEADS; i++) {
            if (gates.screenLocal(facts).passes()
                    && gates.screenLists(facts).passes()
                    && gates.screenAll(facts).passes()
                    && gates.screenBuyer(buyer).passes()) {
                passed++;
            }
        }
        return passed;
    }
}
