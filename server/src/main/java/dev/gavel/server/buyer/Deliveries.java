package dev.gavel.server.buyer;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.bid.BidOutcome.Protection;
import dev.gavel.auction.bid.Deadline;
import dev.gavel.server.buyer.DeliveryOutcome.Doubt;
import dev.gavel.server.buyer.DeliveryOutcome.NotSent;
import dev.gavel.server.buyer.DeliveryOutcome.Obstacle;
import dev.gavel.server.buyer.DeliveryOutcome.Unknown;
import dev.gavel.server.buyer.wire.Answer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClientRequest;

/**
 * Delivers leads to the buyers that won them. One call is one attempt: nothing is repeated here, because only the flow of the post knows whether
 * a repetition is wanted. The buyer tells repetitions by the header {@code Idempotency-Key}.
 *
 * <p>Thread safety: safe. A call made on an event loop runs and completes on that loop.
 */
public final class Deliveries implements Deliverer {

    /** So long an answer is still heard after nobody waits for it any more. */
    private static final Duration HEARD_LATE = Duration.ofSeconds(15);

    private final Endpoints endpoints;
    private final LateListener late;

    /** Deliveries to these endpoints, whose late answers nobody hears. */
    public Deliveries(Endpoints endpoints) {
        this(endpoints, (_, _) -> {});
    }

    /** Deliveries to these endpoints. */
    public Deliveries(Endpoints endpoints, LateListener late) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
        this.late = requireNonNull(late, "late");
    }

    /** Hears what buyers say of deliveries that were given up on as unknown. */
    @FunctionalInterface
    public interface LateListener {

        /**
         * The buyer has said it after all. Called on an event loop; must not block.
         *
         * @param outcome {@code Accepted} or {@code Rejected}
         */
        void heard(Delivery delivery, DeliveryOutcome outcome);
    }

    /**
     * Sends the lead to the contract's delivery endpoint.
     */
    @Override
    public CompletionStage<DeliveryOutcome> deliver(Delivery delivery, Deadline deadline) {
        CompiledCall compiled = endpoints.deliveryCall(delivery.tenant(), delivery.contract());
        if (compiled == null) {
            return CompletableFuture.completedFuture(new NotSent(Obstacle.NOT_CONFIGURED));
        }
        EventLoop loop = endpoints.loops().own();
        Attempt attempt = new Attempt(loop, compiled, delivery, deadline);
        return Loops.run(loop, attempt)
                ? attempt.result
                : CompletableFuture.completedFuture(new NotSent(Obstacle.CONNECT_FAILED));
    }

    /** One delivery on its way. Confined to its event loop. */
    private final class Attempt extends Exchange implements Runnable {

        private final EventLoop loop;
        private final CompiledCall compiled;
        private final Delivery delivery;
        private final CompletableFuture<DeliveryOutcome> result = new CompletableFuture<>();
        private final long startNanos = System.nanoTime();
        private final Deadline own;
        private @Nullable Future<?> timer;
        private boolean isLate;

        Attempt(EventLoop loop, CompiledCall compiled, Delivery delivery, Deadline deadline) {
            super(loop, compiled, new CallFacts.OfDelivery(delivery));
            this.loop = loop;
            this.compiled = compiled;
            this.delivery = delivery;
            this.own = deadline.atMost(compiled.timeoutNanos(), startNanos);
        }

        @Override
        public void run() {
            long left = own.remainingNanos(System.nanoTime());
            if (left < endpoints.policy().leastTime().toNanos()) {
                conclude(new NotSent(Obstacle.DEADLINE_TOO_SHORT));
                return;
            }
            Protection protection = compiled.line().guard().tryEnter();
            if (protection != null) {
                conclude(new NotSent(obstacle(protection)));
                return;
            }
            timer = loop.schedule(this::expire, left, TimeUnit.NANOSECONDS);
            send(compiled.senders().get(endpoints.loops().indexOf(loop)));
        }

        @Override
        void addHeaders(HttpClientRequest http) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(own.remainingNanos(System.nanoTime()));
            http.header("gavel-timeout-ms", Long.toString(Math.max(1, leftMillis)));
            http.header("gavel-ping-id", delivery.pingId());
            http.header("idempotency-key", delivery.deliveryId());
        }

        @Override
        void onAnswer(Answer complete) {
            DeliveryOutcome outcome = compiled.answers().readDelivery(complete, delivery.lead());
            if (!isLate) {
                over(outcome);
                return;
            }
            leftLate();
            if (outcome instanceof DeliveryOutcome.Accepted || outcome instanceof DeliveryOutcome.Rejected) {
                late.heard(delivery, outcome);
            }
        }

        @Override
        void onFailure(Throwable error) {
            if (isLate) {
                leftLate();
            } else if (error instanceof Answer.TooLarge) {
                over(new Unknown(Doubt.UNREADABLE));
            } else if (isWritten()) {
                over(new Unknown(Doubt.CONNECTION_LOST));
            } else {
                over(new NotSent(Obstacle.CONNECT_FAILED));
            }
        }

        private void expire() {
            if (!isWritten()) {
                if (abandon()) {
                    over(new NotSent(Obstacle.CONNECT_FAILED));
                }
                return;
            }
            compiled.line().guard().failed(System.nanoTime() - startNanos);
            isLate = compiled.line().guard().stayLate();
            if (isLate) {
                timer = loop.schedule(this::giveUp, HEARD_LATE.toNanos(), TimeUnit.NANOSECONDS);
            } else {
                abandon();
            }
            conclude(new Unknown(Doubt.TIMED_OUT));
        }

        private void giveUp() {
            if (abandon()) {
                leftLate();
            }
        }

        private void leftLate() {
            if (timer != null) {
                timer.cancel(false);
            }
            compiled.line().guard().leftLate();
        }

        /** The call that the guard let in has ended. */
        private void over(DeliveryOutcome outcome) {
            if (timer != null) {
                timer.cancel(false);
            }
            long nanos = System.nanoTime() - startNanos;
            switch (outcome) {
                case DeliveryOutcome.Accepted _, DeliveryOutcome.Rejected _ ->
                    compiled.line().guard().succeeded(nanos);
                case Unknown _, NotSent _ -> compiled.line().guard().failed(nanos);
            }
            compiled.line().guard().left();
            conclude(outcome);
        }

        private void conclude(DeliveryOutcome outcome) {
            compiled.line().metrics().record(CallResult.of(outcome), System.nanoTime() - startNanos);
            result.complete(outcome);
        }

        private static Obstacle obstacle(Protection protection) {
            return switch (protection) {
                case CIRCUIT_OPEN -> Obstacle.CIRCUIT_OPEN;
                case BULKHEAD_FULL -> Obstacle.BULKHEAD_FULL;
                case RATE_LIMITED -> Obstacle.RATE_LIMITED;
                case DEADLINE_TOO_SHORT -> Obstacle.DEADLINE_TOO_SHORT;
            };
        }
    }
}
