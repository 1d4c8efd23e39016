package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.persistence.crypto.DecryptionException;
import dev.gavel.persistence.crypto.TenantKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Recalls accepted pings and opens what they remember. Bytes that cannot be opened may have been damaged on their way: they are asked for once
 * more, and then the ping is as good as forgotten. Whoever repeats the request would meet the same bytes for ever.
 *
 * <p>Thread safety: any thread.
 */
final class PingMemories {

    private static final Logger LOG = LoggerFactory.getLogger(PingMemories.class);
    private static final int AGAIN = 1;

    private final CapLedger ledger;
    private final PingSealer sealer;

    PingMemories(CapLedger ledger, PingSealer sealer) {
        this.ledger = ledger;
        this.sealer = sealer;
    }

    /** A ping as the ledger has it, and what it remembers. */
    record Recalled(CapLedger.Remembered remembered, RememberedPing ping) {}

    /** The ping; empty when it is unknown, long expired or damaged. */
    Mono<Recalled> recall(String tenant, TenantKeys keys, String pingId) {
        return Mono.fromCompletionStage(() -> ledger.recall(tenant, pingId))
                .map(remembered -> new Recalled(remembered, sealer.open(keys, pingId, remembered.memory())))
                .retryWhen(Retry.max(AGAIN)
                        .filter(DecryptionException.class::isInstance)
                        .onRetryExhaustedThrow((_, last) -> last.failure()))
                .onErrorResume(DecryptionException.class, damaged -> {
                    LOG.atWarn()
                            .addKeyValue("tenant", tenant)
                            .addKeyValue("ping", pingId)
                            .log("What a ping remembers is damaged: {}", damaged.getMessage());
                    return Mono.empty();
                });
    }
}
