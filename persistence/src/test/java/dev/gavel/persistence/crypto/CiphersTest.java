package dev.gavel.persistence.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CiphersTest {
    private static final byte[] PLAIN = "phone 512-555-0100".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AAD = "lead_1".getBytes(StandardCharsets.UTF_8);

    private final TenantKeys keys = keys("acme", 1);

    @TempDir
    Path directory;

    @Test
    void opensWhatItSealed() {
        byte[] sealed = PiiCipher.seal(keys, PLAIN, AAD);
        assertThat(PiiCipher.open(keys, sealed, AAD)).isEqualTo(PLAIN);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("555");
        assertThat(PiiCipher.seal(keys, PLAIN, AAD)).isNotEqualTo(sealed);
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] sealed = PiiCipher.seal(keys, PLAIN, AAD);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> PiiCipher.open(keys, changed, AAD))
                    .as("byte " + i)
                    .isInstanceOf(DecryptionException.class)
                    .hasMessageNotContaining("555");
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> PiiCipher.open(keys, cut, AAD)).isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void anotherContextOrTenantCannotOpen() {
        byte[] sealed = PiiCipher.seal(keys, PLAIN, AAD);
        assertThatThrownBy(() -> PiiCipher.open(keys, sealed, "lead_2".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> PiiCipher.open(keys("other", 7), sealed, AAD)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void afterRotationTheOldKeyOpensTheNewOneSealsAndHashesStay() {
        byte[] old = PiiCipher.seal(keys, PLAIN, AAD);
        TenantKeys rotated = TenantKeys.of("acme", new TreeMap<>(Map.of(1, key(1), 2, key(2))));
        assertThat(PiiCipher.open(rotated, old, AAD)).isEqualTo(PLAIN);
        byte[] fresh = PiiCipher.seal(rotated, PLAIN, AAD);
        assertThat(fresh[4]).isEqualTo((byte) 2);
        assertThatThrownBy(() -> PiiCipher.open(keys, fresh, AAD)).isInstanceOf(DecryptionException.class);
        assertThat(LookupHash.of(rotated, "p123")).isEqualTo(LookupHash.of(keys, "p123"));
    }

    @Test
    void lookupHashesAreShortStableAndDifferByTenant() {
        String hash = LookupHash.of(keys, "p123");
        assertThat(hash).matches("[A-Za-z0-9_-]{22}").isEqualTo(LookupHash.of(keys, "p123"));
        assertThat(LookupHash.of(keys, "p124")).isNotEqualTo(hash);
        assertThat(LookupHash.of(keys("other", 9), "p123")).isNotEqualTo(hash);
    }

    @Test
    void manyThreadsMaySealAndHashAtOnce() {
        String hash = LookupHash.of(keys, "p123");
        boolean all = IntStream.range(0, 20_000)
                .parallel()
                .allMatch(i -> LookupHash.of(keys, "p123").equals(hash)
                        && java.util.Arrays.equals(PiiCipher.open(keys, PiiCipher.seal(keys, PLAIN, AAD), AAD), PLAIN));
        assertThat(all).isTrue();
    }

    @Test
    void keysDoNotShow() {
        assertThat(keys).hasToString("TenantKeys[acme]");
    }

    @Test
    void masterKeyWrapsForOneContext() {
        LocalKeyService master = LocalKeyService.of("0f".repeat(32));
        byte[] wrapped = master.wrap(key(3), "tenant acme").block();
        assertThat(master.unwrap(wrapped, "tenant acme").block()).isEqualTo(key(3));
        assertThatThrownBy(() -> master.unwrap(wrapped, "tenant other").block())
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> LocalKeyService.of("aa".repeat(32))
                        .unwrap(wrapped, "tenant acme")
                        .block())
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> master.unwrap(new byte[0], "tenant acme").block())
                .isInstanceOf(DecryptionException.class);
    }

    @Test
    void badMasterKeysAreRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> LocalKeyService.of("c0ffee"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 bytes")
                .hasMessageNotContaining("c0ffee");
        assertThatThrownBy(() -> LocalKeyService.of("not a key"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("not a key");
    }

    @Test
    void masterKeyFileMustBeItsOwnersAlone() throws Exception {
        Path file = directory.resolve("secrets/master-key");
        byte[] wrapped = LocalKeyService.fromFileOrNew(file).wrap(key(1), "x").block();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(LocalKeyService.fromFileOrNew(file).unwrap(wrapped, "x").block())
                .isEqualTo(key(1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> LocalKeyService.fromFile(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chmod 600");
    }

    private static TenantKeys keys(String tenant, int seed) {
        return TenantKeys.of(tenant, new TreeMap<>(Map.of(1, key(seed))));
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) seed);
        return key;
    }
}
