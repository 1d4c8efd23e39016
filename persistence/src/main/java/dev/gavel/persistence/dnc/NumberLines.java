package dev.gavel.persistence.dnc;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The lines of a file of numbers, plain, gzipped or zipped (with one entry), as it is streamed.
 *
 * <p>Thread safety: confined to one thread. A line of more than {@value #MOST_LINE_BYTES} bytes is given as an empty one that is
 * {@link #isTooLong too long}.
 */
final class NumberLines implements AutoCloseable {

    static final int MOST_LINE_BYTES = 4_096;

    private static final int BUFFER_BYTES = 1 << 18;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private int from;
    private int to;
    private int next;
    private boolean tooLong;
    private boolean ended;

    private NumberLines(InputStream in) {
        this.in = in;
    }

    /** Opens a file; its ending says how it is packed. */
    static NumberLines open(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        InputStream raw = Files.newInputStream(file);
        try {
            if (name.endsWith(".gz")) {
                return new NumberLines(new GZIPInputStream(raw, BUFFER_BYTES));
            }
            return new NumberLines(name.endsWith(".zip") ? onlyEntry(file, raw) : raw);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream onlyEntry(Path file, InputStream raw) throws IOException {
        ZipInputStream zip = new ZipInputStream(raw);
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || entry.isDirectory()) {
            throw new IOException(file + ": no file in it");
        }
        return new OnlyEntry(zip, file);
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        tooLong = false;
        while (true) {
            for (int i = next; i < filled; i++) {
                if (buffer[i] == '\n') {
                    from = next;
                    to = i;
                    next = i + 1;
                    return true;
                }
            }
            if (ended) {
                from = next;
                to = filled;
                next = filled;
                return from < to;
            }
            if (filled - next > MOST_LINE_BYTES) {
                skipToEndOfLine();
                return true;
            }
            fill();
        }
    }

    /** The buffer that the line lies in, from {@link #from} to {@link #to}; good until {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether the line was too long to be one. */
    boolean isTooLong() {
        return tooLong || to - from > MOST_LINE_BYTES;
    }

    private void skipToEndOfLine() throws IOException {
        tooLong = true;
        from = 0;
        to = 0;
        next = filled;
        while (!ended) {
            fill();
            for (int i = next; i < filled; i++) {
                if (buffer[i] == '\n') {
                    next = i + 1;
                    return;
                }
            }
            next = filled;
        }
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, next, buffer, 0, filled - next);
        filled -= next;
        next = 0;
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            ended = true;
        } else {
            filled += read;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A second file in the archive would be left out silently: it is an error. */
    private static final class OnlyEntry extends FilterInputStream {

        private final ZipInputStream zip;
        private final Path file;

        OnlyEntry(ZipInputStream zip, Path file) {
            super(zip);
            this.zip = zip;
            this.file = file;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read < 0 && zip.getNextEntry() != null) {
                throw new IOException(file + ": more than one file in it; unpack it and name them one by one");
            }
            return read;
        }
    }
}
