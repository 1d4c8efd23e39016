package dev.gavel.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.persistence.postgres.LegIntent;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.postgres.Replacement;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.persistence.postgres.Settlement;
import dev.gavel.server.buyer.Deliverer;
import dev.gavel.server.buyer.DeliveryOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** That the simulation can fail: each world here is broken in one way, and a few seeds must tell. */
@ExtendWith(QuietFlows.class)
class SimulationMutationTest {

    private static final int SEEDS = 150;

    @Test
    void aBookThatBeginsAPostTwiceIsFound() {
        assertThat(found(book(inner -> new Book(inner) {
                    @Override
                    public Mono<PostStart> begin(PostIntent intent) {
                        return super.begin(intent)
                                .map(start -> start instanceof PostStart.InFlight
                                        ? new PostStart.Begun(
                                                intent.legs().stream()
                                                        .map(LegIntent::legId)
                                                        .toList(),
                                                Map.of())
                                        : start);
                    }
                })))
                .containsAnyOf("without any intent", "was settled 2 times");
    }

    @Test
    void aBookThatTakesADoubtForANoIsFound() {
        assertThat(found(book(inner -> new Book(inner) {
                    @Override
                    public Mono<Settlement.Settled> settle(Settlement settlement) {
                        List<LegResult> sure = settlement.results().stream()
                                .map(result -> result.outcome() == LegOutcome.UNRESOLVED
                                        ? new LegResult(
                                                result.legId(), result.deliveryId(), LegOutcome.REJECTED, null, null)
                                        : result)
                                .toList();
                        return super.settle(with(settlement, sure, settlement.answering()));
                    }
                })))
                .contains("was accepted, and ended as REJECTED");
    }

    @Test
    void aBookThatNeverLeasesWhatIsOpenIsFound() {
        assertThat(found(book(inner -> new Book(inner) {
                    @Override
                    public Flux<OpenDelivery> openDeliveries(String tenant, Instant now, Duration lease, int limit) {
                        return Flux.empty();
                    }
                })))
                .contains("stays open");
    }

    @Test
    void aBookThatSettlesWithoutItsEventIsFound() {
        assertThat(found(book(inner -> new Book(inner) {
                    @Override
                    public Mono<Settlement.Settled> settle(Settlement settlement) {
                        return super.settle(with(settlement, settlement.results(), deliveries -> {
                            Settlement.Answered answered =
                                    settlement.answering().answer(deliveries);
                            return new Settlement.Answered(answered.state(), answered.answer(), List.of());
                        }));
                    }
                })))
                .contains("0 events of its sale");
    }

    @Test
    void aBookThatForgetsWhatItAnsweredIsFound() {
        assertThat(found(book(inner -> new Book(inner) {
                    @Override
                    public Mono<Settlement.Settled> settle(Settlement settlement) {
                        return super.settle(settlement)
                                .map(settled -> new Settlement.Settled(
                                        settlement
                                                .answering()
                                                .answer(settled.deliveries())
                                                .answer()
                                                .replace("lead_id", "lead"),
                                        settled.deliveries()));
                    }
                })))
                .contains("told");
    }

    @Test
    void aLedgerThatForgetsToReleaseIsFound() {
        assertThat(found(ledger(inner -> new Ledger(inner) {
                    @Override
                    public CompletionStage<Void> release(Leg leg) {
                        return CompletableFuture.completedFuture(null);
                    }
                })))
                .contains("redis");
    }

    @Test
    void aLedgerThatReleasesWhatItCommitsIsFound() {
        assertThat(found(ledger(inner -> new Ledger(inner) {
                    @Override
                    public CompletionStage<Boolean> commit(Leg leg) {
                        CompletionStage<Boolean> committed = super.commit(leg);
                        release(leg);
                        return committed;
                    }
                })))
                .contains("redis counts");
    }

    @Test
    void aDelivererThatTakesADoubtForNotSentIsFound() {
        UnaryOperator<Deliverer> hasty = inner -> (delivery, deadline) -> inner.deliver(delivery, deadline)
                .thenApply(outcome -> outcome instanceof DeliveryOutcome.Unknown
                        ? new DeliveryOutcome.NotSent(DeliveryOutcome.Obstacle.CONNECT_FAILED)
                        : outcome);
        Simulation.Broken world = new Simulation.Broken(UnaryOperator.identity(), UnaryOperator.identity(), hasty);
        assertThat(found(world)).contains("was accepted, and ended as NOT_SENT");
    }

    /** The first violation within the seeds. */
    private static String found(Simulation.Broken world) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<String> violations = Simulation.run(seed, world).violations();
            if (!violations.isEmpty()) {
                return String.join("\n", violations);
            }
        }
        return "nothing within " + SEEDS + " seeds";
    }

    private static Settlement with(Settlement settlement, List<LegResult> results, Settlement.Answering answering) {
        return new Settlement(
                settlement.tenant(), settlement.pingId(), settlement.leadId(), results, settlement.at(), answering);
    }

    private static Simulation.Broken book(UnaryOperator<SalesBook> mutation) {
        return new Simulation.Broken(mutation, UnaryOperator.identity(), UnaryOperator.identity());
    }

    private static Simulation.Broken ledger(UnaryOperator<CapLedger> mutation) {
        return new Simulation.Broken(UnaryOperator.identity(), mutation, UnaryOperator.identity());
    }

    /** A sales book as another one is, but for what a test breaks. */
    private static class Book implements SalesBook {
        private final SalesBook inner;

        Book(SalesBook inner) {
            this.inner = inner;
        }

        @Override
        public Mono<PostStart> begin(PostIntent intent) {
            return inner.begin(intent);
        }

        @Override
        public Mono<Replacement> replace(
                String tenant,
                String pingId,
                String leadId,
                LegResult rejected,
                LegIntent next,
                Instant at,
                List<String> events) {
            return inner.replace(tenant, pingId, leadId, rejected, next, at, events);
        }

        @Override
        public Mono<Settlement.Settled> settle(Settlement settlement) {
            return inner.settle(settlement);
        }

        @Override
        public Mono<PostStart.Earlier> earlier(String tenant, String pingId, String vendor) {
            return inner.earlier(tenant, pingId, vendor);
        }

        @Override
        public Flux<OpenDelivery> openDeliveries(String tenant, Instant now, Duration lease, int limit) {
            return inner.openDeliveries(tenant, now, lease, limit);
        }
    }

    /** A ledger as another one is, but for what a test breaks. */
    private static class Ledger implements CapLedger {
        private final CapLedger inner;

        Ledger(CapLedger inner) {
            this.inner = inner;
        }

        @Override
        public CompletionStage<Reply> award(Request request) {
            return inner.award(request);
        }

        @Override
        public CompletionStage<Boolean> commit(Leg leg) {
            return inner.commit(leg);
        }

        @Override
        public CompletionStage<Void> release(Leg leg) {
            return inner.release(leg);
        }

        @Override
        public CompletionStage<Remembered> recall(String tenant, String pingId) {
            return inner.recall(tenant, pingId);
        }
    }
}
