package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.reason.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The call that decides gathered leads. */
final class AwardBatch extends ScriptCall {

    /** The lead got what it wished. */
    private static final int WISH = 1;
    /** The lead got the legs that follow. */
    private static final int LEGS = 0;

    private static final int[] NONE = {};
    private static final Reason[] REASONS = new Reason[7_000];

    static {
        for (Reason reason : Reason.values()) {
            REASONS[reason.code()] = reason;
        }
    }

    private final Gathering<AwardLead, Reply> leads;
    private final Lane lane;
    private final Epochs epochs;
    private final CallQueue.Over over;
    private @Nullable Throwable unprepared;

    /**
     * @param lane on which it is sent
     * @param over hears of it before the leads do
     */
    AwardBatch(Gathering<AwardLead, Reply> leads, Lane lane, Epochs epochs, CallQueue.Over over) {
        super(Script.AWARD, lane.body(), leads.startedNanos());
        this.leads = leads;
        this.lane = lane;
        this.epochs = epochs;
        this.over = over;
    }

    /** What had to be written before the award was not: the pings could not be posted. What is reserved lapses by itself. */
    void unprepared(Throwable cause) {
        unprepared = cause;
    }

    @Override
    void onOver(boolean answered) {
        over.isOver(answered);
    }

    @Override
    void onReply(ReplyOutput reply) {
        if (unprepared != null) {
            onFailure(unprepared);
            return;
        }
        if (reply.number(0) < 0) {
            epochs.stale(leads.keys());
            leads.complete(lane, (_, waiting) -> waiting.complete(new Reply.Stale(Reason.COUNTERS_STALE)));
            return;
        }
        Reply[] replies = replies(reply);
        leads.complete(lane, (i, waiting) -> waiting.complete(replies[i]));
    }

    private Reply[] replies(ReplyOutput reply) {
        Reply[] replies = new Reply[leads.size()];
        long nowMillis = reply.number(0);
        int at = 1;
        for (int i = 0; i < replies.length; i++) {
            AwardLead lead = leads.questions().get(i);
            int code = (int) reply.number(at++);
            if (code == WISH) {
                long expires = reply.number(at++);
                replies[i] = new Reply.Awarded(lead.wish().legs(), NONE, nowMillis, expires);
            } else if (code == LEGS) {
                long expires = reply.number(at++);
                int firstLeg = lead.request().firstLeg();
                int[] chosen = positions(reply, at, firstLeg);
                at += chosen.length + 1;
                int[] full = positions(reply, at, firstLeg);
                at += full.length + 1;
                replies[i] = new Reply.Awarded(chosen, full, nowMillis, expires);
            } else {
                replies[i] = refusal(Objects.requireNonNull(REASONS[code], "code"));
            }
        }
        return replies;
    }

    /** The positions of the legs in a list, which stands behind its length. */
    private static int[] positions(ReplyOutput reply, int at, int firstLeg) {
        long count = reply.number(at);
        if (count < 0 || count > reply.count()) {
            throw new IllegalStateException("the reply has a list of " + count);
        }
        int[] positions = new int[(int) count];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (int) reply.number(at + 1 + i) - firstLeg;
        }
        return positions;
    }

    private static Reply refusal(Reason reason) {
        return reason == Reason.COUNTERS_STALE ? new Reply.Stale(reason) : new Reply.Refused(reason);
    }

    @Override
    void onFailure(Throwable cause) {
        leads.complete(lane, (_, waiting) -> waiting.completeExceptionally(cause));
    }
}
