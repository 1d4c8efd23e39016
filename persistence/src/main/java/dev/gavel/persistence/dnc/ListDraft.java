package dev.gavel.persistence.dnc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A list in the making, on the heap: what is kept of the version before, and what the files say.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ListDraft {

    private final ListName name;
    private final @Nullable RoaringBitmap[] areaToNumbers = new @Nullable RoaringBitmap[MappedList.AREA_CODES];
    private final int[] areaToDay = new int[MappedList.AREA_CODES];
    private final boolean[] replaced = new boolean[MappedList.AREA_CODES];

    ListDraft(ListName name) {
        this.name = name;
        Arrays.fill(areaToDay, MappedList.NOT_COVERED);
    }

    ListName name() {
        return name;
    }

    /** Takes an area code over from an earlier version as it is, with its day. */
    void keep(MappedList earlier, int areaCode) {
        var numbers = earlier.numbersOf(areaCode);
        areaToNumbers[areaCode] = numbers == null ? null : numbers.toRoaringBitmap();
        areaToDay[areaCode] = earlier.day(areaCode);
    }

    /** Forgets what was kept of an area code: the files say all of it. It is of this day from now on. */
    void replace(int areaCode, int epochDay) {
        areaToNumbers[areaCode] = null;
        areaToDay[areaCode] = epochDay;
        replaced[areaCode] = true;
    }

    boolean isReplaced(int areaCode) {
        return replaced[areaCode];
    }

    /** The list says something of the area code, and is of this day. */
    void cover(int areaCode, int epochDay) {
        areaToDay[areaCode] = epochDay;
    }

    int day(int areaCode) {
        return areaToDay[areaCode];
    }

    /** Adds a number; false when it was there. */
    boolean add(long phone) {
        int area = (int) (phone / MappedList.LINES);
        RoaringBitmap numbers = areaToNumbers[area];
        if (numbers == null) {
            numbers = new RoaringBitmap();
            areaToNumbers[area] = numbers;
        }
        return numbers.checkedAdd((int) (phone % MappedList.LINES));
    }

    /** Takes a number out; false when it was not there. */
    boolean remove(long phone) {
        RoaringBitmap numbers = areaToNumbers[(int) (phone / MappedList.LINES)];
        return numbers != null && numbers.checkedRemove((int) (phone % MappedList.LINES));
    }

    /** The area code's numbers, as small as they get; null for none. */
    @Nullable
    RoaringBitmap compacted(int areaCode) {
        RoaringBitmap numbers = areaToNumbers[areaCode];
        if (numbers != null) {
            numbers.runOptimize();
        }
        return numbers;
    }

    /** How many numbers of one area code it holds. */
    long numbers(int areaCode) {
        RoaringBitmap numbers = areaToNumbers[areaCode];
        return numbers == null ? 0 : numbers.getLongCardinality();
    }

    /** Writes it down for a later {@link #read}. */
    void write(DataOutput out) throws IOException {
        for (int area = 0; area < MappedList.AREA_CODES; area++) {
            RoaringBitmap numbers = areaToNumbers[area];
            out.writeInt(areaToDay[area]);
            out.writeBoolean(replaced[area]);
            out.writeBoolean(numbers != null);
            if (numbers != null) {
                numbers.serialize(out);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    static ListDraft read(ListName name, DataInput in) throws IOException {
        ListDraft draft = new ListDraft(name);
        for (int area = 0; area < MappedList.AREA_CODES; area++) {
            draft.areaToDay[area] = in.readInt();
            draft.replaced[area] = in.readBoolean();
            if (in.readBoolean()) {
                RoaringBitmap numbers = new RoaringBitmap();
                numbers.deserialize(in);
                draft.areaToNumbers[area] = numbers;
            }
        }
        return draft;
    }
}
