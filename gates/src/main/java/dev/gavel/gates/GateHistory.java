package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The gates by the rules of any time: to judge an old lead again as it was judged then. A gate whose rule is code has its present one; its
 * version in a decision tells whether it was the same.
 *
 * <p>Thread safety: any thread; the gates of one time are made once, when they are first asked for, which reads the rules.
 */
public final class GateHistory {

    private final RuleFiles files;
    private final Function<GateRules, Gates> gates;
    private final TreeMap<Instant, Gates> firstMomentToGates = new TreeMap<>();

    /** @param gates puts the gates together by these rules */
    public GateHistory(RuleFiles files, Function<GateRules, Gates> gates) {
        this.files = requireNonNull(files, "files");
        this.gates = requireNonNull(gates, "gates");
    }

    /** The gates that this version of Gavel goes by now. */
    public Gates current() {
        return at(Instant.MAX);
    }

    /** The gates by the rules that were in use at a moment. Reads files the first time: not for an event loop. */
    public synchronized Gates at(Instant moment) {
        Instant first = Instant.MIN;
        for (Instant change : files.changes()) {
            if (!change.isAfter(moment)) {
                first = change;
            }
        }
        return firstMomentToGates.computeIfAbsent(first, _ -> gates.apply(GateRules.at(files, moment)));
    }
}
