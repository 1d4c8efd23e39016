package dev.gavel.persistence.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Gathers questions into one call per tenant: those that become ready in one turn of a loop, and while calls are under way all that become ready
 * until these are answered, on whichever loop, because many cost Redis little more than a few. When nothing is under way that is a batch of
 * one and no wait, sent by the loop that it came from. Under load the batches grow by themselves, and whoever waits is one call behind at most: the
 * loop that hears the answer sends what all loops gathered, and a second call goes ahead of it once enough have.
 *
 * <p>Thread safety: any lane's loop.
 *
 * @param <Q> a question
 * @param <R> its reply
 */
final class CallQueue<Q, R> {

    /** More in a call make one of them little cheaper; Redis need not wait for the loops meanwhile. */
    private static final int ENOUGH_FOR_A_SECOND_CALL = 16;

    private final Lanes lanes;
    private final int most;
    private final List<Sender<Q, R>> senders = new ArrayList<>();
    private final List<Over> overs = new ArrayList<>();

    // Guarded by this.
    private List<Gathering<Q, R>> open = new ArrayList<>();
    private int gathered;
    private int underWay;
    private boolean announced;

    /** Sends on one lane, on whose loop it is called. */
    @FunctionalInterface
    interface Sender<Q, R> {
        /**
         * Sends the questions, or fails them.
         *
         * @param over hears once that all of them have an answer or will have none, before the last of them does
         */
        void send(Gathering<Q, R> gathering, Over over);
    }

    /** Hears that a call is over. */
    @FunctionalInterface
    interface Over {
        /** The call has an answer, or will have none. Called on the loop that sent it. */
        void isOver(boolean answered);
    }

    /**
     * @param senders makes a lane's
     */
    CallQueue(Lanes lanes, Function<Lane, Sender<Q, R>> senders) {
        this.lanes = lanes;
        this.most = lanes.settings().mostLeadsPerCall();
        for (Lane lane : lanes.all()) {
            this.senders.add(senders.apply(lane));
            overs.add(answered -> callIsOver(lane, answered));
            lane.beforeSend(() -> sendAll(lane));
        }
    }

    /**
     * Adds a question.
     *
     * @param lane of this thread's loop, on which the reply is completed; one that does not refuse calls
     */
    void add(Lane lane, TenantKeys keys, Q question, CompletableFuture<R> reply) {
        Gathering<Q, R> full = null;
        boolean announces;
        synchronized (this) {
            Gathering<Q, R> gathering = openFor(keys);
            gathering.add(question, reply, lane);
            gathered++;
            if (gathering.size() == most) {
                open.remove(gathering);
                gathered -= most;
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

    private Gathering<Q, R> openFor(TenantKeys keys) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).isFor(keys)) {
                return open.get(i);
            }
        }
        Gathering<Q, R> fresh = new Gathering<>(keys, System.nanoTime());
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
        List<Gathering<Q, R>> due = takeAll();
        for (int i = 0; i < due.size(); i++) {
            send(lane, due.get(i));
        }
    }

    private synchronized List<Gathering<Q, R>> takeAll() {
        announced = false;
        if (!mayGo()) {
            return List.of();
        }
        List<Gathering<Q, R>> due = open;
        open = new ArrayList<>();
        gathered = 0;
        underWay += due.size();
        return due;
    }

    private void send(Lane lane, Gathering<Q, R> gathering) {
        senders.get(lane.number()).send(gathering, overs.get(lane.number()));
    }
}
