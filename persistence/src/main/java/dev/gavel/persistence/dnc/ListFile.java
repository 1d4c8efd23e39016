package dev.gavel.persistence.dnc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * The file of one version of a list. It is named for the SHA-256 of its bytes, so that a version is the same file on every node, two tenants with
 * the same lists share it, and a file that was cut short or changed is found out.
 *
 * <pre>
 * "GAVELDNC"  int 1  int length of the name, name in ASCII  long numbers  int directory entries
 * directory, by area code: int area code, int day since 1970, long numbers, long offset, long length
 * bitmaps, each in the portable format of RoaringBitmap
 * </pre>
 *
 * <p>Integers are big-endian, offsets from the start of the file, length 0 where there is no number. Thread safety: stateless.
 */
final class ListFile {

    private static final byte[] MAGIC = "GAVELDNC".getBytes(US_ASCII);
    private static final int FORMAT = 1;
    private static final int ENTRY_BYTES = 4 + 4 + 8 + 8 + 8;
    private static final int MOST_NAME_BYTES = 32;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final String SUFFIX = ".dnc";

    private ListFile() {}

    /** Where the file of this digest is. */
    static Path path(Path directory, String digest) {
        return directory.resolve(digest + SUFFIX);
    }

    /**
     * Writes a list beside where it will be, forces it to disk, and moves it there under its digest in one step. Blocks.
     *
     * @return its digest
     */
    static String write(ListDraft draft, Path directory) throws IOException {
        Path temporary = Files.createTempFile(directory, "writing-", ".tmp");
        try {
            MessageDigest sha256 = sha256();
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                OutputStream file = java.nio.channels.Channels.newOutputStream(channel);
                DataOutputStream out = new DataOutputStream(
                        new BufferedOutputStream(new DigestOutputStream(file, sha256), BLOCK_BYTES));
                write(draft, out);
                out.flush();
                channel.force(true);
            }
            String digest = HexFormat.of().formatHex(sha256.digest());
            Files.move(
                    temporary,
                    path(directory, digest),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            force(directory);
            return digest;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void write(ListDraft draft, DataOutputStream out) throws IOException {
        byte[] name = draft.name().text().getBytes(US_ASCII);
        int entries = 0;
        long numbers = 0;
        for (int area = 0; area < MappedList.AREA_CODES; area++) {
            RoaringBitmap ofArea = draft.compacted(area);
            if (draft.day(area) != MappedList.NOT_COVERED) {
                entries++;
                numbers += ofArea == null ? 0 : ofArea.getLongCardinality();
            }
        }
        out.write(MAGIC);
        out.writeInt(FORMAT);
        out.writeInt(name.length);
        out.write(name);
        out.writeLong(numbers);
        out.writeInt(entries);
        long offset = MAGIC.length + 4 + 4 + name.length + 8 + 4 + (long) entries * ENTRY_BYTES;
        for (int area = 0; area < MappedList.AREA_CODES; area++) {
            if (draft.day(area) != MappedList.NOT_COVERED) {
                RoaringBitmap ofArea = draft.compacted(area);
                long length = ofArea == null || ofArea.isEmpty() ? 0 : ofArea.serializedSizeInBytes();
                out.writeInt(area);
                out.writeInt(draft.day(area));
                out.writeLong(ofArea == null ? 0 : ofArea.getLongCardinality());
                out.writeLong(offset);
                out.writeLong(length);
                offset += length;
            }
        }
        for (int area = 0; area < MappedList.AREA_CODES; area++) {
            RoaringBitmap ofArea = draft.compacted(area);
            if (draft.day(area) != MappedList.NOT_COVERED && ofArea != null && !ofArea.isEmpty()) {
                ofArea.serialize(out);
            }
        }
    }

    /**
     * Maps a file and reads all of it once, to check it. Blocks; about a second for half a gigabyte.
     *
     * @throws IOException when it is not there, is not what its name says, or is not such a file
     */
    static MappedList open(Path directory, String digest) throws IOException {
        Path path = path(directory, digest);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            if (!digest(file).equals(digest)) {
                throw new IOException(path + " is damaged: its SHA-256 is not its name");
            }
            return read(file, digest);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException(path + " is not a do-not-call list: " + e.getMessage(), e);
        }
    }

    private static String digest(MemorySegment file) {
        MessageDigest sha256 = sha256();
        for (long at = 0; at < file.byteSize(); at += BLOCK_BYTES) {
            sha256.update(file.asSlice(at, Math.min(BLOCK_BYTES, file.byteSize() - at))
                    .asByteBuffer());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MappedList read(MemorySegment file, String digest) throws IOException {
        long head = Math.min(file.byteSize(), MappedList.AREA_CODES * (long) ENTRY_BYTES + BLOCK_BYTES);
        ByteBuffer in = file.asSlice(0, head).asByteBuffer();
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        int format = in.getInt();
        if (!Arrays.equals(magic, MAGIC) || format != FORMAT) {
            throw new IOException("not a do-not-call list of format " + FORMAT);
        }
        int nameBytes = in.getInt();
        if (nameBytes < 1 || nameBytes > MOST_NAME_BYTES) {
            throw new IOException("name: " + nameBytes + " bytes (expected: 1 to " + MOST_NAME_BYTES + ")");
        }
        byte[] name = new byte[nameBytes];
        in.get(name);
        long numbers = in.getLong();
        int entries = in.getInt();
        @Nullable ImmutableRoaringBitmap[] areaToNumbers = new @Nullable ImmutableRoaringBitmap[MappedList.AREA_CODES];
        int[] areaToDay = new int[MappedList.AREA_CODES];
        Arrays.fill(areaToDay, MappedList.NOT_COVERED);
        for (int i = 0; i < entries; i++) {
            int area = in.getInt();
            areaToDay[area] = in.getInt();
            long count = in.getLong();
            long offset = in.getLong();
            long length = in.getLong();
            if (length > 0) {
                ImmutableRoaringBitmap bitmap =
                        new ImmutableRoaringBitmap(file.asSlice(offset, length).asByteBuffer());
                if (bitmap.getLongCardinality() != count) {
                    throw new IOException("area code " + area + ": " + bitmap.getLongCardinality()
                            + " numbers (expected: " + count + ")");
                }
                areaToNumbers[area] = bitmap;
            }
        }
        return new MappedList(
                new ListName(new String(name, US_ASCII)), digest, areaToNumbers, areaToDay, numbers, file.byteSize());
    }

    /** Makes a rename last: without it the name may be lost with the power. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
