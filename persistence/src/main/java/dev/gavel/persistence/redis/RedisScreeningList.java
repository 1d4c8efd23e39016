package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.Screening;
import dev.gavel.gates.Screening.Answer;
import dev.gavel.gates.ScreeningList;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The lists of consumers in Redis, asked in one round trip, for one consumer or for all that are to be screened while another call is under
 * way. They say nothing while the tenant's counters are not of the current epoch, because they may be incomplete then.
 *
 * <p>Thread safety: any thread; completes on the caller's event loop where that is one of the lanes'. Nothing blocks.
 */
public final class RedisScreeningList implements ScreeningList {

    private final Lanes lanes;
    private final Epochs epochs;
    private final CallQueue<ScreenLead, Screening> screenings;

    /**
     * @param clock decides only which hour's pings are looked at
     */
    public RedisScreeningList(Lanes lanes, Epochs epochs, InstantSource clock) {
        this.lanes = lanes;
        this.epochs = epochs;
        this.screenings = new CallQueue<>(
                lanes, lane -> (leads, over) -> lane.send(new ScreenBatch(leads, lane, epochs, clock.millis(), over)));
    }

    @Override
    public CompletionStage<Screening> screen(
            String tenant, CapLedger.Consumer consumer, @Nullable String exceptPingId) {
        CompletableFuture<Screening> result = new CompletableFuture<>();
        if (consumer.keys().isEmpty()) {
            result.complete(Screening.UNKNOWN);
            return result;
        }
        Lane lane = lanes.here();
        ScreenLead lead = new ScreenLead(consumer, exceptPingId == null ? "" : exceptPingId);
        lane.execute(() -> {
            TenantKeys keys = epochs.current(tenant, lane.runId());
            if (keys == null || lane.refusal() != null) {
                result.complete(Screening.UNKNOWN);
            } else {
                screenings.add(lane, keys, lead, result);
            }
        });
        return result;
    }

    @Override
    public CompletionStage<Answer> burst(Sending sending) {
        CompletableFuture<Answer> result = new CompletableFuture<>();
        Lane lane = lanes.here();
        lane.execute(() -> {
            TenantKeys keys = epochs.current(sending.tenant(), lane.runId());
            if (keys == null) {
                result.complete(Answer.UNKNOWN);
            } else {
                lane.send(new BurstCall(keys, sending, lane.body(), result));
            }
        });
        return result;
    }

    private final class BurstCall extends ScriptCall {
        private final TenantKeys keys;
        private final CompletableFuture<Answer> result;

        BurstCall(TenantKeys keys, Sending sending, RespWriter body, CompletableFuture<Answer> result) {
            super(Script.BURST, body);
            this.keys = keys;
            this.result = result;
            body.add(keys.epochKey());
            body.add(keys.addressPrefix(), sending.addressKey());
            keysEnd();
            body.add(keys.epochValue());
            body.add(sending.pingId() == null ? "" : sending.pingId());
            body.add(sending.most());
            body.add(sending.windowSeconds());
        }

        @Override
        void onReply(ReplyOutput reply) {
            long said = reply.number(0);
            if (said < 0) {
                epochs.stale(keys);
                result.complete(Answer.UNKNOWN);
            } else {
                result.complete(said == 0 ? Answer.NO : Answer.YES);
            }
        }

        @Override
        void onFailure(Throwable cause) {
            result.complete(Answer.UNKNOWN);
        }
    }
}
