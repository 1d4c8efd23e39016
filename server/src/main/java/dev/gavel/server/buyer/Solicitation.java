package dev.gavel.server.buyer;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidOutcome.Protection;
import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.PriceRule;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClientRequest;

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
        CompiledCall compiled = endpoints.bidCall(request.tenant(), contract);
        if (compiled == null || !(contract.price() instanceof PriceRule.RealTime bounds)) {
            settle(position, new BidOutcome.Failed(contract));
            return;
        }
        long now = System.nanoTime();
        Deadline own = deadline.atMost(compiled.timeoutNanos(), now);
        Protection protection =
                own.remainingNanos(now) < endpoints.policy().leastTime().toNanos()
                        ? Protection.DEADLINE_TOO_SHORT
                        : compiled.line().guard().tryEnter();
        if (protection != null) {
            BidOutcome outcome = new BidOutcome.NotCalled(contract, protection);
            compiled.line().metrics().record(CallResult.of(outcome), 0);
            settle(position, outcome);
            return;
        }
        Call call = new Call(position, contract, bounds, compiled, own, now);
        calls[position] = call;
        call.start();
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
    private final class Call extends Exchange {

        private final int position;
        private final Contract contract;
        private final PriceRule.RealTime bounds;
        private final CompiledCall compiled;
        private final Deadline own;
        private final long startNanos;
        private boolean settled;
        private @Nullable Future<?> timer;

        Call(
                int position,
                Contract contract,
                PriceRule.RealTime bounds,
                CompiledCall compiled,
                Deadline own,
                long startNanos) {
            super(loop, compiled, facts);
            this.position = position;
            this.contract = contract;
            this.bounds = bounds;
            this.compiled = compiled;
            this.own = own;
            this.startNanos = startNanos;
        }

        void start() {
            if (own.atNanos() != deadline.atNanos()) {
                timer = loop.schedule(this::expire, own.remainingNanos(startNanos), TimeUnit.NANOSECONDS);
            }
            send(compiled.senders().get(endpoints.loops().indexOf(loop)));
        }

        @Override
        void addHeaders(HttpClientRequest http) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(own.remainingNanos(System.nanoTime()));
            http.header("gavel-timeout-ms", Long.toString(Math.max(1, leftMillis)));
            http.header("gavel-ping-id", request.pingId());
        }

        @Override
        void onAnswer(Answer complete) {
            compiled.line().guard().left();
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
        void onFailure(Throwable error) {
            compiled.line().guard().left();
            if (!settled) {
                conclude(
                        error instanceof Answer.TooLarge
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
            if (isWritten()) {
                long window = endpoints.policy().lateWindow().toNanos();
                timer = loop.schedule(this::forget, window, TimeUnit.NANOSECONDS);
            } else {
                forget();
            }
        }

        /** A late answer is no longer awaited. */
        private void forget() {
            if (abandon()) {
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
