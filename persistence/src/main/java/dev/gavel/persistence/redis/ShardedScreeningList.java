package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.gates.Screening;
import dev.gavel.gates.ScreeningList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The lists of a cluster: each call goes to the server that has its tenant. Thread safety: any thread. */
final class ShardedScreeningList implements ScreeningList {

    private final RedisShards shards;

    ShardedScreeningList(RedisShards shards) {
        this.shards = shards;
    }

    @Override
    public CompletionStage<Screening> screen(
            String tenant, CapLedger.Consumer consumer, @Nullable String exceptPingId) {
        try {
            return shards.of(tenant).lists().screen(tenant, consumer, exceptPingId);
        } catch (UnavailableException _) {
            return CompletableFuture.completedStage(Screening.UNKNOWN);
        }
    }
}
