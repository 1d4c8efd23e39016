package dev.gavel.testkit;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;

/**
 * Checks that a structure behaves under concurrent calls as if they came one after the other. Its operations are run side by side in scenarios
 * drawn at random (the same ones each time), with the switches between threads chosen by the checker; what they answered must be explained by some
 * order of the same calls on one thread. A failure shows the switches that led to it.
 *
 * <p>{@code -Dgavel.lincheck.scenarios=N} draws more scenarios, {@code -Dgavel.lincheck.runs=N} tries more orders of each, and
 * {@code -Dgavel.lincheck.stress=true} lets real threads run them too. Tests carry the tag {@code lincheck}, which gives them a JVM of their own.
 */
public final class Linearizability {

    private static final int SCENARIOS = Integer.getInteger("gavel.lincheck.scenarios", 6);
    private static final int RUNS = Integer.getInteger("gavel.lincheck.runs", 60);
    private static final boolean STRESS = Boolean.getBoolean("gavel.lincheck.stress");
    private static final int THREADS = 2;
    private static final int CALLS = 3;

    private Linearizability() {}

    /**
     * Checks one structure.
     *
     * @param structure a public class with a public constructor without parameters, whose operations are marked
     */
    public static void check(Class<?> structure) {
        check(new ModelCheckingOptions(), structure);
        if (STRESS) {
            check(new StressOptions(), structure);
        }
    }

    private static void check(Options<?, ?> options, Class<?> structure) {
        options.iterations(SCENARIOS);
        options.invocationsPerIteration(RUNS);
        options.threads(THREADS);
        options.actorsPerThread(CALLS);
        options.logLevel(LoggingLevel.ERROR);
        options.check(structure);
    }
}
