package dev.gavel.persistence.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import reactor.core.publisher.Mono;

/**
 * A master key in this process, from a file or an environment variable: 32 bytes as 64 hexadecimal digits.
 *
 * <p>Thread safety: immutable.
 */
public final class LocalKeyService implements KeyService {

    private static final byte[] HEADER = {1};
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final SecretKey master;

    private LocalKeyService(byte[] master) {
        this.master = new SecretKeySpec(master, "AES");
    }

    /**
     * The key that {@code hex} spells.
     *
     * @throws IllegalArgumentException when it is not 64 hexadecimal digits; the message does not show it
     */
    public static LocalKeyService of(String hex) {
        byte[] key;
        try {
            key = HexFormat.of().parseHex(hex.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("master key: not hexadecimal (expected: 64 digits)");
        }
        if (key.length != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "master key: " + key.length + " bytes (expected: " + AesGcm.KEY_LENGTH + ")");
        }
        return new LocalKeyService(key);
    }

    /**
     * The key in a file that nobody but its owner may read.
     *
     * @throws IllegalArgumentException when others may read the file, or it does not hold a key
     */
    public static LocalKeyService fromFile(Path file) {
        try {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            permissions.addAll(Files.getPosixFilePermissions(file));
            permissions.retainAll(OTHERS);
            if (!permissions.isEmpty()) {
                throw new IllegalArgumentException("master key: others may use " + file + " (expected: chmod 600)");
            }
            return of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the master key cannot be read from " + file, e);
        }
    }

    /** As {@link #fromFile}, for a demo: makes the file with a random key when there is none. */
    public static LocalKeyService fromFileOrNew(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            byte[] key = new byte[AesGcm.KEY_LENGTH];
            new SecureRandom().nextBytes(key);
            Files.writeString(file, HexFormat.of().formatHex(key));
        } catch (FileAlreadyExistsException e) {
            return fromFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the master key cannot be written to " + file, e);
        }
        return fromFile(file);
    }

    @Override
    public Mono<byte[]> wrap(byte[] key, String context) {
        return Mono.fromSupplier(() -> {
            byte[] wrapped = new byte[HEADER.length + key.length + AesGcm.OVERHEAD];
            System.arraycopy(HEADER, 0, wrapped, 0, HEADER.length);
            AesGcm.seal(master, key, key.length, HEADER, bytes(context), wrapped, HEADER.length);
            return wrapped;
        });
    }

    @Override
    public Mono<byte[]> unwrap(byte[] wrapped, String context) {
        return Mono.fromSupplier(() -> {
            if (wrapped.length == 0 || wrapped[0] != HEADER[0]) {
                throw new DecryptionException("the wrapped key is of an unknown form", null);
            }
            return AesGcm.open(master, wrapped, HEADER.length, HEADER, bytes(context));
        });
    }

    private static byte[] bytes(String context) {
        return context.getBytes(StandardCharsets.UTF_8);
    }
}
