package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A ledger in which the first option always has room, and which keeps nothing. */
final class RoomyLedger implements CapLedger {

    private final CompletionStage<Reply> first;

    RoomyLedger(long expiresAtSeconds) {
        this.first =
                CompletableFuture.completedFuture(new Reply.Awarded(new int[] {0}, new int[0], 0, expiresAtSeconds));
    }

    @Override
    public CompletionStage<Reply> award(Request request) {
        if (request.options().isEmpty()) {
            throw new IllegalStateException(
                    "the ping was refused: " + new String(request.eventHead(), StandardCharsets.UTF_8));
        }
        return first;
    }

    @Override
    public CompletionStage<Boolean> commit(Leg leg) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Void> release(Leg leg) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Remembered> recall(String tenant, String pingId) {
        return CompletableFuture.completedFuture(null);
    }
}
