package dev.gavel.server.faults;

import dev.gavel.persistence.testkit.ChaosProxy;
import dev.gavel.persistence.testkit.Toxic;
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
    private static final long LONGEST_DISTURBED_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
    private static final long LONGEST_DOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

    private final FaultSettings settings;
    private final FaultStores stores;
    private final List<NodeChild> nodes;
    private final FaultVendors vendors;
    private final SplittableRandom random;
    private Runnable aftermath = () -> {};
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
        Outage outage = new Outage(
                fault.word(),
                TimeUnit.NANOSECONDS.toMillis(repairBegan - began),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - repairBegan));
        aftermath.run();
        aftermath = () -> {};
        return outage;
    }

    /** Lets something fail; running what it returns repairs it. */
    private Runnable fail(Fault fault) {
        return switch (fault) {
            case Fault.Kill(Fault.Victim victim) -> kill(victim);
            case Fault.FlushRedis _ -> {
                stores.redis().ask("tenant-1", redis -> redis.flushall());
                yield () -> {};
            }
            case Fault.RestoreStaleRedis _ -> restoreStale((FaultRedis.Single) stores.redis());
            case Fault.Disturb(Fault.Line line, Toxic toxic) -> {
                ChaosProxy proxy = stores.proxy(line);
                proxy.disturb(toxic);
                LockSupport.parkNanos(random.nextLong(LONGEST_DISTURBED_NANOS));
                yield proxy::heal;
            }
        };
    }

    private Runnable restoreStale(FaultRedis.Single redis) {
        redis.backUp();
        LockSupport.parkNanos(LONGEST_QUIET_NANOS + random.nextLong(LONGEST_QUIET_NANOS));
        Runnable restart = redis.kill(random);
        redis.restore();
        return restart;
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
            case REDIS -> stores.redis().kill(random);
            case REDIS_MASTER -> {
                // Its replica takes over; it comes back afterwards.
                Runnable restart = stores.redis().kill(random);
                aftermath = () -> {
                    restart.run();
                    ((FaultRedis.Cluster) stores.redis()).awaitWhole();
                };
                yield () -> {};
            }
            case POSTGRES -> {
                stores.killPostgres();
                yield stores::restartPostgres;
            }
        };
    }
}
