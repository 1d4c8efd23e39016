package dev.gavel.persistence.redis;

import dev.gavel.gates.PriorSales;
import dev.gavel.gates.Screening;
import dev.gavel.gates.Screening.Answer;
import java.util.ArrayList;
import java.util.List;

/** The call that screens gathered consumers. They go campaign after campaign, because the pings of an hour are a hash for each campaign. */
final class ScreenBatch extends ScriptCall {

    private static final int NUMBERS_OF_A_LEAD = 4;

    private final Gathering<ScreenLead, Screening> leads;
    private final Lane lane;
    private final Epochs epochs;
    private final CallQueue.Over over;
    private final List<String> campaigns = new ArrayList<>();

    /** By campaign, how many of the leads are of it. */
    private final List<Integer> sizes = new ArrayList<>();

    /** By the order in which they are sent, which of the leads it is. */
    private final int[] sent;

    /**
     * @param lane on which it is sent
     * @param nowMillis decides only which hour's pings are looked at
     * @param over hears of it before the leads do
     */
    ScreenBatch(Gathering<ScreenLead, Screening> leads, Lane lane, Epochs epochs, long nowMillis, CallQueue.Over over) {
        super(Script.SCREEN, lane.body(), leads.startedNanos());
        this.leads = leads;
        this.lane = lane;
        this.epochs = epochs;
        this.over = over;
        this.sent = new int[leads.size()];
        arrange();
        writeKeys(PingTimes.hourStart(nowMillis));
        keysEnd();
        writeArguments();
    }

    private void arrange() {
        for (ScreenLead lead : leads.questions()) {
            if (!campaigns.contains(lead.consumer().campaign())) {
                campaigns.add(lead.consumer().campaign());
            }
        }
        int next = 0;
        for (String campaign : campaigns) {
            int before = next;
            for (int i = 0; i < sent.length; i++) {
                if (leads.questions().get(i).consumer().campaign().equals(campaign)) {
                    sent[next++] = i;
                }
            }
            sizes.add(next - before);
        }
    }

    private void writeKeys(long hour) {
        TenantKeys keys = leads.keys();
        RespWriter body = body();
        body.add(keys.epochKey());
        body.add(keys.suppressed());
        for (String campaign : campaigns) {
            body.add(keys.pingedPrefix(), campaign, hour);
            body.add(keys.pingedPrefix(), campaign, hour - PingTimes.HOUR_SECONDS);
        }
        for (int lead : sent) {
            ScreenLead screened = leads.questions().get(lead);
            for (String key : screened.consumer().keys()) {
                body.add(keys.soldPrefix(), screened.consumer().campaign(), key);
            }
        }
        for (int lead : sent) {
            for (String key : leads.questions().get(lead).consumer().keys()) {
                body.add(keys.contactsPrefix(), key);
            }
        }
    }

    private void writeArguments() {
        RespWriter body = body();
        body.add(leads.keys().epochValue());
        body.add(campaigns.size());
        for (int size : sizes) {
            body.add(size);
        }
        for (int lead : sent) {
            ScreenLead screened = leads.questions().get(lead);
            body.add(screened.exceptPingId());
            body.add(screened.consumer().mostPingsPerHour());
            body.add(screened.consumer().keys().size());
        }
        for (int lead : sent) {
            for (String key : leads.questions().get(lead).consumer().keys()) {
                body.add(key);
            }
        }
    }

    @Override
    void onOver(boolean answered) {
        over.isOver(answered);
    }

    @Override
    void onReply(ReplyOutput reply) {
        if (reply.number(0) < 0) {
            epochs.stale(leads.keys());
            leads.complete(lane, (_, waiting) -> waiting.complete(Screening.UNKNOWN));
            return;
        }
        Screening[] screenings = screenings(reply);
        leads.complete(lane, (i, waiting) -> waiting.complete(screenings[i]));
    }

    private Screening[] screenings(ReplyOutput reply) {
        PriorSalesText.Lines legs = PriorSalesText.lines(reply.bytes());
        Screening[] screenings = new Screening[sent.length];
        for (int i = 0; i < sent.length; i++) {
            int at = i * NUMBERS_OF_A_LEAD;
            PriorSales prior = legs.next(reply.number(at + 3));
            screenings[sent[i]] = new Screening(
                    answer(reply.number(at)), answer(reply.number(at + 1)), answer(reply.number(at + 2)), prior);
        }
        if (legs.left() > 0) {
            throw new IllegalStateException(legs.left() + " legs belong to no lead");
        }
        return screenings;
    }

    private static Answer answer(long flag) {
        return flag == 1 ? Answer.YES : Answer.NO;
    }

    @Override
    void onFailure(Throwable cause) {
        leads.complete(lane, (_, waiting) -> waiting.complete(Screening.UNKNOWN));
    }
}
