package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.testkit.CapLedgerTimeContract;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class RedisCapLedgerTimeTest extends CapLedgerTimeContract {

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

    @Override
    protected void advance(int seconds) {
        long until = nowMillis() + seconds * 1_000L;
        Awaitility.await().atMost(RedisRig.PATIENCE).until(() -> nowMillis() >= until);
    }
}
