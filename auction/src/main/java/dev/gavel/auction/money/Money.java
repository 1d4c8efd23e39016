package dev.gavel.auction.money;

/**
 * Amounts as whole micros: one millionth of the currency's unit, so that 42.50 USD is 42,500,000. Fractions of a micro never arise:
 * every rule that divides states how it rounds.
 *
 * <p>Thread safety: stateless.
 */
public final class Money {

    /** Micros in one unit of currency. */
    public static final long UNIT_MICROS = 1_000_000L;

    /** The largest amount that Gavel takes: one billion units. */
    public static final long MAX_MICROS = 1_000_000_000L * UNIT_MICROS;

    /** What {@link #parseMicros} answers for text that is not an amount. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final int MAX_DECIMALS = 6;

    private Money() {}

    /**
     * Reads a plain decimal such as {@code 42.5}: digits, at most one dot, at most six decimals, no sign, no exponent.
     *
     * @return micros from 0 to {@link #MAX_MICROS}, or {@link #INVALID}
     */
    public static long parseMicros(CharSequence text) {
        long micros = 0;
        int decimals = -1;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && decimals < 0 && digits > 0) {
                decimals = 0;
                continue;
            }
            if (c < '0' || c > '9' || decimals == MAX_DECIMALS || micros > MAX_MICROS) {
                return INVALID;
            }
            micros = micros * 10 + (c - '0');
            digits++;
            if (decimals >= 0) {
                decimals++;
            }
        }
        if (digits == 0 || decimals == 0) {
            return INVALID;
        }
        for (int i = Math.max(decimals, 0); i < MAX_DECIMALS; i++) {
            micros *= 10;
            if (micros > MAX_MICROS) {
                return INVALID;
            }
        }
        return micros > MAX_MICROS ? INVALID : micros;
    }

    /** The amount as text with at least two and at most six decimals: {@code 42.50}, {@code 17.125}, {@code -3.00}. */
    public static String format(long micros) {
        StringBuilder text = new StringBuilder(16);
        if (micros < 0) {
            text.append('-');
        }
        long amount = Math.absExact(micros);
        text.append(amount / UNIT_MICROS).append('.');
        long rest = amount % UNIT_MICROS;
        long place = UNIT_MICROS / 10;
        for (int decimals = 0; decimals < 2 || rest > 0; decimals++) {
            text.append((char) ('0' + rest / place));
            rest %= place;
            place /= 10;
        }
        return text.toString();
    }
}
