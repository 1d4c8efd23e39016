package dev.gavel.persistence.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * The Redis server program of this platform, unpacked from the class path (Linux and macOS on x86-64 and ARM).
 *
 * <p>Thread safety: {@link #unpack} may run in several processes at once.
 */
final class RedisBinary {

    /** What the jar on the class path ships. */
    static final String VERSION = "7.0.15";

    private RedisBinary() {}

    /**
     * Unpacks the program when it was not yet.
     *
     * @param folder is made when missing
     * @return the program, whole and executable
     */
    static Path unpack(Path folder) {
        Path program = folder.resolve("redis-server-" + VERSION);
        if (Files.isExecutable(program)) {
            return program;
        }
        String resource = resource();
        try (InputStream bytes = ClassLoader.getSystemResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IllegalStateException(
                        "no " + resource + " on the class path (expected: from org.signal:embedded-redis)");
            }
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, "redis-server-", ".draft");
            Files.copy(bytes, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(draft, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException("Redis cannot be unpacked to " + folder, e);
        }
    }

    private static String resource() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = switch (System.getProperty("os.arch")) {
            case "aarch64", "arm64" -> "arm64";
            case "x86", "i386", "i686" -> "386";
            default -> "amd64";
        };
        return "redis-server-" + VERSION + "-" + os + "-" + arch;
    }
}
