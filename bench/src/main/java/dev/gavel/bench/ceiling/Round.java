package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.LoadResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One turn of one subject.
 *
 * @param load what the generator counted
 * @param serverCpu processor time of the server's process, its warm-up included; zero when its process is not known
 */
record Round(LoadResult load, Duration serverCpu) {

    double perSecond() {
        return load.answersPerSecond();
    }

    /**
     * The server's processor time for one answer, in microseconds. Other work on the machine takes answers away, but hardly changes this.
     */
    public double getServerCpuMicrosPerAnswer() {
        return serverCpu.toNanos() / 1e3 / (load.answers() + load.answersInWarmUp());
    }

    /** What a process has used so far. */
    static Duration cpu(@Nullable ProcessHandle process) {
        return process == null
                ? Duration.ZERO
                : process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
