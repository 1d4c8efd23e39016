package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.testkit.CapLedgerInterleavings;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class RedisCapLedgerInterleavingsTest extends CapLedgerInterleavings {

    private static RedisRig rig;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @BeforeEach
    void buildCounters() {
        rig.epochs.ready(tenant()).block(RedisRig.PATIENCE);
    }

    @Override
    protected CapLedger ledger() {
        return rig.ledger;
    }

    /** Redis has a clock of its own. */
    @Override
    protected boolean timeCanPass() {
        return false;
    }

    @Override
    protected void lapse() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void fund(String tenant, String buyer, long micros) {
        RedisRig.await(rig.changes.addFunds(tenant, buyer, micros));
    }

    @Override
    protected void suppress(String tenant, String key) {
        rig.changes.suppress(tenant, List.of(key)).block(RedisRig.PATIENCE);
    }

    /** Redis runs on this machine: asking it for the time of each of thousands of pings would be most of the work. */
    @Override
    protected long nowMillis() {
        return System.currentTimeMillis();
    }

    @Override
    protected int atOnce() {
        return 32;
    }
}
