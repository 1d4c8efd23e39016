package dev.gavel.persistence.dnc;

import dev.gavel.gates.DncRegister;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * One version of one list, whose bitmaps lie in a mapped file: one for each area code, of the numbers' last seven digits.
 *
 * <p>Thread safety: immutable. A look-up is two array reads and a binary search over at most 153 containers; it allocates nothing. The file stays
 * mapped until the object is forgotten.
 */
public final class MappedList {

    static final int AREA_CODES = 1_000;
    static final int LINES = 10_000_000;

    /** In place of a day: the list says nothing of the area code. */
    static final int NOT_COVERED = Integer.MIN_VALUE;

    private final ListName name;
    private final String digest;
    private final @Nullable ImmutableRoaringBitmap[] areaToNumbers;
    private final int[] areaToDay;
    private final long numbers;
    private final long bytes;
    private final int oldestDay;
    private final int newestDay;

    /**
     * @param digest SHA-256 of the file in hex
     * @param areaToDay of which day, since 1970, the list is for each area code; {@link #NOT_COVERED} for none
     */
    MappedList(
            ListName name,
            String digest,
            @Nullable ImmutableRoaringBitmap[] areaToNumbers,
            int[] areaToDay,
            long numbers,
            long bytes) {
        this.name = name;
        this.digest = digest;
        this.areaToNumbers = areaToNumbers;
        this.areaToDay = areaToDay;
        this.numbers = numbers;
        this.bytes = bytes;
        int oldest = Integer.MAX_VALUE;
        int newest = NOT_COVERED;
        for (int day : areaToDay) {
            if (day != NOT_COVERED) {
                oldest = Math.min(oldest, day);
                newest = Math.max(newest, day);
            }
        }
        this.oldestDay = oldest;
        this.newestDay = newest;
    }

    public ListName name() {
        return name;
    }

    /** SHA-256 of the file in hex. */
    public String digest() {
        return digest;
    }

    /** How many numbers it holds. */
    public long numbers() {
        return numbers;
    }

    /** The file's length. */
    public long bytes() {
        return bytes;
    }

    /** Of which day, since 1970, its oldest part is; it is stale when that is. */
    public int oldestDay() {
        return oldestDay;
    }

    /** Of which day, since 1970, its newest part is. */
    public int newestDay() {
        return newestDay;
    }

    /** The area codes that it says something of. */
    public int[] areaCodes() {
        int[] covered = new int[AREA_CODES];
        int count = 0;
        for (int area = 0; area < AREA_CODES; area++) {
            if (areaToDay[area] != NOT_COVERED) {
                covered[count++] = area;
            }
        }
        return java.util.Arrays.copyOf(covered, count);
    }

    /** Whether it holds a number of ten digits. */
    public boolean contains(long phone) {
        ImmutableRoaringBitmap ofArea = areaToNumbers[(int) (phone / LINES)];
        return ofArea != null && ofArea.contains((int) (phone % LINES));
    }

    /** What it says of a number, as flags of {@link DncRegister}. */
    int look(long phone, long epochDay) {
        int day = areaToDay[(int) (phone / LINES)];
        if (day == NOT_COVERED) {
            return DncRegister.NOT_COVERED;
        }
        int flags = isFresh(day, epochDay) ? 0 : DncRegister.STALE;
        return contains(phone) ? flags | name.flag() : flags;
    }

    /** Whether all of it is stale. */
    int look(long epochDay) {
        return newestDay != NOT_COVERED && isFresh(newestDay, epochDay) ? 0 : DncRegister.STALE;
    }

    /** A list of tomorrow is possible where clocks differ; one from further ahead is a mistake, and not trusted. */
    private static boolean isFresh(int day, long epochDay) {
        long age = epochDay - day;
        return age >= -1 && age <= DncRegister.MOST_DAYS;
    }

    int day(int areaCode) {
        return areaToDay[areaCode];
    }

    /** How many numbers of one area code it holds. */
    long numbers(int areaCode) {
        ImmutableRoaringBitmap ofArea = areaToNumbers[areaCode];
        return ofArea == null ? 0 : ofArea.getLongCardinality();
    }

    @Nullable
    ImmutableRoaringBitmap numbersOf(int areaCode) {
        return areaToNumbers[areaCode];
    }
}
