package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.gates.ContactLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The contact log in Redis, beside the lists that {@link RedisScreeningList} asks. The clock is Redis's.
 *
 * <p>Thread safety: any thread; completes on the caller's event loop where that is one of the lanes'. Nothing blocks.
 */
public final class RedisContactLog implements ContactLog {

    private static final byte[] NO_PREFIX = {};

    private final Lanes lanes;
    private final Epochs epochs;

    public RedisContactLog(Lanes lanes, Epochs epochs) {
        this.lanes = lanes;
        this.epochs = epochs;
    }

    @Override
    public CompletionStage<Admission> admit(Contact contact) {
        CompletableFuture<Admission> result = new CompletableFuture<>();
        Lane lane = lanes.here();
        lane.execute(() -> {
            TenantKeys keys = epochs.current(contact.tenant(), lane.runId());
            if (keys == null) {
                result.completeExceptionally(unavailable());
            } else {
                lane.send(new AdmitCall(keys, contact, lane.body(), result));
            }
        });
        return result;
    }

    @Override
    public CompletionStage<Void> forget(String tenant, List<String> consumerKeys, String pingId, String contract) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Lane lane = lanes.here();
        lane.execute(() -> {
            TenantKeys keys = epochs.current(tenant, lane.runId());
            if (keys == null) {
                result.completeExceptionally(unavailable());
            } else {
                lane.send(new ForgetCall(keys, consumerKeys, pingId, contract, lane.body(), result));
            }
        });
        return result;
    }

    private static UnavailableException unavailable() {
        return new UnavailableException("Redis is not connected, or its counters are being rebuilt", null);
    }

    private final class AdmitCall extends ScriptCall {
        private static final long TOO_MANY = 0;
        private static final long NOTED = 1;
        private static final long HAD_IT = 2;

        private final TenantKeys keys;
        private final CompletableFuture<Admission> result;

        AdmitCall(TenantKeys keys, Contact contact, RespWriter body, CompletableFuture<Admission> result) {
            super(Script.ADMIT, body);
            this.keys = keys;
            this.result = result;
            body.add(keys.epochKey());
            for (String key : contact.consumerKeys()) {
                body.add(keys.contactsPrefix(), key);
            }
            keysEnd();
            body.add(keys.epochValue());
            body.add(NO_PREFIX, contact.pingId(), contact.contract());
            body.add(contact.vertical());
            body.add(contact.buyer());
            body.add(contact.most() == Integer.MAX_VALUE ? 0 : contact.most());
            body.add(contact.repeatSeconds());
            body.add(contact.rememberSeconds());
        }

        @Override
        void onReply(ReplyOutput reply) {
            long said = reply.number(0);
            if (said == NOTED) {
                result.complete(Admission.NOTED);
            } else if (said == TOO_MANY) {
                result.complete(Admission.LIMIT_REACHED);
            } else if (said == HAD_IT) {
                result.complete(Admission.ALREADY_SOLD_TO_BUYER);
            } else {
                epochs.stale(keys);
                result.completeExceptionally(unavailable());
            }
        }

        @Override
        void onFailure(Throwable cause) {
            result.completeExceptionally(cause);
        }
    }

    private static final class ForgetCall extends ScriptCall {
        private final CompletableFuture<Void> result;

        ForgetCall(
                TenantKeys keys,
                List<String> consumerKeys,
                String pingId,
                String contract,
                RespWriter body,
                CompletableFuture<Void> result) {
            super(Script.FORGET, body);
            this.result = result;
            for (String key : consumerKeys) {
                body.add(keys.contactsPrefix(), key);
            }
            keysEnd();
            body.add(NO_PREFIX, pingId, contract);
        }

        @Override
        void onReply(ReplyOutput reply) {
            result.complete(null);
        }

        @Override
        void onFailure(Throwable cause) {
            result.completeExceptionally(cause);
        }
    }
}
