package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Leg;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import java.util.concurrent.CompletableFuture;

/** A commit or a release of one leg. Completes with whether the script answered 1. */
final class LegCall extends ScriptCall {

    private final TenantKeys keys;
    private final Epochs epochs;
    private final CompletableFuture<Boolean> result;

    LegCall(
            Script script,
            Leg leg,
            TenantKeys keys,
            Epochs epochs,
            RespWriter body,
            CompletableFuture<Boolean> result) {
        super(script, body);
        this.keys = keys;
        this.epochs = epochs;
        this.result = result;
        writeKeys(leg, body);
        keysEnd();
        writeArguments(leg, body);
    }

    private void writeKeys(Leg leg, RespWriter body) {
        long millis = PingTimes.millisOf(leg.pingId());
        body.add(keys.epochKey());
        body.add(keys.pingsPrefix(), PingTimes.bucketOf(millis));
        body.add(keys.settledPrefix(), PingTimes.hourOf(millis));
        body.add(keys.firstUsed());
        for (CapClaim claim : leg.claims()) {
            body.add(keys.capsPrefix(), claim.windowStartSeconds());
        }
        Consumer consumer = leg.consumer();
        if (consumer != null) {
            for (String key : consumer.keys()) {
                body.add(keys.soldPrefix(), consumer.campaign(), key);
            }
            long hour = PingTimes.hourStart(millis);
            body.add(keys.pingedPrefix(), consumer.campaign(), hour);
            body.add(keys.pingedPrefix(), consumer.campaign(), hour + PingTimes.HOUR_SECONDS);
        }
    }

    private void writeArguments(Leg leg, RespWriter body) {
        body.add(keys.epochValue());
        body.add(PingTimes.SETTLED_SECONDS);
        body.add(leg.pingId());
        body.add(leg.number());
        body.add(leg.claims().size());
        body.add(leg.duplicateSeconds());
        for (CapClaim claim : leg.claims()) {
            body.add(claim.counter());
            body.add(claim.windowStartSeconds());
            body.add(claim.windowEndSeconds());
            body.add(claim.amount());
        }
        Consumer consumer = leg.consumer();
        if (consumer != null) {
            for (String key : consumer.keys()) {
                body.add(key);
            }
        }
    }

    @Override
    void onReply(ReplyOutput reply) {
        if (reply.number(0) < 0) {
            epochs.stale(keys);
            result.completeExceptionally(new UnavailableException("the counters are being rebuilt", null));
        } else {
            result.complete(reply.number(0) == 1);
        }
    }

    @Override
    void onFailure(Throwable cause) {
        result.completeExceptionally(cause);
    }
}
