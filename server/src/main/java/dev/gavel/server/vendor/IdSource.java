package dev.gavel.server.vendor;

import dev.gavel.auction.id.TypeId;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Makes identifiers. Ids are not secrets: what they name is only ever shown to a key of the same vendor.
 *
 * <p>Thread safety: any thread; each has its own generator, seeded from the system's.
 */
public final class IdSource {

    public static final String PING = "ping";
    public static final String LEAD = "lead";
    public static final String LEG = "leg";
    public static final String DELIVERY = "delivery";

    private static final SecureRandom SEEDS = new SecureRandom();

    private final ThreadLocal<SplittableRandom> random;

    /** Ids that nobody can foresee. */
    public IdSource() {
        this(SEEDS::nextLong);
    }

    /** Ids from generators with these seeds, one for each thread. */
    public IdSource(LongSupplier seeds) {
        this.random = ThreadLocal.withInitial(() -> new SplittableRandom(seeds.getAsLong()));
    }

    /** A new id of this moment. */
    public TypeId next(String prefix, long nowMillis) {
        SplittableRandom generator = random.get();
        return TypeId.at(prefix, nowMillis, generator.nextLong(), generator.nextLong());
    }

    /** The id of the leg that a ping's candidate at {@code position} would win: the same whenever it is asked for. */
    static TypeId leg(TypeId ping, int position) {
        return new TypeId(LEG, ping.high(), ping.low() + 1 + position);
    }
}
