package dev.gavel.testkit;

import dev.gavel.auction.cap.CapLedger;
import java.time.Instant;

class FakeCapLedgerTimeTest extends CapLedgerTimeContract {

    private Instant now = Instant.parse("2026-03-09T12:34:56.789Z");
    private final FakeCapLedger ledger = new FakeCapLedger(() -> now);

    @Override
    protected CapLedger ledger() {
        return ledger;
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

    @Override
    protected void advance(int seconds) {
        now = now.plusSeconds(seconds);
    }
}
