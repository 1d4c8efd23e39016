package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.testkit.CapLedgerContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class RedisCapLedgerTest extends CapLedgerContract {

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

    @Override
    protected void fund(String tenant, String buyer, long micros) {
        RedisRig.await(rig.changes.addFunds(tenant, buyer, micros));
    }

    @Override
    protected void suppress(String tenant, String key) {
        rig.changes.suppress(tenant, List.of(key)).block(RedisRig.PATIENCE);
    }

    @Override
    protected long nowMillis() {
        return rig.nowMillis();
    }
}
