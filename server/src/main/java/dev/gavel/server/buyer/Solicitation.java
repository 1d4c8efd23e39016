package dev.gavel.server.buyer;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidOutcome.Protection;
import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.server.buyer.wire.Answer;
import dev.gavel.server.buyer.wire.Ask;
import dev.gavel.server.buyer.wire.Wire;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One ping's requests for bids, from the first to the last outcome, and on until late answers are no longer awaited.
 *
 * <p>Thread safety: confined to its event loop, but for the future that it completes there.
 */
final class Solicitation implements Runnable {

    private final EventLoop loop;
    private final Endpoints endpoints;
    private final BidSource.Request request;
    private final CallFacts facts;
    private final List<Contract> contracts;
    private final Deadline deadline;
    /** Null where there is no outcome yet. */
    private final BidOutcome[] outcomes;

    private final @Nullable Call[] calls;
    private final List<RequestTemplate> templates = new ArrayList<>(2);
    private final List<byte[]> bodies = new ArrayList<>(2);
    private final int loopIndex;
    private final CompletableFuture<List<BidOutcome>> result = new CompletableFuture<>();
    private int missing;
    private @Nullable Future<?> deadlineTimer;

    Solicitation(
            EventLoop loop,
            Endpoints endpoints,
            BidSource.Request request,
            List<Contract> contracts,
            Deadline deadline) {
        this.loop = loop;
        this.loopIndex = endpoints.loops().indexOf(loop);
        this.endpoints = endpoints;
        this.request = request;
        this.facts = CallFacts.OfBid.of(request);
        this.contracts = contracts;
        this.deadline = deadline;
        this.outcomes = new BidOutcome[contracts.size()];
        this.calls = new Call[contracts.size()];
        this.missing = contracts.size();
    }

    CompletableFuture<List<BidOutcome>> outcomes() {
        return result;
    }

    @Override
    public void run() {
        // First of all, so that whatever happens below, there is an answer at the deadline.
        deadlineTimer = loop.schedule(this::expire, deadline.remainingNanos(System.nanoTime()), TimeUnit.NANOSECONDS);
        for (int i = 0; i < outcomes.length; i++) {
            ask(i);
        }
    }

    private void ask(int position) {
        Contract contract = contracts.get(position);
        CompiledBid compiled = endpoints.bidCall(request.tenant(), contract);
        byte[] body = compiled == null ? null : bodyOf(compiled.template());
        if (compiled == null || body == null || !(contract.price() instanceof PriceRule.RealTime bounds)) {
            settle(position, new BidOutcome.Failed(contract));
            return;
        }
        long now = System.nanoTime();
        Deadline own = deadline.atMost(compiled.timeoutNanos(), now);
        Wire wire = compiled.wires().get(loopIndex);
        Protection protection = protection(compiled, wire, own.remainingNanos(now));
        if (protection != null) {
            BidOutcome outcome = new BidOutcome.NotCalled(contract, protection);
            compiled.line().metrics().record(CallResult.of(outcome), 0);
            settle(position, outcome);
            return;
        }
        Call call = new Call(position, contract, bounds, compiled, own, now, body);
        calls[position] = call;
        call.start(wire);
    }

    private @Nullable Protection protection(CompiledBid compiled, Wire wire, long leftNanos) {
        if (leftNanos < endpoints.policy().leastTime().toNanos()) {
            return Protection.DEADLINE_TOO_SHORT;
        }
        return wire.hasRoom() ? compiled.line().guard().tryEnter() : Protection.BULKHEAD_FULL;
    }

    /** The request's body, rendered once for all contracts with the same template; null when it must not be shown to a bidder. */
    private byte @Nullable [] bodyOf(RequestTemplate template) {
        for (int i = 0; i < templates.size(); i++) {
            if (templates.get(i) == template) {
                return bodies.get(i);
            }
        }
        try {
            byte[] body = template.render(facts);
            templates.add(template);
            bodies.add(body);
            return body;
        } catch (IllegalStateException _) {
            return null;
        }
    }

    private void settle(int position, BidOutcome outcome) {
        outcomes[position] = outcome;
        missing--;
        if (missing == 0) {
            if (deadlineTimer != null) {
                deadlineTimer.cancel(false);
            }
            complete();
        }
    }

    /** The deadline is here: what is missing has timed out. Even if a call fails at that, the ping has its answer. */
    private void expire() {
        try {
            for (Call call : calls) {
                if (call != null) {
                    call.expire();
                }
            }
        } finally {
            complete();
        }
    }

    /** Answers with the outcomes as they are now; a call without one has failed in a way that nobody foresaw. */
    private void complete() {
        if (result.isDone()) {
            return;
        }
        List<BidOutcome> complete = new ArrayList<>(outcomes.length);
        for (int i = 0; i < outcomes.length; i++) {
            complete.add(outcomes[i] == null ? new BidOutcome.Failed(contracts.get(i)) : outcomes[i]);
        }
        result.complete(Collections.unmodifiableList(complete));
    }

    /** The request to one buyer. */
    private final class Call extends Ask {

        private final int position;
        private final Contract contract;
        private final PriceRule.RealTime bounds;
        private final CompiledBid compiled;
        private final Deadline own;
        private final long startNanos;
        private boolean settled;
        private boolean isLate;
        private @Nullable Future<?> timer;

        Call(
                int position,
                Contract contract,
                PriceRule.RealTime bounds,
                CompiledBid compiled,
                Deadline own,
                long startNanos,
                byte[] body) {
            super(compiled.head(), request.pingId(), contract.id(), body);
            this.position = position;
            this.contract = contract;
            this.bounds = bounds;
            this.compiled = compiled;
            this.own = own;
            this.startNanos = startNanos;
        }

        void start(Wire wire) {
            if (own.atNanos() != deadline.atNanos()) {
                timer = loop.schedule(this::expire, own.remainingNanos(startNanos), TimeUnit.NANOSECONDS);
            }
            wire.send(this);
        }

        @Override
        public long leftMillis() {
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(own.remainingNanos(System.nanoTime())));
        }

        @Override
        protected void onAnswer(Answer complete) {
            leave();
            BidOutcome outcome = compiled.answers().readBid(complete, contract, bounds);
            if (settled) {
                compiled.line()
                        .metrics()
                        .recordLate(outcome instanceof BidOutcome.Offered(var bid) ? bid.priceMicros() : 0);
            } else {
                conclude(outcome);
            }
        }

        @Override
        protected void onFailure(Failure failure) {
            leave();
            if (!settled) {
                conclude(
                        failure == Failure.TOO_LARGE
                                ? new BidOutcome.Void(contract, BidOutcome.Cause.UNREADABLE)
                                : new BidOutcome.Failed(contract));
            }
        }

        /** Time is up for this buyer. */
        void expire() {
            if (settled) {
                return;
            }
            conclude(new BidOutcome.TimedOut(contract));
            if (!isWritten()) {
                forget();
            } else if (compiled.line().guard().stayLate()) {
                isLate = true;
                long window = endpoints.policy().lateWindow().toNanos();
                timer = loop.schedule(this::forget, window, TimeUnit.NANOSECONDS);
            } else {
                abandon();
            }
        }

        /** An answer is no longer awaited. */
        private void forget() {
            if (abandon()) {
                leave();
            }
        }

        private void leave() {
            if (isLate) {
                compiled.line().guard().leftLate();
            } else {
                compiled.line().guard().left();
            }
        }

        private void conclude(BidOutcome outcome) {
            settled = true;
            if (timer != null) {
                timer.cancel(false);
            }
            long nanos = System.nanoTime() - startNanos;
            if (isSound(outcome)) {
                compiled.line().guard().succeeded(nanos);
            } else {
                compiled.line().guard().failed(nanos);
            }
            compiled.line().metrics().record(CallResult.of(outcome), nanos);
            settle(position, outcome);
        }

        /** Whether the endpoint works, however little its answer is worth. */
        private static boolean isSound(BidOutcome outcome) {
            return switch (outcome) {
                case BidOutcome.Offered _, BidOutcome.NoBid _, BidOutcome.NotCalled _ -> true;
                case BidOutcome.Void answer ->
                    answer.cause() == BidOutcome.Cause.BELOW_BOUND || answer.cause() == BidOutcome.Cause.ABOVE_BOUND;
                case BidOutcome.TimedOut _, BidOutcome.Failed _ -> false;
            };
        }
    }
}
