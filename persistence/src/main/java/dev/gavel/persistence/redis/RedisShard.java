package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.ContactLog;
import dev.gavel.gates.ScreeningList;
import java.util.concurrent.CompletableFuture;

/**
 * One Redis server and all that is done with it: its lanes, and the epochs, scripts and streams of the tenants whose keys it has.
 *
 * <p>Thread safety: any thread.
 *
 * @param server host and port
 */
record RedisShard(
        String server,
        Lanes lanes,
        Epochs epochs,
        CapLedger ledger,
        ScreeningList lists,
        ContactLog contacts,
        EventStream events,
        Reconciler reconciler)
        implements AutoCloseable {

    /** Completes when it was connected for the first time. */
    CompletableFuture<Void> connected() {
        return lanes.connected().toCompletableFuture();
    }

    boolean isReady() {
        return lanes.ready() > 0;
    }

    @Override
    public void close() {
        reconciler.stop();
        lanes.close();
    }
}
