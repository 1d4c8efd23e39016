package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The budget of the hot path: a lead that passes all gates costs no memory. */
class GatesAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LEADS = 200_000;

    /** Its own: others that ask for other minutes at the same time would make its clock work. */
    private final Gates gates = Gates.standard(GateRules.bundled());

    @Test
    void screeningALeadThatPassesAllocatesNothing() {
        check(GateTables.passing());
    }

    @Test
    void neitherDoesOneWithLimitsAndEarlierSales() {
        Facts facts = GateTables.passing();
        long hourAgo = facts.now().getEpochSecond() - 3_600;
        PriorSales sales = new PriorSales(
                true, List.of(new PriorSales.Leg("example", "a", hourAgo), new PriorSales.Leg("other", "b", hourAgo)));
        check(Facts.of(
                        facts.phase(),
                        facts.campaign(),
                        facts.lead().toBuilder()
                                .set("zip", "33139")
                                .set("state", "FL")
                                .build(),
                        facts.consent(),
                        facts.now())
                .with(Screening.CLEAR.with(sales)));
    }

    private void check(Facts facts) {
        Facts buyer = facts.forBuyer(GateTables.buyer("Example Mutual", Duration.ofDays(30)));
        screen(facts, buyer);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int passed = screen(facts, buyer);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(passed).isEqualTo(LEADS);
        assertThat((double) bytes / LEADS).as("bytes per lead").isLessThan(0.5);
    }

    private int screen(Facts facts, Facts buyer) {
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
