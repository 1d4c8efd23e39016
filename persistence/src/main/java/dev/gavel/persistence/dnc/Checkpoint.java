package dev.gavel.persistence.dnc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where an import stands, on disk, so that one that was killed goes on. It is found again by what was asked for: the list, the day, the files with their
 * sizes and times, the version before. Anything else begins anew.
 *
 * @param file index of the file that was being read
 * @param line how many of its lines were done
 */
record Checkpoint(int file, long line, ImportCounts counts, ListDraft draft) {

    private static final int FORMAT = 1;
    private static final int BUFFER_BYTES = 1 << 20;

    /** Where it is kept for a plan. */
    static Path path(Path directory, ImportPlan plan) throws IOException {
        return directory.resolve("import-" + fingerprint(plan) + ".part");
    }

    private static String fingerprint(ImportPlan plan) throws IOException {
        StringBuilder text = new StringBuilder()
                .append(plan.list())
                .append('\n')
                .append(plan.asOf())
                .append('\n')
                .append(plan.changes())
                .append(plan.only())
                .append(new TreeSet<>(plan.areaCodes()))
                .append('\n')
                .append(plan.base() == null ? "" : plan.base().digest());
        for (Path file : plan.files()) {
            text.append('\n')
                    .append(file.toAbsolutePath())
                    .append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(Files.getLastModifiedTime(file).toMillis());
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Writes it down in one step: the one before stands until this one is whole. */
    void write(Path path) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
            out.writeInt(FORMAT);
            out.writeInt(file);
            out.writeLong(line);
            counts.write(out);
            draft.write(out);
            out.flush();
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The last one, or null when there is none of this format. */
    static @Nullable Checkpoint read(Path path, ListName list) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES))) {
            return in.readInt() == FORMAT
                    ? new Checkpoint(in.readInt(), in.readLong(), ImportCounts.read(in), ListDraft.read(list, in))
                    : null;
        } catch (NoSuchFileException _) {
            return null;
        }
    }
}
