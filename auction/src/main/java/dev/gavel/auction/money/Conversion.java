package dev.gavel.auction.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What an amount of the market's currency is in another, at a rate. The ledger is kept in the market's currency alone; this is for what leaves it, such
 * as a vendor's payout. The result is rounded once, half to even, to the smallest coin of the other currency (two decimals for EUR, none for
 * JPY).
 *
 * <p>Thread safety: immutable.
 *
 * @param currency ISO 4217 code of the other currency
 * @param rate units of the other currency for one of the market's; above 0, at most eight decimals
 */
public record Conversion(String currency, BigDecimal rate) {

    private static final int MOST_DECIMALS = 8;
    private static final int MICRO_DECIMALS = 6;
    private static final BigDecimal MOST_RATE = BigDecimal.valueOf(1_000_000);

    public Conversion {
        if (!isCurrency(currency)) {
            throw new IllegalArgumentException("currency: " + currency + " (expected: an ISO 4217 code)");
        }
        if (rate.signum() <= 0 || rate.compareTo(MOST_RATE) > 0 || rate.scale() > MOST_DECIMALS) {
            throw new IllegalArgumentException(
                    "rate: " + rate + " (expected: above 0, at most " + MOST_RATE + ", at most 8 decimals)");
        }
    }

    /** The conversion that two texts spell, or null when they are no currency with coins and no plain decimal in range. */
    public static @Nullable Conversion parse(String currency, String rate) {
        if (!isCurrency(currency) || rate.length() > 16 || !rate.matches("[0-9]+(\\.[0-9]+)?")) {
            return null;
        }
        BigDecimal number = new BigDecimal(rate);
        return number.signum() > 0 && number.compareTo(MOST_RATE) <= 0 && number.scale() <= MOST_DECIMALS
                ? new Conversion(currency, number)
                : null;
    }

    /** The amount in micros of the other currency: a whole number of its smallest coins. */
    public BigInteger convert(long micros) {
        int decimals = Currency.getInstance(currency).getDefaultFractionDigits();
        return BigDecimal.valueOf(micros, MICRO_DECIMALS)
                .multiply(rate)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .movePointRight(MICRO_DECIMALS)
                .toBigIntegerExact();
    }

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(known -> known.getCurrencyCode().equals(code) && known.getDefaultFractionDigits() >= 0);
    }
}
