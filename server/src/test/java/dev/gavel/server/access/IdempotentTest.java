package dev.gavel.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.DatabaseUnavailableException;
import dev.gavel.persistence.postgres.IdempotencyStore;
import dev.gavel.persistence.postgres.Login;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Calls;
import dev.gavel.server.http.Refusal;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What can be said without a database; the end-to-end tests say the rest. */
final class IdempotentTest {

    private static final Principal ACME = new Principal("demo", "key_1", "acme-media", Set.of(Scope.PING), false);

    private final Database away =
            Database.open(Database.Settings.of("127.0.0.1", closedPort(), "gavel", new Login("gavel_app", "x")));
    private final Idempotent idempotent =
            new Idempotent(new IdempotencyStore(new TenantScope(away), Clock.systemUTC()));
    private final AtomicInteger decisions = new AtomicInteger();
    private final Access.Guarded route = idempotent.around((_, _) -> Mono.fromSupplier(() -> {
        decisions.incrementAndGet();
        return Answer.text(200, "decided");
    }));

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        away.dispose();
    }

    @Test
    void withoutTheHeaderNothingIsAskedOfTheDatabase() {
        StepVerifier.create(route.answer(ACME, Calls.of("POST", "/api/ping", "{}")))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(decisions).hasValue(1);
    }

    @Test
    void withTheHeaderNothingIsDecidedWhileTheDatabaseIsAway() {
        StepVerifier.create(route.answer(ACME, Calls.of("POST", "/api/ping", "{}", "Idempotency-Key", "k-1")))
                .verifyError(DatabaseUnavailableException.class);

        assertThat(decisions).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "é"})
    void aMalformedKeyIsRefused(String key) {
        assertRefused(key);
    }

    @Test
    void anEndlessKeyIsRefused() {
        assertRefused("k".repeat(129));
    }

    private void assertRefused(String key) {
        StepVerifier.create(route.answer(ACME, Calls.of("POST", "/api/ping", "{}", "Idempotency-Key", key)))
                .expectErrorSatisfies(error -> {
                    assertThat(((Refusal) error).status()).isEqualTo(400);
                    assertThat(((Refusal) error).reason()).isEqualTo(Reason.IDEMPOTENCY_KEY_INVALID);
                })
                .verify();
        assertThat(decisions).hasValue(0);
    }
}
