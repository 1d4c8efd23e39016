package dev.gavel.persistence.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The Postgres programs of this platform, unpacked from the class path. They are kept in a folder that is named after the archive's
 * checksum, so that another version never meets an older one's files; a folder is there whole or not at all.
 *
 * <p>Thread safety: {@link #unpack} may run in several processes at once.
 */
final class PostgresBinaries {

    private static final int EXECUTABLE_BITS = 0b001_001_001;

    private PostgresBinaries() {}

    /**
     * Unpacks the archive when it was not yet.
     *
     * @param parent where the folder of this version goes
     * @return the folder that holds {@code bin}, {@code lib} and {@code share}
     */
    static Path unpack(Path parent) {
        try {
            byte[] archive = archive();
            Path home = parent.resolve("postgres-" + checksum(archive));
            if (!Files.isDirectory(home)) {
                Files.createDirectories(parent);
                Path draft = Files.createTempDirectory(
                        parent,
                        "unpacking-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                extract(archive, draft);
                publish(draft, home);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("Postgres cannot be unpacked to " + parent, e);
        }
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "Darwin" : "Linux";
        try (InputStream in =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, System.getProperty("os.arch"))) {
            return in.readAllBytes();
        }
    }

    private static String checksum(byte[] archive) {
        CRC32C crc = new CRC32C();
        crc.update(archive);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static void extract(byte[] archive, Path into) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new BufferedInputStream(new XZInputStream(new java.io.ByteArrayInputStream(archive)), 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, into);
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path into) throws IOException {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("an entry of the archive leads out of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        boolean executable = (entry.getMode() & EXECUTABLE_BITS) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Renames the finished folder; where another process was first, its folder is as good. */
    private static void publish(Path draft, Path home) throws IOException {
        try {
            Files.move(draft, home, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            delete(draft);
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
