package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * What {@code counter.lua} keeps reserved, held against exact books of who reserved what until when, at made-up times. It may put seconds together, so
 * that a reservation stands for longer than was promised, but never shorter.
 */
class CounterLapsesTest {

    private static final int STEPS = 400;
    private static final long BEGIN = 1_800_000_000L;

    /** Does one step after the other on one counter and tells of each what is reserved then, and in how many seconds it lapses. */
    private static final String DRIVER = """
            local reply = {}
            for i = 1, #ARGV, 4 do
              local now, what = tonumber(ARGV[i]), ARGV[i + 1]
              local second, amount = tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
              local counter = read_counter(KEYS[1], 'cap', now)
              if what == 'reserve' then
                reserve_until(counter, second, amount)
              elseif what == 'give back' then
                give_back_until(counter, second, amount)
              end
              write_counter(counter, NO_END)
              reply[#reply + 1], reply[#reply + 2] = counter.reserved, #counter.lapses / LAPSE_BYTES
            end
            return reply
            """;

    private static RedisRig rig;
    private static String script;

    @BeforeAll
    static void open() throws IOException {
        rig = RedisRig.open();
        try (InputStream counter = Script.class.getResourceAsStream("counter.lua")) {
            script = new String(counter.readAllBytes(), StandardCharsets.UTF_8) + DRIVER;
        }
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    private record State(long reserved, long seconds) {}

    private final List<String> steps = new ArrayList<>();

    private void step(long now, String what, long second, long amount) {
        steps.addAll(List.of(Long.toString(now), what, Long.toString(second), Long.toString(amount)));
    }

    private List<State> run() {
        List<Long> numbers = rig.redis.eval(
                script, ScriptOutputType.MULTI, new String[] {RedisForTests.newTenant()}, steps.toArray(String[]::new));
        List<State> states = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += 2) {
            states.add(new State(numbers.get(i), numbers.get(i + 1)));
        }
        return states;
    }

    @Test
    void fewSecondsAreExact() {
        step(BEGIN, "reserve", BEGIN + 10, 7);
        step(BEGIN, "reserve", BEGIN + 5, 2);
        step(BEGIN, "reserve", BEGIN + 10, 1);
        step(BEGIN + 4, "look", 0, 0);
        step(BEGIN + 5, "look", 0, 0);
        step(BEGIN + 5, "give back", BEGIN + 10, 3);
        step(BEGIN + 9, "look", 0, 0);
        step(BEGIN + 10, "look", 0, 0);

        assertThat(run()).extracting(State::reserved).containsExactly(7L, 9L, 10L, 10L, 8L, 5L, 5L, 0L);
    }

    /** Promises that are equally long, one in each second: the usual. */
    @Test
    void promisesThatAreEquallyLongStandForAnEighthLongerAtMost() {
        int ttl = 120;
        for (int second = 0; second < STEPS; second++) {
            step(BEGIN + second, "reserve", BEGIN + second + ttl, 1);
        }

        List<State> states = run();

        assertThat(states).allSatisfy(state -> assertThat(state.seconds()).isLessThanOrEqualTo(32));
        for (int second = 0; second < STEPS; second++) {
            long exactly = Math.min(second + 1, ttl);
            assertThat(states.get(second).reserved()).isBetween(exactly, exactly + ttl / 8);
        }
        assertThat(states.getLast().reserved()).as("it was late at all").isGreaterThan(ttl);
    }

    @RepeatedTest(30)
    void neverLapsesBeforeItWasPromised(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int longest = random.nextBoolean() ? 120 : 3_600;
        TreeMap<Long, Long> promised = new TreeMap<>();
        List<Long> exactly = new ArrayList<>();
        long now = BEGIN;
        long last = BEGIN;
        for (int i = 0; i < STEPS; i++) {
            now += random.nextInt(4) == 0 ? random.nextInt(longest / 10) : 0;
            promised.headMap(now, true).clear();
            Long held = promised.isEmpty() || random.nextInt(3) > 0 ? null : anyOf(promised, random);
            if (held == null) {
                long until = now + 1 + random.nextInt(longest);
                long amount = 1L + random.nextInt(1_000);
                promised.merge(until, amount, Long::sum);
                step(now, "reserve", until, amount);
                last = Math.max(last, until);
            } else {
                long amount = 1 + random.nextLong(promised.get(held));
                promised.computeIfPresent(held, (_, there) -> there > amount ? there - amount : null);
                step(now, "give back", held, amount);
            }
            exactly.add(sum(promised));
        }
        step(last, "look", 0, 0);

        List<State> states = run();

        for (int i = 0; i < STEPS; i++) {
            assertThat(states.get(i).reserved()).as("step %d", i).isGreaterThanOrEqualTo(exactly.get(i));
            assertThat(states.get(i).seconds()).isLessThanOrEqualTo(32);
        }
        assertThat(states.getLast()).as("when the last promise is over").isEqualTo(new State(0, 0));
    }

    private static Long anyOf(Map<Long, Long> promised, Random random) {
        return new ArrayList<>(promised.keySet()).get(random.nextInt(promised.size()));
    }

    private static long sum(Map<Long, Long> promised) {
        return promised.values().stream().mapToLong(Long::longValue).sum();
    }
}
