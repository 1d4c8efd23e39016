package dev.gavel.persistence.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.testkit.PostgresForTests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class TenantKeyStoreTest {
    private static final byte[] AAD = "lead".getBytes(StandardCharsets.UTF_8);
    private static final LocalKeyService MASTER = LocalKeyService.of("0f".repeat(32));

    private static PostgresForTests postgres;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants("acme", "together", "rotated", "foreign");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void keysAreMadeOnceAndLoadedAgain() {
        byte[] sealed = PiiCipher.seal(store(MASTER).loadOrCreate("acme").block(), new byte[] {1}, AAD);
        assertThat(PiiCipher.open(store(MASTER).loadOrCreate("acme").block(), sealed, AAD))
                .containsExactly(1);
    }

    @Test
    void nodesThatAskTogetherGetTheSameKeys() {
        List<String> hashes = Flux.range(0, 8)
                .flatMap(i -> store(MASTER).loadOrCreate("together"), 8)
                .map(keys -> LookupHash.of(keys, "x"))
                .distinct()
                .collectList()
                .block();
        assertThat(hashes).hasSize(1);
    }

    @Test
    void rotationKeepsWhatWasSealed() {
        TenantKeyStore store = store(MASTER);
        TenantKeys before = store.loadOrCreate("rotated").block();
        byte[] sealed = PiiCipher.seal(before, new byte[] {7}, AAD);
        TenantKeys after = store.rotate("rotated").block();
        assertThat(after.newestId()).isEqualTo(2);
        assertThat(PiiCipher.open(after, sealed, AAD)).containsExactly(7);
    }

    @Test
    void anotherMasterKeyCannotOpenThem() {
        store(MASTER).loadOrCreate("foreign").block();
        TenantKeyStore other = store(LocalKeyService.of("aa".repeat(32)));
        assertThatThrownBy(() -> other.loadOrCreate("foreign").block()).isInstanceOf(DecryptionException.class);
    }

    private static TenantKeyStore store(KeyService master) {
        return new TenantKeyStore(postgres.scope(), master);
    }
}
