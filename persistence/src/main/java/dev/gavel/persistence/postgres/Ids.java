package dev.gavel.persistence.postgres;

import dev.gavel.auction.id.TypeId;
import java.time.Instant;
import java.util.UUID;

/**
 * The ids of a post's rows: TypeIDs outside, UUIDs in Postgres.
 *
 * <p>Thread safety: stateless.
 */
public final class Ids {

    /** Prefix of a ping's id. */
    public static final String PING = "ping";

    /** Prefix of a lead's id. */
    public static final String LEAD = "lead";

    /** Prefix of a leg's id. */
    public static final String LEG = "leg";

    /** Prefix of a delivery's id, which is also the idempotency key that the buyer sees. */
    public static final String DELIVERY = "delivery";

    /** Prefix of an API key's id. */
    public static final String KEY = "key";

    /** Prefix of a revocation's id. */
    public static final String REVOCATION = "revocation";

    /** Prefix of the id of a message that is sent until it is taken; also the idempotency key that its receiver sees. */
    public static final String TASK = "task";

    /** Prefix of a return's id. */
    public static final String RETURN = "return";

    /** Greater than every UUIDv7. */
    static final UUID LAST = new UUID(-1, -1);

    private Ids() {}

    /** The UUID of a TypeID. */
    static UUID uuid(String prefix, String text) {
        return parsed(prefix, text).uuid();
    }

    /** The time inside a TypeID: the partition that its rows stand in. */
    static Instant at(String prefix, String text) {
        return Instant.ofEpochMilli(parsed(prefix, text).epochMillis());
    }

    /** The TypeID of a UUID. */
    static String text(String prefix, UUID uuid) {
        return TypeId.of(prefix, uuid).toString();
    }

    private static TypeId parsed(String prefix, String text) {
        TypeId id = TypeId.parse(prefix, text);
        if (id == null) {
            throw new IllegalArgumentException("id: " + text + " (expected: a TypeID with prefix " + prefix + ")");
        }
        return id;
    }
}
