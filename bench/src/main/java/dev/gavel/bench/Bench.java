package dev.gavel.bench;

import dev.gavel.bench.ceiling.Ceilings;
import dev.gavel.bench.ceiling.Pairs;
import dev.gavel.bench.ceiling.Serve;
import dev.gavel.bench.charts.Charts;
import dev.gavel.bench.compare.Compare;
import dev.gavel.bench.dnc.DncProfile;
import dev.gavel.bench.drain.Drain;
import dev.gavel.bench.gavel.ServeGavel;
import dev.gavel.bench.gavel.StartTime;
import dev.gavel.bench.growth.Growth;
import dev.gavel.bench.latency.Latency;
import dev.gavel.bench.load.Load;
import dev.gavel.bench.stand.Stand;
import dev.gavel.server.vendor.AwardCost;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this module. {@code bench/run} builds it and calls it. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Measures Gavel. `bench/run jmh [REGEX]` runs the JMH benchmarks.",
        subcommands = {
            AwardCost.class,
            Ceilings.class,
            Load.class,
            Serve.class,
            Stand.class,
            ServeGavel.class,
            StartTime.class,
            Pairs.class,
            Latency.class,
            Growth.class,
            Drain.class,
            Charts.class,
            Compare.class,
            DncProfile.class
        })
public final class Bench {

    private Bench() {}

    static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
