package dev.gavel.gates.source;

import dev.gavel.gates.IpReputation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A list of bad address ranges in memory. What is not in it is good, as long as it is recent; past that nothing is known.
 *
 * <p>Thread safety: immutable. Cost of a look-up: reading the address and a binary search; nothing is allocated.
 */
public final class CidrList implements IpReputation {

    private final Instant asOf;
    private final Instant goodUntil;
    private final Range[] ranges;

    /** Addresses from {@code first} to {@code last}, both included. */
    private record Range(long firstHigh, long firstLow, long lastHigh, long lastLow) {

        boolean isBefore(long high, long low) {
            return IpAddress.compare(lastHigh, lastLow, high, low) < 0;
        }

        boolean startsAfter(long high, long low) {
            return IpAddress.compare(firstHigh, firstLow, high, low) > 0;
        }
    }

    private CidrList(Instant asOf, Instant goodUntil, Range[] ranges) {
        this.asOf = asOf;
        this.goodUntil = goodUntil;
        this.ranges = ranges;
    }

    /**
     * Makes a list.
     *
     * @param asOf of which moment the list is
     * @param maxAge for how long after it the list may be gone by
     * @param cidrs such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}; a single address stands for itself; in any order
     * @throws IllegalArgumentException that names what is no such range
     */
    public static CidrList of(Instant asOf, Duration maxAge, List<String> cidrs) {
        List<Range> ranges = new ArrayList<>(cidrs.size());
        for (String cidr : cidrs) {
            ranges.add(range(cidr));
        }
        ranges.sort(Comparator.comparing(
                range -> range, (a, b) -> IpAddress.compare(a.firstHigh(), a.firstLow(), b.firstHigh(), b.firstLow())));
        return new CidrList(asOf, asOf.plus(maxAge), merged(ranges));
    }

    private static Range range(String cidr) {
        int slash = cidr.indexOf('/');
        String address = slash < 0 ? cidr : cidr.substring(0, slash);
        if (!IpAddress.isReadable(address)) {
            throw new IllegalArgumentException("cidr: " + cidr + " (expected: 192.0.2.0/24 or 2001:db8::/32)");
        }
        int width = IpAddress.isV4(address) ? 32 : 128;
        int bits = slash < 0 ? width : bits(cidr, slash + 1, width);
        int prefix = bits + 128 - width;
        long highMask = prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
        long lowMask = prefix <= 64 ? 0 : prefix == 128 ? -1L : -1L << (128 - prefix);
        long high = IpAddress.high(address) & highMask;
        long low = IpAddress.low(address) & lowMask;
        return new Range(high, low, high | ~highMask, low | ~lowMask);
    }

    private static int bits(String cidr, int from, int width) {
        try {
            int bits = Integer.parseInt(cidr.substring(from));
            if (bits >= 0 && bits <= width) {
                return bits;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("cidr: " + cidr + " (expected: a length from 0 to " + width + ")");
    }

    /** Ranges that touch or overlap become one, so that a search by the first address finds the right one. */
    private static Range[] merged(List<Range> sorted) {
        List<Range> merged = new ArrayList<>(sorted.size());
        for (Range range : sorted) {
            Range before = merged.isEmpty() ? null : merged.getLast();
            if (before == null || before.isBefore(range.firstHigh(), range.firstLow())) {
                merged.add(range);
            } else if (before.isBefore(range.lastHigh(), range.lastLow())) {
                merged.set(
                        merged.size() - 1,
                        new Range(before.firstHigh(), before.firstLow(), range.lastHigh(), range.lastLow()));
            }
        }
        return merged.toArray(Range[]::new);
    }

    /** Of which moment the list is. */
    public Instant asOf() {
        return asOf;
    }

    /** How many ranges there are, those that overlap counted as one. */
    public int size() {
        return ranges.length;
    }

    @Override
    public Answer of(String address, Instant now) {
        if (now.isAfter(goodUntil) || !IpAddress.isReadable(address)) {
            return Answer.UNKNOWN;
        }
        long high = IpAddress.high(address);
        long low = IpAddress.low(address);
        int from = 0;
        int to = ranges.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            Range range = ranges[middle];
            if (range.isBefore(high, low)) {
                from = middle + 1;
            } else if (range.startsAfter(high, low)) {
                to = middle - 1;
            } else {
                return Answer.BAD;
            }
        }
        return Answer.GOOD;
    }
}
