package dev.gavel.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo keeps between runs in its folder: passwords, the master key, an API key, a port. Readable by the user alone.
 *
 * <p>Thread safety: one thread.
 */
final class DemoFiles {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;

    private final Path folder;

    DemoFiles(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    Path folder() {
        return folder;
    }

    /** 64 random hex digits, made at the first call and the same ever after. */
    String secret(String name) {
        String kept = read(name);
        if (kept != null) {
            return kept;
        }
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String made = HexFormat.of().formatHex(bytes);
        write(name, made);
        return made;
    }

    /** What was kept under a name, or null. */
    @Nullable
    String read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Keeps a text under a name; the file is never readable by others. */
    void write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException _) {
                // Keeps its permissions.
            }
            Files.write(file, List.of(text));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
