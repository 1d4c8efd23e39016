package dev.gavel.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.testkit.ChaosProxy;
import dev.gavel.persistence.testkit.PostgresForTests;
import dev.gavel.persistence.testkit.Toxic;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A network on which nothing passes any more, and nobody says so. */
class LeasesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STATEMENT = Duration.ofMillis(500);

    private PostgresForTests postgres;
    private ChaosProxy proxy;
    private Database database;

    @BeforeEach
    void start() {
        postgres = PostgresForTests.create();
        Database.Settings direct = postgres.appSettings();
        proxy = ChaosProxy.before(direct.port(), 1);
        database = Database.open(Database.Settings.of(direct.host(), proxy.port(), direct.database(), direct.login())
                .withMaxConnections(1)
                .withAcquireTimeout(PATIENCE)
                .withStatementTimeout(STATEMENT));
        database.ping().block(PATIENCE);
    }

    @AfterEach
    void stop() {
        database.dispose();
        proxy.close();
        postgres.close();
    }

    @Test
    void aTransactionWhoseAnswerNeverComesEndsAndItsPlaceInThePoolIsFree() {
        assertGivenUp(database.inTransaction(stalledAfterBegin(connection -> one(connection))));
        assertServes();
    }

    @Test
    void aCommitWhoseAnswerNeverComesEnds() {
        assertGivenUp(
                database.inTransaction(connection -> one(connection).doOnNext(_ -> proxy.disturb(new Toxic.Stall()))));
        assertServes();
    }

    @Test
    void aStreamThatStopsEnds() {
        assertGivenUp(database.stream(connection ->
                        stalledAfterBegin(LeasesTest::one).apply(connection).flux())
                .then());
        assertServes();
    }

    @Test
    void aReaderMayTakeItsTime() {
        Flux<Integer> slowly = database.stream(connection -> connection
                        .createStatement("SELECT generate_series(1, 3) AS n")
                        .execute()
                        .concatMap(result -> result.map(row -> row.get("n", Integer.class))))
                .limitRate(1)
                .concatMap(n -> Mono.delay(STATEMENT.multipliedBy(4)).thenReturn(n), 1);
        assertThat(slowly.collectList().block(PATIENCE)).containsExactly(1, 2, 3);
    }

    private Function<PostgresqlConnection, Mono<Integer>> stalledAfterBegin(
            Function<PostgresqlConnection, Mono<Integer>> work) {
        return connection -> Mono.fromRunnable(() -> proxy.disturb(new Toxic.Stall()))
                .then(Mono.defer(() -> work.apply(connection)));
    }

    private static Mono<Integer> one(PostgresqlConnection connection) {
        return connection
                .createStatement("SELECT 1 AS one")
                .execute()
                .concatMap(result -> result.map(row -> row.get("one", Integer.class)))
                .next();
    }

    /** Whoever is the next may be given the connection while it closes, and is told so; not who comes after that. */
    private void assertServes() {
        assertThat(database.inTransaction(LeasesTest::one).retry(1).block(PATIENCE))
                .isEqualTo(1);
    }

    private void assertGivenUp(Mono<?> call) {
        assertThatThrownBy(() -> call.block(PATIENCE)).isInstanceOf(DatabaseUnavailableException.class);
        proxy.heal();
    }
}
