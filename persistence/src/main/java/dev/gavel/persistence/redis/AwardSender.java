package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Reply;
import io.lettuce.core.protocol.CommandType;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends gathered awards on one lane, what their pings remember ahead of them.
 *
 * <p>Thread safety: none; the lane's loop only.
 */
final class AwardSender implements CallQueue.Sender<AwardLead, Reply> {

    private final Lane lane;
    private final Epochs epochs;
    private final RedisMetrics metrics;
    private final InstantSource clock;
    private final AwardEncoder encoder = new AwardEncoder();
    private long lastBucket;

    AwardSender(Lane lane, Epochs epochs, RedisMetrics metrics, InstantSource clock) {
        this.lane = lane;
        this.epochs = epochs;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Sends the leads in one call. Where one of them cannot be written it fails, and the others go in a call each. */
    @Override
    public void send(Gathering<AwardLead, Reply> leads, CallQueue.Over over) {
        AwardBatch batch = new AwardBatch(leads, lane, epochs, over);
        try {
            encoder.encode(leads.questions(), leads.keys(), batch, clock.millis());
        } catch (RuntimeException e) {
            lane.takeBack(batch.body());
            if (leads.size() == 1) {
                batch.fail(e);
            } else {
                sendApart(leads, over);
            }
            return;
        }
        metrics.batched(leads.size());
        for (int bucket = 1; bucket <= encoder.buckets(); bucket++) {
            sendMemories(leads, batch, bucket);
        }
        lane.send(batch);
    }

    /** Sends what pings remember ahead of their award: it need not go through Lua. */
    private void sendMemories(Gathering<AwardLead, Reply> leads, AwardBatch batch, int bucket) {
        PlainCall memories = new PlainCall(CommandType.HSET, batch, lane.body());
        encoder.writeMemories(leads.questions(), leads.keys(), bucket, memories.body());
        lane.send(memories);
        if (encoder.bucket(bucket) != lastBucket) {
            lastBucket = encoder.bucket(bucket);
            sendEndOfBucket(leads, batch);
        }
    }

    /** The award puts off the end of a bucket until its pings are forgotten. Should it never arrive, the bucket must end all the same. */
    private void sendEndOfBucket(Gathering<AwardLead, Reply> leads, AwardBatch batch) {
        PlainCall end = new PlainCall(CommandType.EXPIRE, batch, lane.body());
        end.body().add(leads.keys().pingsPrefix(), lastBucket);
        end.body().add(PingTimes.GRACE_SECONDS);
        end.body().add("NX");
        lane.send(end);
    }

    /** A lead that cannot be written must not take the others with it. */
    private void sendApart(Gathering<AwardLead, Reply> leads, CallQueue.Over over) {
        AtomicInteger left = new AtomicInteger(leads.size());
        for (int i = 0; i < leads.size(); i++) {
            send(leads.single(i), answered -> {
                if (left.decrementAndGet() == 0) {
                    over.isOver(answered);
                }
            });
        }
    }
}
