package dev.gavel.testkit;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * A statement that must hold whatever a seeded generator draws. A failure names its seed and the command that replays it:
 * {@code -Dgavel.seed=N} runs that seed alone.
 */
public final class Property {
    private static final String SEED = "gavel.seed";

    private Property() {}

    /** Draws from the generator and throws if the statement does not hold. */
    @FunctionalInterface
    public interface Statement {
        void check(RandomGenerator random) throws Exception;
    }

    /** Checks the statement for the seeds 1 to {@code seeds}. */
    public static void forAll(long seeds, Statement statement) {
        forAll(1, seeds, statement);
    }

    /** Checks the statement for each seed from {@code first} to {@code last}. */
    public static void forAll(long first, long last, Statement statement) {
        if (first > last) {
            throw new IllegalArgumentException("seeds: " + first + " to " + last + " (expected: at least one)");
        }
        Long replayed = Long.getLong(SEED);
        LongStream seeds = replayed == null ? LongStream.rangeClosed(first, last) : LongStream.of(replayed);
        seeds.forEach(seed -> check(seed, statement));
    }

    private static void check(long seed, Statement statement) {
        try {
            statement.check(new SplittableRandom(seed));
        } catch (Exception | AssertionError failure) {
            throw new AssertionError(
                    "seed " + seed + ": " + failure.getMessage() + "\nreplay: " + replayCommand(seed), failure);
        }
    }

    private static String replayCommand(long seed) {
        String test = StackWalker.getInstance()
                .walk(frames -> frames.filter(Property::isTestMethod)
                        .findFirst()
                        .map(frame -> frame.getClassName().replaceFirst(".*\\.", "") + "#" + frame.getMethodName())
                        .orElse("*"));
        Path module = Path.of("").toAbsolutePath().getFileName();
        return "./mvnw test -pl " + module + " -am -Dtest='" + test + "' -D" + SEED + "=" + seed;
    }

    private static boolean isTestMethod(StackWalker.StackFrame frame) {
        return frame.getClassName().startsWith("dev.gavel.")
                && !frame.getClassName().equals(Property.class.getName())
                && !frame.getMethodName().startsWith("lambda$");
    }
}
