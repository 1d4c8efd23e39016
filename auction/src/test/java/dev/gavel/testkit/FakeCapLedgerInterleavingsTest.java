package dev.gavel.testkit;

import dev.gavel.auction.cap.CapLedger;
import java.time.Instant;

class FakeCapLedgerInterleavingsTest extends CapLedgerInterleavings {

    private Instant now = Instant.parse("2026-03-09T12:00:00Z");
    private final FakeCapLedger ledger = new FakeCapLedger(() -> now);

    @Override
    protected CapLedger ledger() {
        return ledger;
    }

    @Override
    protected boolean timeCanPass() {
        return true;
    }

    @Override
    protected void lapse() {
        now = now.plusSeconds(61);
    }

    @Override
    protected void fund(String tenant, String buyer, long micros) {
        ledger.fund(tenant, buyer, micros);
    }

    @Override
    protected void suppress(String tenant, String key) {
        ledger.suppress(tenant, key);
    }

    @Override
    protected long nowMillis() {
        return now.toEpochMilli();
    }

    /** In memory there is time for one more: both legs used, and one of them given back. */
    @Override
    protected int sharedSettlements() {
        return 3;
    }
}
