package dev.gavel.server.dnc;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps what was read early and arrives late from replacing what was read after it. Whoever reads takes a turn before; what it read is used unless a
 * later turn of the same tenant is in use. That is enough, because every change makes somebody read who takes a turn after it.
 *
 * <p>Thread safety: any thread; one use at a time.
 */
final class LoadTurns {

    private final Map<String, Long> tenantToUsed = new HashMap<>();
    private long begun;

    /** Takes the next turn: before reading. */
    synchronized long begin() {
        return ++begun;
    }

    /** Uses what was read in this turn, unless something later is in use; answers whether it did. */
    synchronized boolean use(String tenant, long turn, Runnable use) {
        Long used = tenantToUsed.get(tenant);
        if (used != null && turn < used) {
            return false;
        }
        tenantToUsed.put(tenant, turn);
        use.run();
        return true;
    }
}
