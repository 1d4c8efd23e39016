package dev.gavel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Leg;
import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A model check of cap ledgers: two actors, each awarding a ping and settling its legs in every way, in every order in which their steps can fall,
 * with time passing at every point where it can. Each reply, what the counters hold, and whether the consumer is free must be what {@link ModelLedger}
 * says.
 *
 * <p>One ping is shared, with a leg on each of two counters; the other is exclusive and claims both. The counters have room for one or two.
 */
public abstract class CapLedgerInterleavings extends CapLedgerKit {

    private static final int EXCLUSIVE_SETTLEMENTS = 2;
    private static final int TTL_SECONDS = 60;

    private final List<Sequence> sequences = new ArrayList<>();

    /** Whether time can be made to pass, so that {@link #lapse} works; otherwise nothing lapses here. */
    protected abstract boolean timeCanPass();

    /** Lets all reservations lapse. */
    protected abstract void lapse();

    /** How many settlements the shared ping has. */
    protected int sharedSettlements() {
        return 2;
    }

    /** How many sequences may be run side by side. */
    protected int atOnce() {
        return 1;
    }

    /** What happens in a step. */
    private enum Act {
        AWARD,
        COMMIT,
        RELEASE,
        LAPSE
    }

    /** One step of one actor, on a leg of its ping. */
    private record Step(Act act, int actor, int leg) {
        @Override
        public String toString() {
            return act + (act == Act.LAPSE ? "" : " " + (actor == 0 ? "shared" : "exclusive") + " " + leg);
        }
    }

    /** Steps in one order. */
    private record Sequence(Scope scope, List<Step> steps) {}

    /** What a sequence is tried under. */
    private record Scope(long firstLimit, boolean guarded) {
        @Override
        public String toString() {
            return "limit " + firstLimit + (guarded ? ", one consumer" : "");
        }
    }

    @Test
    @Timeout(300)
    void everyOrderOfStepsEndsAsTheModelSays() throws Exception {
        for (Scope scope : scopes()) {
            for (List<Step> shared : programs(0, 2, sharedSettlements())) {
                for (List<Step> exclusive : programs(1, 1, EXCLUSIVE_SETTLEMENTS)) {
                    interleave(scope, shared, 0, exclusive, 0, List.of());
                }
            }
        }
        assertThat(sequences).hasSizeGreaterThan(5_000);
        try (ExecutorService actors = Executors.newFixedThreadPool(atOnce())) {
            List<Callable<Void>> runs = new ArrayList<>();
            for (int i = 0; i < sequences.size(); i++) {
                int number = i;
                runs.add(() -> run(sequences.get(number), number));
            }
            for (Future<Void> run : actors.invokeAll(runs)) {
                run.get();
            }
        }
    }

    private List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>();
        for (long limit = 1; limit <= 2; limit++) {
            scopes.add(new Scope(limit, false));
            scopes.add(new Scope(limit, true));
        }
        return scopes;
    }

    /** An award, and then every sequence of settlements of its legs. */
    private static List<List<Step>> programs(int actor, int legs, int settlements) {
        List<List<Step>> programs = new ArrayList<>();
        programs.add(List.of(new Step(Act.AWARD, actor, 0)));
        for (int round = 0; round < settlements; round++) {
            List<List<Step>> longer = new ArrayList<>();
            for (List<Step> program : programs) {
                for (int leg = 0; leg < legs; leg++) {
                    longer.add(with(program, new Step(Act.COMMIT, actor, leg)));
                    longer.add(with(program, new Step(Act.RELEASE, actor, leg)));
                }
            }
            programs = longer;
        }
        return programs;
    }

    private static List<Step> with(List<Step> steps, Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return more;
    }

    private void interleave(Scope scope, List<Step> one, int oneAt, List<Step> other, int otherAt, List<Step> before) {
        if (oneAt == one.size() && otherAt == other.size()) {
            sequences.add(new Sequence(scope, before));
            for (int at = 1; timeCanPass() && at < before.size(); at++) {
                List<Step> lapsing = new ArrayList<>(before);
                lapsing.add(at, new Step(Act.LAPSE, 0, 0));
                sequences.add(new Sequence(scope, lapsing));
            }
            return;
        }
        if (oneAt < one.size()) {
            interleave(scope, one, oneAt + 1, other, otherAt, with(before, one.get(oneAt)));
        }
        if (otherAt < other.size()) {
            interleave(scope, one, oneAt, other, otherAt + 1, with(before, other.get(otherAt)));
        }
    }

    private Void run(Sequence sequence, int number) {
        Pair pair = new Pair(sequence.scope(), number);
        for (int i = 0; i < sequence.steps().size(); i++) {
            pair.take(sequence.steps().get(i), "step " + (i + 1) + " of " + sequence);
        }
        pair.compareRoom("after " + sequence);
        pair.compareConsumer("after " + sequence);
        return null;
    }

    /** The ledger and its model, on counters of their own. */
    private final class Pair {
        private final Scope scope;
        private final ModelLedger model = new ModelLedger();
        private final String x;
        private final String y;
        private final String z;
        private final Consumer consumer;
        private final List<Request> requests;

        Pair(Scope scope, int number) {
            this.scope = scope;
            this.x = "x" + number;
            this.y = "y" + number;
            this.z = "z" + number;
            this.consumer = scope.guarded() ? consumer("consumer" + number) : null;
            this.requests = List.of(
                    request(consumer, 2, TTL_SECONDS, shared(5, one(x, scope.firstLimit())), shared(4, one(y, 1))),
                    request(consumer, 2, TTL_SECONDS, exclusive(9, one(x, scope.firstLimit()), one(y, 1))));
        }

        void take(Step step, String where) {
            switch (step.act()) {
                case AWARD -> award(step.actor(), where);
                case COMMIT -> {
                    Leg leg = leg(step);
                    assertThat(CapLedgerInterleavings.this.commit(leg))
                            .as(where)
                            .isEqualTo(model.commit(leg.pingId(), leg.number()));
                }
                case RELEASE -> {
                    Leg leg = leg(step);
                    CapLedgerInterleavings.this.release(leg);
                    model.release(leg.pingId(), leg.number());
                }
                case LAPSE -> {
                    lapse();
                    model.lapse();
                }
            }
        }

        private void award(int actor, String where) {
            Request request = requests.get(actor);
            List<Integer> expected = model.award(request.pingId(), request.options(), scope.guarded());
            Reply reply = CapLedgerInterleavings.this.award(request);
            if (expected == null || expected.isEmpty()) {
                assertThat(reply).as(where).isInstanceOf(Reply.Refused.class);
            } else {
                assertThat(reply)
                        .as(where)
                        .isInstanceOfSatisfying(
                                Reply.Awarded.class,
                                awarded -> assertThat(awarded.chosen())
                                        .containsExactly(expected.stream()
                                                .mapToInt(i -> i)
                                                .toArray()));
            }
        }

        private Leg leg(Step step) {
            Request request = requests.get(step.actor());
            Option option = request.options().get(step.leg());
            Leg plain = new Leg(
                    request.tenant(), request.pingId(), step.leg(), nowSeconds() + TTL_SECONDS, option.claims());
            return scope.guarded() ? of(consumer, 3_600, plain) : plain;
        }

        /** Whether the consumer can be sold again, asked of the ledger itself. */
        void compareConsumer(String where) {
            if (scope.guarded()) {
                Request next = request(consumer, exclusive(1, one(z, 1)));
                assertThat(CapLedgerInterleavings.this.award(next) instanceof Reply.Refused)
                        .as("the consumer is taken, " + where)
                        .isEqualTo(model.hasConsumer(next.pingId()));
            }
        }

        /** How much more each counter takes, asked of the ledger itself. */
        void compareRoom(String where) {
            assertThat(awardsOf(3, exclusive(1, one(x, scope.firstLimit()))))
                    .as("room of x, " + where)
                    .isEqualTo((int) Math.max(0, scope.firstLimit() - model.taken(x)));
            assertThat(awardsOf(2, exclusive(1, one(y, 1))))
                    .as("room of y, " + where)
                    .isEqualTo((int) Math.max(0, 1 - model.taken(y)));
        }
    }
}
