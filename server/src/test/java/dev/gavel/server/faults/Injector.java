package dev.gavel.server.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does to the processes what the row says, at moments that the seed draws, and measures until leads are sold again. */
final class Injector {

    private static final Duration RECOVERY_PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long LONGEST_DOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

    private final FaultSettings settings;
    private final FaultStores stores;
    private final List<NodeChild> nodes;
    private final FaultVendors vendors;
    private final SplittableRandom random;
    private final List<Outage> outages = new ArrayList<>();

    Injector(
            FaultSettings settings,
            FaultStores stores,
            List<NodeChild> nodes,
            FaultVendors vendors,
            SplittableRandom random) {
        this.settings = settings;
        this.stores = stores;
        this.nodes = nodes;
        this.vendors = vendors;
        this.random = random;
    }

    /** Injects all faults, one after another, each when leads are sold again after the one before. */
    List<Outage> injectAll() {
        List<Fault> faults = settings.row().faults();
        for (int i = 0; i < settings.faults(); i++) {
            LockSupport.parkNanos(random.nextLong(LONGEST_QUIET_NANOS));
            Fault fault = faults.get(i < faults.size() ? i : random.nextInt(faults.size()));
            outages.add(inject(fault));
        }
        return outages;
    }

    private Outage inject(Fault fault) {
        long began = System.nanoTime();
        Runnable repair = fail(fault);
        LockSupport.parkNanos(random.nextLong(LONGEST_DOWN_NANOS));
        long repairBegan = System.nanoTime();
        repair.run();
        long until = repairBegan + RECOVERY_PATIENCE.toNanos();
        while (!vendors.hasSoldSince(repairBegan)) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("nothing is sold " + RECOVERY_PATIENCE + " after " + fault);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return new Outage(
                fault.word(),
                TimeUnit.NANOSECONDS.toMillis(repairBegan - began),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - repairBegan));
    }

    /** Lets something fail; running what it returns repairs it. */
    private Runnable fail(Fault fault) {
        return switch (fault) {
            case Fault.Kill(Fault.Victim victim) -> kill(victim);
            case Fault.FlushRedis _ -> {
                stores.askRedis(redis -> redis.flushall());
                yield () -> {};
            }
            case Fault.RestoreStaleRedis _ -> {
                stores.backUpRedis();
                LockSupport.parkNanos(LONGEST_QUIET_NANOS + random.nextLong(LONGEST_QUIET_NANOS));
                stores.killRedis();
                stores.restoreRedis();
                yield stores::restartRedis;
            }
        };
    }

    private Runnable kill(Fault.Victim victim) {
        return switch (victim) {
            case SERVER -> {
                NodeChild node = nodes.get(random.nextInt(nodes.size()));
                node.kill();
                yield () -> {
                    node.restart();
                    node.awaitReady();
                };
            }
            case REDIS -> {
                stores.killRedis();
                yield stores::restartRedis;
            }
            case POSTGRES -> {
                stores.killPostgres();
                yield stores::restartPostgres;
            }
        };
    }
}
