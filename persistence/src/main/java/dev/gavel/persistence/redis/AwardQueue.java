package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.auction.reason.Reason;
import io.lettuce.core.protocol.CommandType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers awards into one call per tenant: those that become ready in one turn of the loop, and while calls are under way all that become ready
 * until these are answered, because many leads cost Redis little more than a few. When nothing is under way that is a batch of one and no wait;
 * under load the batches grow by themselves, and whoever waits is one call behind at most.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
final class AwardQueue {

    private final Lane lane;
    private final Epochs epochs;
    private final RedisMetrics metrics;
    private final InstantSource clock;
    private final int mostLeads;
    private final AwardEncoder encoder = new AwardEncoder();
    private final List<AwardBatch> open = new ArrayList<>();
    private final Runnable callIsOver = this::callIsOver;
    private int underWay;
    private long lastBucket;

    AwardQueue(Lane lane, Epochs epochs, Lanes lanes, InstantSource clock) {
        this.lane = lane;
        this.epochs = epochs;
        this.metrics = lanes.metrics();
        this.clock = clock;
        this.mostLeads = lanes.settings().mostLeadsPerCall();
        lane.beforeSend(this::sendAll);
    }

    void add(Request request, CompletableFuture<Reply> reply) {
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
        AwardBatch batch = openFor(keys);
        if (batch == null) {
            batch = new AwardBatch(keys, epochs, lane.body(), callIsOver);
            open.add(batch);
            if (underWay == 0) {
                lane.announce();
            }
        }
        batch.add(request, reply);
        if (batch.size() == mostLeads) {
            open.remove(batch);
            send(batch);
        }
    }

    private @Nullable AwardBatch openFor(TenantKeys keys) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).isFor(keys)) {
                return open.get(i);
            }
        }
        return null;
    }

    private void callIsOver() {
        underWay--;
        if (!open.isEmpty()) {
            lane.announce();
        }
    }

    /** At the end of a turn. */
    private void sendAll() {
        if (underWay > 0) {
            return;
        }
        while (!open.isEmpty()) {
            // Taken off first: who hears of a failure at once may ask again at once.
            send(open.removeFirst());
        }
    }

    private void send(AwardBatch batch) {
        underWay++;
        try {
            encoder.encode(batch.requests(), batch.wishes(), batch.keys(), batch, clock.millis());
        } catch (RuntimeException e) {
            sendApart(batch, e);
            return;
        }
        metrics.batched(batch.size());
        for (int bucket = 1; bucket <= encoder.buckets(); bucket++) {
            sendMemories(batch, bucket);
        }
        lane.send(batch);
    }

    /** Sends what pings remember ahead of their award: it need not go through Lua. */
    private void sendMemories(AwardBatch batch, int bucket) {
        PlainCall memories = new PlainCall(CommandType.HSET, batch, lane.body());
        encoder.writeMemories(batch.requests(), batch.keys(), bucket, memories.body());
        lane.send(memories);
        if (encoder.bucket(bucket) != lastBucket) {
            lastBucket = encoder.bucket(bucket);
            sendEndOfBucket(batch);
        }
    }

    /** The award puts off the end of a bucket until its pings are forgotten. Should it never arrive, the bucket must end all the same. */
    private void sendEndOfBucket(AwardBatch batch) {
        PlainCall end = new PlainCall(CommandType.EXPIRE, batch, lane.body());
        end.body().add(batch.keys().pingsPrefix(), lastBucket);
        end.body().add(PingTimes.GRACE_SECONDS);
        end.body().add("NX");
        lane.send(end);
    }

    /** A lead that cannot be written must not take the others with it. */
    private void sendApart(AwardBatch batch, RuntimeException cause) {
        lane.takeBack(batch.body());
        if (batch.size() == 1) {
            batch.fail(cause);
            return;
        }
        underWay--;
        for (int i = 0; i < batch.size(); i++) {
            AwardBatch single = new AwardBatch(batch.keys(), epochs, lane.body(), callIsOver);
            single.add(batch.request(i), batch.reply(i));
            send(single);
        }
    }
}
