package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.reason.Reason;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The counters in Redis: one script call for each ping, or for all pings that become ready while another call is under way. The clock
 * of windows and expiries is Redis's.
 *
 * <p>Thread safety: any thread. Called on one of the lanes' loops, a method completes on that loop; otherwise it completes on any of them.
 * Nothing blocks.
 */
public final class RedisCapLedger implements CapLedger {

    private final Lanes lanes;
    private final Epochs epochs;
    private final CallQueue<AwardLead, Reply> awards;

    /**
     * @param clock decides only in which hour a ping is counted
     */
    public RedisCapLedger(Lanes lanes, Epochs epochs, InstantSource clock) {
        this.lanes = lanes;
        this.epochs = epochs;
        this.awards = new CallQueue<>(lanes, lane -> new AwardSender(lane, epochs, lanes.metrics(), clock));
    }

    @Override
    public CompletionStage<Reply> award(Request request) {
        Lane lane = lanes.here();
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        lane.execute(() -> award(lane, request, reply));
        return reply;
    }

    private void award(Lane lane, Request request, CompletableFuture<Reply> reply) {
        UnavailableException refusal = lane.refusal();
        if (refusal != null) {
            reply.completeExceptionally(refusal);
            return;
        }
        TenantKeys keys = epochs.current(request.tenant(), lane.runId());
        if (keys == null) {
            reply.complete(new Reply.Stale(Reason.COUNTERS_STALE));
            return;
        }
        awards.add(lane, keys, AwardLead.of(request), reply);
    }

    @Override
    public CompletionStage<Boolean> commit(Leg leg) {
        return settle(Script.COMMIT, leg);
    }

    @Override
    public CompletionStage<Void> release(Leg leg) {
        return settle(Script.RELEASE, leg).thenAccept(_ -> {});
    }

    private CompletionStage<Boolean> settle(Script script, Leg leg) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        call(
                leg.tenant(),
                result,
                (lane, keys) -> lane.send(new LegCall(script, leg, keys, epochs, lane.body(), result)));
        return result;
    }

    @Override
    public CompletionStage<@Nullable Remembered> recall(String tenant, String pingId) {
        CompletableFuture<@Nullable Remembered> result = new CompletableFuture<>();
        call(tenant, result, (lane, keys) -> lane.send(new RecallCall(pingId, keys, epochs, lane.body(), result)));
        return result;
    }

    private void call(String tenant, CompletableFuture<?> result, BiConsumer<Lane, TenantKeys> send) {
        Lane lane = lanes.here();
        lane.execute(() -> {
            TenantKeys keys = epochs.current(tenant, lane.runId());
            if (keys == null) {
                result.completeExceptionally(
                        new UnavailableException("Redis is not connected, or its counters are being rebuilt", null));
                return;
            }
            try {
                send.accept(lane, keys);
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
    }
}
