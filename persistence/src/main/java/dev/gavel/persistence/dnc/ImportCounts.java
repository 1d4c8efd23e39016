package dev.gavel.persistence.dnc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The counts of an import that is under way. Thread safety: confined to one thread. */
final class ImportCounts {

    private static final int MOST_BAD_TOLD = 20;

    long lines;
    long added;
    long deleted;
    long duplicates;
    long impossible;
    long outside;
    long bad;
    long bytes;
    private final List<String> firstBad = new ArrayList<>();

    /** Keeps where it was, and nothing of what it was. */
    void tell(Path file, long line) {
        if (firstBad.size() < MOST_BAD_TOLD) {
            firstBad.add(file.getFileName() + ":" + line);
        }
    }

    ImportReport report() {
        return new ImportReport(lines, added, deleted, duplicates, impossible, outside, bad, firstBad, bytes);
    }

    void write(DataOutput out) throws IOException {
        for (long count : new long[] {lines, added, deleted, duplicates, impossible, outside, bad, bytes}) {
            out.writeLong(count);
        }
        out.writeInt(firstBad.size());
        for (String place : firstBad) {
            out.writeUTF(place);
        }
    }

    static ImportCounts read(DataInput in) throws IOException {
        ImportCounts counts = new ImportCounts();
        counts.lines = in.readLong();
        counts.added = in.readLong();
        counts.deleted = in.readLong();
        counts.duplicates = in.readLong();
        counts.impossible = in.readLong();
        counts.outside = in.readLong();
        counts.bad = in.readLong();
        counts.bytes = in.readLong();
        int told = in.readInt();
        for (int i = 0; i < told; i++) {
            counts.firstBad.add(in.readUTF());
        }
        return counts;
    }
}
