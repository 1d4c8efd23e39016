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
 * The lists of consumers in Redis, asked in one round trip. They say nothing while the tenant's counters are not of the current epoch,
 * because they may be incomplete then.
 *
 * <p>Thread safety: any thread; completes on the caller's event loop where that is one of the lanes'. Nothing blocks.
 */
public final class RedisScreeningList implements ScreeningList {

    private final Lanes lanes;
    private final Epochs epochs;
    private final InstantSource clock;

    /**
     * @param clock decides only which hour's pings are looked at
     */
    public RedisScreeningList(Lanes lanes, Epochs epochs, InstantSource clock) {
        this.lanes = lanes;
        this.epochs = epochs;
        this.clock = clock;
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
        lane.execute(() -> {
            TenantKeys keys = epochs.current(tenant, lane.runId());
            if (keys == null) {
                result.complete(Screening.UNKNOWN);
            } else {
                lane.send(
                        new ScreenCall(keys, consumer, exceptPingId == null ? "" : exceptPingId, lane.body(), result));
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

    private final class ScreenCall extends ScriptCall {
        private final TenantKeys keys;
        private final CompletableFuture<Screening> result;

        ScreenCall(
                TenantKeys keys,
                CapLedger.Consumer consumer,
                String exceptPingId,
                RespWriter body,
                CompletableFuture<Screening> result) {
            super(Script.SCREEN, body);
            this.keys = keys;
            this.result = result;
            long hour = PingTimes.hourStart(clock.millis());
            body.add(keys.epochKey());
            body.add(keys.suppressed());
            body.add(keys.pingedPrefix(), consumer.campaign(), hour);
            body.add(keys.pingedPrefix(), consumer.campaign(), hour - PingTimes.HOUR_SECONDS);
            for (String key : consumer.keys()) {
                body.add(keys.soldPrefix(), consumer.campaign(), key);
            }
            for (String key : consumer.keys()) {
                body.add(keys.contactsPrefix(), key);
            }
            keysEnd();
            body.add(keys.epochValue());
            body.add(exceptPingId);
            body.add(consumer.mostPingsPerHour());
            for (String key : consumer.keys()) {
                body.add(key);
            }
        }

        @Override
        void onReply(ReplyOutput reply) {
            if (reply.number(0) < 0) {
                epochs.stale(keys);
                result.complete(Screening.UNKNOWN);
            } else {
                result.complete(new Screening(
                        answer(reply.number(0)),
                        answer(reply.number(1)),
                        answer(reply.number(2)),
                        PriorSalesText.read(reply.bytes())));
            }
        }

        private static Answer answer(long flag) {
            return flag == 1 ? Answer.YES : Answer.NO;
        }

        @Override
        void onFailure(Throwable cause) {
            result.complete(Screening.UNKNOWN);
        }
    }
}
