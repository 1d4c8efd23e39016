package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.redis.Suspicion.Finding;
import dev.gavel.testkit.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What of a drift is taken off, while posts, rejections and deposits go on at random moments, fail half-way, and the counter lies. Amounts and
 * times are random; the model knows at every moment what truly stands.
 */
class SuspicionTest {

    private static final long SETTLING = 100;
    private static final long SPAN = 2_000;

    @Test
    void nothingUnderWayIsEverTakenOffAndAllThatStandsIs() {
        Property.forAll(4_000, random -> new Run(random).withoutLies());
    }

    @Test
    void aCounterThatLiesLowIsRaisedByNoMoreThanItLacks() {
        Property.forAll(4_000, random -> new Run(random).lyingBy(-1));
    }

    @Test
    void aCounterThatLiesHighIsLoweredByNoMoreThanStands() {
        Property.forAll(4_000, random -> new Run(random).lyingBy(1));
    }

    @Test
    void looksThatAreTooCloseTellNothing() {
        CounterLook first = new CounterLook(5, 0, 0, 0, 4, 0, 1);
        Suspicion begun = open(Suspicion.judge(null, first, SETTLING));
        CounterLook soon = new CounterLook(5, 0, 0, 0, 4, SETTLING, SETTLING + 1);

        assertThat(open(Suspicion.judge(begun, soon, SETTLING))).isEqualTo(begun);
    }

    @Test
    void whatStandsIsFoundWithTheThirdLook() {
        Suspicion second = open(Suspicion.judge(
                open(Suspicion.judge(null, new CounterLook(5, 0, 0, 0, 4, 0, 1), SETTLING)),
                new CounterLook(6, 0, 0, 0, 4, 200, 201),
                SETTLING));
        assertThat(second.unexplained()).as("one was committed in between").isEqualTo(1);

        assertThat(Suspicion.judge(second, new CounterLook(6, 0, 0, 0, 4, 400, 401), SETTLING))
                .isEqualTo(new Finding.Stands(1));
    }

    @Test
    void aRepairByAnotherBeginsAnew() {
        Suspicion second = new Suspicion(new CounterLook(5, 0, 0, 0, 4, 0, 1), 1);

        assertThat(open(Suspicion.judge(second, new CounterLook(5, 0, 0, 1, 4, 200, 201), SETTLING))
                        .unexplained())
                .isZero();
    }

    private static Suspicion open(Finding finding) {
        assertThat(finding).isInstanceOf(Finding.Open.class);
        return ((Finding.Open) finding).suspicion();
    }

    /** Something that happens at a moment. */
    private record Step(long at, Runnable action) {}

    /** One counter through a random history. */
    private static final class Run {
        private final RandomGenerator random;
        private final boolean funds;
        private final List<Step> steps = new ArrayList<>();
        private int next;
        private long used;
        private long givenBack;
        private long limit;
        private long repairs;
        private long taken;

        /** What a counter without lies and repairs would show too much for good. */
        private long standing;

        private long lies;
        private long repaired;

        Run(RandomGenerator random) {
            this.random = random;
            funds = random.nextBoolean();
        }

        void withoutLies() {
            live();
        }

        void lyingBy(int sign) {
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                long amount = sign * random.nextLong(1, 5);
                long at = random.nextLong(SPAN);
                steps.add(new Step(at, () -> {
                    long change = Math.max(-used, amount);
                    used += change;
                    lies += change;
                }));
            }
            live();
        }

        private void live() {
            for (int i = random.nextInt(40); i > 0; i--) {
                post(random.nextLong(SPAN), random.nextLong(1, 4));
            }
            for (int i = funds ? random.nextInt(4) : 0; i > 0; i--) {
                deposit(random.nextLong(SPAN), random.nextLong(1, 4));
            }
            steps.sort(Comparator.comparingLong(Step::at));
            compare();
            assertThat(used - limit).as("Redis shows what Postgres has").isEqualTo(taken);
        }

        private void post(long at, long amount) {
            steps.add(new Step(at, () -> used += amount));
            if (random.nextInt(5) == 0) {
                steps.add(new Step(at, () -> standing += amount));
                return;
            }
            long written = at + soon();
            steps.add(new Step(written, () -> taken += amount));
            if (random.nextInt(3) == 0) {
                reject(written + random.nextLong(2 * SETTLING), amount);
            }
        }

        private void reject(long at, long amount) {
            steps.add(new Step(at, () -> taken -= amount));
            if (random.nextInt(4) == 0) {
                steps.add(new Step(at, () -> standing += amount));
            } else {
                steps.add(new Step(at + soon(), () -> {
                    long given = Math.min(used, amount);
                    used -= given;
                    givenBack += given;
                }));
            }
        }

        private void deposit(long at, long amount) {
            steps.add(new Step(at, () -> taken -= amount));
            if (random.nextInt(3) == 0) {
                steps.add(new Step(at, () -> standing += amount));
            } else {
                steps.add(new Step(at + soon(), () -> limit += amount));
            }
        }

        private long soon() {
            return random.nextBoolean() ? random.nextLong(1, 5) : random.nextLong(1, SETTLING);
        }

        private void compare() {
            Suspicion suspicion = null;
            long now = 0;
            int after = 0;
            while (after < 6) {
                now += now > SPAN + 4 * SETTLING ? 2 * SETTLING : random.nextLong(1, 3 * SETTLING);
                after += now > SPAN + 4 * SETTLING ? 1 : 0;
                suspicion = look(suspicion, now);
                now += 10;
            }
        }

        private @Nullable Suspicion look(@Nullable Suspicion suspicion, long begin) {
            go(begin);
            CounterLook redis = new CounterLook(used, givenBack, limit, repairs, 0, begin, begin);
            long end = begin + random.nextLong(5);
            go(end);
            CounterLook look = redis.closed(taken, end);
            Finding finding = Suspicion.judge(suspicion, look, SETTLING);
            go(end + random.nextLong(5));
            repair(look, finding instanceof Finding.Stands stands ? stands.amount() : 0);
            return finding instanceof Finding.Open open ? open.suspicion() : null;
        }

        /** As reconcile.lua does it. */
        private void repair(CounterLook look, long stands) {
            if (look.repairs() != repairs) {
                return;
            }
            long lacking = look.taken() - (used + givenBack - look.givenBack() - Math.min(look.limit(), limit));
            long change = lacking > 0 ? lacking : -stands;
            if (change == 0) {
                return;
            }
            if (funds) {
                limit -= change;
            } else {
                used += change;
            }
            repaired += change;
            repairs++;
            if (lies >= 0) {
                assertThat(repaired + lies).as("what is under way stays").isGreaterThanOrEqualTo(-standing);
            }
            if (lies <= 0) {
                assertThat(repaired + lies).as("nothing is counted twice").isLessThanOrEqualTo(0);
            }
        }

        private void go(long until) {
            while (next < steps.size() && steps.get(next).at() <= until) {
                steps.get(next++).action().run();
            }
        }
    }
}
