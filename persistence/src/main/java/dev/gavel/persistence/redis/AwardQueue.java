package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.auction.reason.Reason;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gathers awards into one call per tenant: those that become ready in one turn of a loop, and while calls are under way all that become ready
 * until these are answered, on whichever loop, because many leads cost Redis little more than a few. When nothing is under way that is a batch of
 * one and no wait, sent by the loop that it came from. Under load the batches grow by themselves, and whoever waits is one call behind at most: the
 * loop that hears the answer sends what all loops gathered, and a second call goes ahead of it once enough have.
 *
 * <p>Thread safety: any lane's loop.
 */
final class AwardQueue {

    /** More leads in a call make one of them little cheaper; Redis need not wait for the loops meanwhile. */
    private static final int ENOUGH_FOR_A_SECOND_CALL = 16;

    private final Lanes lanes;
    private final Epochs epochs;
    private final int mostLeads;
    private final List<AwardSender> senders = new ArrayList<>();
    private final List<AwardBatch.Over> overs = new ArrayList<>();

    // Guarded by this.
    private List<AwardGathering> open = new ArrayList<>();
    private int gathered;
    private int underWay;
    private boolean announced;

    AwardQueue(Lanes lanes, Epochs epochs, InstantSource clock) {
        this.lanes = lanes;
        this.epochs = epochs;
        this.mostLeads = lanes.settings().mostLeadsPerCall();
        for (Lane lane : lanes.all()) {
            senders.add(new AwardSender(lane, epochs, lanes.metrics(), clock));
            overs.add(answered -> callIsOver(lane, answered));
            lane.beforeSend(() -> sendAll(lane));
        }
    }

    /**
     * Adds a lead.
     *
     * @param lane of this thread's loop, on which the reply is completed
     */
    void add(Lane lane, Request request, CompletableFuture<Reply> reply) {
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
        Wish wish = Wish.of(request);
        AwardGathering full = null;
        boolean announces;
        synchronized (this) {
            AwardGathering gathering = openFor(keys);
            gathering.add(request, wish, reply, lane);
            gathered++;
            if (gathering.size() == mostLeads) {
                open.remove(gathering);
                gathered -= mostLeads;
                underWay++;
                full = gathering;
            }
            announces = announces();
        }
        if (full != null) {
            send(lane, full);
        }
        if (announces) {
            lane.announce();
        }
    }

    private AwardGathering openFor(TenantKeys keys) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).isFor(keys)) {
                return open.get(i);
            }
        }
        AwardGathering fresh = new AwardGathering(keys, System.nanoTime());
        open.add(fresh);
        return fresh;
    }

    /** Whether somebody must see to it that what is gathered is sent at the end of a turn; true once until that end. */
    private boolean announces() {
        boolean announces = mayGo() && !announced;
        announced |= announces;
        return announces;
    }

    private boolean mayGo() {
        return underWay == 0 ? gathered > 0 : underWay == 1 && gathered >= ENOUGH_FOR_A_SECOND_CALL;
    }

    private void callIsOver(Lane lane, boolean answered) {
        boolean announces;
        synchronized (this) {
            underWay--;
            announces = announces();
        }
        if (announces) {
            // Who waited behind a call on a connection that was lost need not be lost with it.
            Lane next = answered ? lane : lanes.readyBeside(lane);
            next.execute(next::announce);
        }
    }

    /** At the end of a turn. */
    private void sendAll(Lane lane) {
        List<AwardGathering> due = takeAll();
        for (int i = 0; i < due.size(); i++) {
            send(lane, due.get(i));
        }
    }

    private synchronized List<AwardGathering> takeAll() {
        announced = false;
        if (!mayGo()) {
            return List.of();
        }
        List<AwardGathering> due = open;
        open = new ArrayList<>();
        gathered = 0;
        underWay += due.size();
        return due;
    }

    private void send(Lane lane, AwardGathering leads) {
        senders.get(lane.number()).send(leads, overs.get(lane.number()));
    }
}
