package dev.gavel.bench.compare;

import dev.gavel.bench.compare.Change.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what changed beyond noise between two JMH results. */
@Command(
        name = "compare",
        description = {
            "Says what changed between two JMH results: times whose error intervals do not overlap, and bytes per operation that"
                    + " differ by more than one.",
            "Ends with 1 when some benchmark needs more bytes: bytes are no noise."
        })
public final class Compare implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "OLD.json")
    private Path before = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW.json")
    private Path after = Path.of("");

    @Option(names = "--all", description = "Show also what has not changed.")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        Map<String, JmhResult> old = JmhResult.read(before);
        boolean moreBytes = false;
        int same = 0;
        for (Map.Entry<String, JmhResult> entry : JmhResult.read(after).entrySet()) {
            JmhResult now = entry.getValue();
            JmhResult then = old.remove(entry.getKey());
            if (then == null) {
                System.out.printf(
                        Locale.ROOT,
                        "%-50s new: %,.1f %s, %,.0f B/op%n",
                        entry.getKey(),
                        now.score(),
                        now.unit(),
                        now.bytes());
                continue;
            }
            Change change = Change.between(then, now);
            moreBytes |= change.bytes() == Verdict.WORSE;
            if (all || change.score() != Verdict.SAME || change.bytes() != Verdict.SAME) {
                print(entry.getKey(), then, now, change);
            } else {
                same++;
            }
        }
        old.keySet().forEach(name -> System.out.printf(Locale.ROOT, "%-50s gone%n", name));
        System.out.printf(Locale.ROOT, "%d unchanged%n", same);
        return moreBytes ? 1 : 0;
    }

    private static void print(String name, JmhResult then, JmhResult now, Change change) {
        System.out.printf(
                Locale.ROOT,
                "%-50s %,.1f ± %,.1f -> %,.1f ± %,.1f %s (%+.0f %%) %s;  %,.1f -> %,.1f B/op %s%n",
                name,
                then.score(),
                then.error(),
                now.score(),
                now.error(),
                now.unit(),
                100 * (now.score() / then.score() - 1),
                change.score(),
                then.bytes(),
                now.bytes(),
                change.bytes());
    }
}
