package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The caps of a cluster: each call goes to the server that has its tenant. Thread safety: any thread. */
final class ShardedCapLedger implements CapLedger {

    private final RedisShards shards;

    ShardedCapLedger(RedisShards shards) {
        this.shards = shards;
    }

    @Override
    public CompletionStage<Reply> award(Request request) {
        return asked(() -> shards.of(request.tenant()).ledger().award(request));
    }

    @Override
    public CompletionStage<Boolean> commit(Leg leg) {
        return asked(() -> shards.of(leg.tenant()).ledger().commit(leg));
    }

    @Override
    public CompletionStage<Void> release(Leg leg) {
        return asked(() -> shards.of(leg.tenant()).ledger().release(leg));
    }

    @Override
    public CompletionStage<@Nullable Remembered> recall(String tenant, String pingId) {
        return asked(() -> shards.of(tenant).ledger().recall(tenant, pingId));
    }

    /** Where no server is known the call fails like one without an answer. */
    static <T extends @Nullable Object> CompletionStage<T> asked(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (UnavailableException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
