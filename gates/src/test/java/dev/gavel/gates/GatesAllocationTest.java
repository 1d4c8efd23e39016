package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.lead.UsState;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The budget of the hot path: a lead that passes all gates costs no memory. */
class GatesAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LEADS = 100_000;
    private static final int MOST_ROUNDS = 20;
    private static final double BUDGET_BYTES = 0.5;
    private static final Vetting LICENSED = new Vetting(
            LocalDate.parse("2026-01-01"),
            "compliance",
            LocalDate.parse("2026-12-31"),
            "to call about what was asked for",
            Set.of("example"),
            List.of(
                    new Vetting.Licence("example", UsState.FL, "1", LocalDate.parse("2026-12-31")),
                    new Vetting.Licence("example", UsState.TX, "2", LocalDate.parse("2026-12-31"))));

    /** Its own: others that ask for other minutes at the same time would make its clock work. */
    private final Gates gates = GateTables.newGates();

    @Test
    void screeningALeadThatPassesAllocatesNothing() {
        requireNoGarbage(GateTables.passing());
    }

    @Test
    void neitherDoesALeadOfWhichEverythingIsAsked() {
        requireNoGarbage(GateTables.row((ObjectNode) GateTables.parse("""
                name: everything
                expect: PASS
                policy: {buyer_licences: true, source_domains: true, form_time_required: true, gpc_required: true}
                vendor: {domains: [www.example.com, "*.example.com"]}
                consent: {gpc: "on", ip: "2001:db8:600d::7", form_started_at: "2026-03-03T11:49:00-06:00",
                          direction_to_disclose_at: "2026-03-03T11:51:00-06:00"}
                """)).facts());
    }

    @Test
    void neitherDoesOneWithLimitsAndEarlierSales() {
        Facts facts = GateTables.passing();
        long hourAgo = facts.now().getEpochSecond() - 3_600;
        PriorSales sales = new PriorSales(
                true, List.of(new PriorSales.Leg("example", "a", hourAgo), new PriorSales.Leg("other", "b", hourAgo)));
        requireNoGarbage(Facts.of(
                        facts.phase(),
                        facts.campaign(),
                        facts.lead().toBuilder()
                                .set("zip", "33139")
                                .set("state", "FL")
                                .build(),
                        facts.consent(),
                        facts.now())
                .from(facts.vendor(), facts.source())
                .with(facts.dnc())
                .with(Screening.CLEAR.with(sales)));
    }

    private void requireNoGarbage(Facts facts) {
        requireNoGarbage(
                facts, GateTables.buyer("Example Mutual", Duration.ofDays(30)).withVetting(LICENSED));
    }

    private void requireNoGarbage(Facts facts, Buyer of) {
        Facts buyer = facts.forBuyer(of);
        // The compiler works beside the test: the first rounds may still run what it has not optimized.
        double least = Double.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least >= BUDGET_BYTES; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int passed = screen(facts, buyer);
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(passed).isEqualTo(LEADS);
            least = Math.min(least, (double) bytes / LEADS);
        }
        assertThat(least).as("bytes per lead").isLessThan(BUDGET_BYTES);
    }

    @Test
    void aNumberThatNoListHasAllocatesNothing() {
        Facts given = GateTables.passing();
        requireNoGarbage(
                Facts.of(
                                given.phase(),
                                given.campaign(),
                                given.lead().toBuilder()
                                        .set("phone", "+15125550100")
                                        .build(),
                                given.consent(),
                                given.now())
                        .with(given.screening())
                        .with(given.dnc())
                        .from(given.vendor(), given.source()),
                GateTables.buyer("Example Mutual"));
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
