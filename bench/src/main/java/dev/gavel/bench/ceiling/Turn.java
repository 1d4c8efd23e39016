package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.Generator;
import dev.gavel.bench.load.LoadPlan;
import dev.gavel.bench.load.LoadResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * How a subject is driven when it is its turn.
 *
 * @param depth requests under way on one connection
 * @param perSecond 0: as fast as answers come
 */
record Turn(Generator generator, int connections, int depth, int perSecond) {

    private static final int WARM_UP_SECONDS_MOST = 60;

    Round run(Subject subject, double warmUpSeconds, double seconds) throws IOException {
        LoadPlan plan = new LoadPlan(
                subject.port(),
                List.of(subject.request()),
                subject.marker(),
                connections,
                depth,
                1,
                (int) (warmUpSeconds * 1000),
                (int) (seconds * 1000),
                perSecond);
        ProcessHandle process = subject.process();
        Duration cpuBefore = Round.cpu(process);
        LoadResult load = generator.run(plan);
        return new Round(load, Round.cpu(process).minus(cpuBefore));
    }

    /** Until the server's code is compiled, which takes calls rather than time on a machine that has other things to do. */
    void warmUp(Subject subject, long answers, double stepSeconds) throws IOException {
        long came = 0;
        for (double spent = 0; spent == 0 || (came < answers && spent < WARM_UP_SECONDS_MOST); spent += stepSeconds) {
            came += run(subject, 0.1, stepSeconds).load().answers();
        }
        System.err.printf("warm     %-14s %,9d answers%n", subject.name(), came);
    }
}
