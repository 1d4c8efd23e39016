package dev.gavel.auction.lead;

/**
 * North American numbers as ten digits in a long. An area code and an exchange begin with 2 to 9 (North American Numbering Plan);
 * country code 1 and the usual punctuation are accepted and dropped. After a plus the country code must be there.
 */
public final class Phone {

    private static final int DIGITS = 10;
    private static final long EXCHANGE_SHIFT = 10_000L;
    private static final long AREA_SHIFT = 10_000_000L;
    private static final long COUNTRY_SHIFT = 10_000_000_000L;

    private Phone() {}

    /** The ten digits as a number, or -1. */
    public static long parse(CharSequence text) {
        long number = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
                digits++;
                if (digits > DIGITS + 1) {
                    return -1;
                }
            } else if (!(c == '+' && i == 0) && " ()-.".indexOf(c) < 0) {
                return -1;
            }
        }
        boolean international = text.length() > 0 && text.charAt(0) == '+';
        if (digits == DIGITS + 1) {
            if (number / COUNTRY_SHIFT != 1) {
                return -1;
            }
            number %= COUNTRY_SHIFT;
            digits = DIGITS;
        } else if (international) {
            return -1; // +51... is Peru, not area code 51x
        }
        return digits == DIGITS && number / AREA_SHIFT >= 200 && number / EXCHANGE_SHIFT % 1_000 >= 200 ? number : -1;
    }

    /** The three-digit area code. */
    public static int areaCode(long phone) {
        return (int) (phone / AREA_SHIFT);
    }

    /** {@code +15125550100}: what is sent to buyers and what is hashed. */
    public static String e164(long phone) {
        return "+1" + phone;
    }
}
