package dev.gavel.auction.id;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An identifier that says what it names: a prefix of lower-case letters, an underscore, and a UUIDv7 in 26 characters of
 * Crockford's base 32 ({@code ping_01k5...}). Sorts by time of creation. See the TypeID specification 0.3 and RFC 9562.
 *
 * <p>Thread safety: immutable.
 *
 * @param prefix 1 to 16 characters from a to z
 * @param high the UUID's upper 64 bits; the uppermost 48 are milliseconds since 1970
 * @param low the UUID's lower 64 bits
 */
public record TypeId(String prefix, long high, long low) {

    private static final int SUFFIX_LENGTH = 26;
    private static final byte[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
    }

    public TypeId {
        requireNonNull(prefix, "prefix");
    }

    /**
     * The id of a moment.
     *
     * @param epochMillis milliseconds since 1970, 48 bits
     * @param randomHigh random bits, of which 12 are used
     * @param randomLow random bits, of which 62 are used
     */
    public static TypeId at(String prefix, long epochMillis, long randomHigh, long randomLow) {
        long high = (epochMillis << 16) | 0x7000L | (randomHigh & 0x0FFFL);
        long low = (randomLow & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new TypeId(prefix, high, low);
    }

    /** The id that {@code text} spells, or null when it is not one with this prefix. */
    public static @Nullable TypeId parse(String prefix, @Nullable String text) {
        int start = prefix.length() + 1;
        if (text == null
                || text.length() != start + SUFFIX_LENGTH
                || !text.startsWith(prefix)
                || text.charAt(start - 1) != '_'
                || text.charAt(start) > '7') {
            return null;
        }
        long high = 0;
        long low = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c < VALUES.length ? VALUES[c] : -1;
            if (value < 0) {
                return null;
            }
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | value;
        }
        return new TypeId(prefix, high, low);
    }

    /** When the id was made: milliseconds since 1970. */
    public long epochMillis() {
        return high >>> 16;
    }

    /** The same 128 bits as Postgres stores them. */
    public UUID uuid() {
        return new UUID(high, low);
    }

    /** The id of a stored UUID. */
    public static TypeId of(String prefix, UUID uuid) {
        return new TypeId(prefix, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** The text form; one string and its bytes are allocated. */
    @Override
    public String toString() {
        int start = prefix.length() + 1;
        byte[] text = new byte[start + SUFFIX_LENGTH];
        for (int i = 0; i < start - 1; i++) {
            text[i] = (byte) prefix.charAt(i);
        }
        text[start - 1] = '_';
        long upper = high;
        long lower = low;
        for (int i = text.length - 1; i >= start; i--) {
            text[i] = ALPHABET[(int) (lower & 31)];
            lower = (lower >>> 5) | (upper << 59);
            upper >>>= 5;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
