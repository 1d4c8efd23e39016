package dev.gavel.server.ops;

import dev.gavel.gates.IpReputation;
import dev.gavel.gates.source.CidrList;
import dev.gavel.gates.source.CidrListReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The list of bad addresses in a file that somebody else renews: read at the start and whenever the file changes. A file that cannot be read
 * leaves the list before in use, which ages, and past its age knows nothing.
 *
 * <p>Thread safety: any thread.
 */
public final class IpListFile implements IpReputation {

    private static final Logger LOG = LoggerFactory.getLogger(IpListFile.class);
    private static final Duration TICK = Duration.ofSeconds(10);

    private final Path file;
    private final Disposable.Swap running = Disposables.swap();
    private volatile @Nullable CidrList list;
    private @Nullable FileTime read;

    /** @param clock tells the list's age for {@code gavel_ip_list_age_seconds} */
    public IpListFile(Path file, InstantSource clock, MeterRegistry meters) {
        this.file = file;
        Gauge.builder("gavel.ip.list.age", this, own -> own.ageSeconds(clock.instant()))
                .baseUnit("seconds")
                .register(meters);
    }

    /** Reads the file now, and again whenever it changes. */
    public void follow() {
        refresh();
        running.update(Flux.interval(TICK, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .subscribe(_ -> refresh()));
    }

    public void stop() {
        running.dispose();
    }

    @Override
    public Answer of(String address, Instant now) {
        CidrList current = list;
        return current == null ? Answer.UNKNOWN : current.of(address, now);
    }

    private double ageSeconds(Instant now) {
        CidrList current = list;
        return current == null
                ? Double.NaN
                : Duration.between(current.asOf(), now).toSeconds();
    }

    synchronized void refresh() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (changed.equals(read)) {
                return;
            }
            try (Reader text = Files.newBufferedReader(file)) {
                CidrList fresh = CidrListReader.read(text);
                list = fresh;
                read = changed;
                LOG.atInfo()
                        .addKeyValue("as_of", fresh.asOf())
                        .addKeyValue("ranges", fresh.size())
                        .log("The list of bad addresses is in use");
            }
        } catch (IOException | IllegalArgumentException failure) {
            LOG.atError()
                    .addKeyValue("failure", failure.toString())
                    .log("The list of bad addresses cannot be read; the one before stays in use");
        }
    }
}
