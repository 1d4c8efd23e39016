package dev.gavel.gates.source;

/**
 * Reads IPv4 and IPv6 addresses as 128 bits, in two halves, without making an object. An IPv4 address is its IPv4-mapped IPv6 address
 * (RFC 4291, section 2.5.5.2), so that both spellings of one address are the same. Zones ({@code %eth0}) are not read.
 *
 * <p>Thread safety: stateless.
 */
final class IpAddress {

    private static final long MAPPED = 0xFFFFL << 32;
    private static final int GROUPS = 8;

    private IpAddress() {}

    static boolean isV4(String text) {
        return text.indexOf(':') < 0;
    }

    /** Whether the text is an address. */
    static boolean isReadable(String text) {
        return isV4(text) ? v4(text, 0) >= 0 : isV6(text);
    }

    /** The upper 64 bits of a readable address. */
    static long high(String text) {
        return isV4(text) ? 0 : half(text, 0);
    }

    /** The lower 64 bits of a readable address. */
    static long low(String text) {
        return isV4(text) ? MAPPED | v4(text, 0) : half(text, GROUPS / 2);
    }

    /** Compares as unsigned numbers of 128 bits. */
    static int compare(long high, long low, long otherHigh, long otherLow) {
        int upper = Long.compareUnsigned(high, otherHigh);
        return upper != 0 ? upper : Long.compareUnsigned(low, otherLow);
    }

    /** The 32 bits of the dotted address from a place to the end, or -1. */
    private static long v4(String text, int from) {
        long bits = 0;
        int octets = 0;
        int i = from;
        while (octets < 4) {
            int start = i;
            int octet = 0;
            while (i < text.length() && isDigit(text.charAt(i)) && i - start < 3) {
                octet = octet * 10 + text.charAt(i) - '0';
                i++;
            }
            boolean leadingZero = i - start > 1 && text.charAt(start) == '0';
            if (i == start || octet > 255 || leadingZero) {
                return -1;
            }
            bits = bits << 8 | octet;
            octets++;
            if (octets < 4) {
                if (i >= text.length() || text.charAt(i) != '.') {
                    return -1;
                }
                i++;
            }
        }
        return i == text.length() ? bits : -1;
    }

    private static boolean isV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int groups = 0;
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) == ':') {
                boolean ofGap = gap >= 0 && (i == gap || i == gap + 1);
                boolean between = i > 0 && i < text.length() - 1 && groups > 0;
                if (!ofGap && !between) {
                    return false;
                }
                i++;
                continue;
            }
            int end = groupEnd(text, i);
            if (end < text.length() && text.charAt(end) == '.') {
                return v4(text, i) >= 0 && isComplete(groups + 2, gap);
            }
            if (end == i || end - i > 4 || (end < text.length() && text.charAt(end) != ':')) {
                return false;
            }
            groups++;
            i = end;
        }
        return isComplete(groups, gap);
    }

    private static boolean isComplete(int groups, int gap) {
        return gap < 0 ? groups == GROUPS : groups < GROUPS;
    }

    private static int groupEnd(String text, int from) {
        int end = from;
        while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) < 128) {
            end++;
        }
        return end;
    }

    /** Four groups of a readable IPv6 address, from the given one on. */
    private static long half(String text, int firstGroup) {
        int gap = text.indexOf("::");
        int missing = GROUPS - countGroups(text);
        long bits = 0;
        int group = 0;
        int i = 0;
        while (i < text.length() && group < GROUPS) {
            if (text.charAt(i) == ':') {
                if (i == gap) {
                    for (int zero = 0; zero < missing; zero++) {
                        bits = shifted(bits, group, firstGroup, 0);
                        group++;
                    }
                    i++;
                }
                i++;
                continue;
            }
            int end = groupEnd(text, i);
            if (end < text.length() && text.charAt(end) == '.') {
                long dotted = v4(text, i);
                bits = shifted(bits, group, firstGroup, dotted >>> 16);
                return shifted(bits, group + 1, firstGroup, dotted & 0xFFFF);
            }
            long value = 0;
            for (int at = i; at < end; at++) {
                value = value << 4 | Character.digit(text.charAt(at), 16);
            }
            bits = shifted(bits, group, firstGroup, value);
            group++;
            i = end;
        }
        return bits;
    }

    private static long shifted(long bits, int group, int firstGroup, long value) {
        return group >= firstGroup && group < firstGroup + GROUPS / 2 ? bits << 16 | value : bits;
    }

    private static int countGroups(String text) {
        int groups = 0;
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) == ':') {
                i++;
                continue;
            }
            int end = groupEnd(text, i);
            if (end < text.length() && text.charAt(end) == '.') {
                return groups + 2;
            }
            groups++;
            i = end;
        }
        return groups;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
