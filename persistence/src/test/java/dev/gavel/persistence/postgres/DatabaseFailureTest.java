package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static dev.gavel.persistence.postgres.Posts.TENANT;
import static dev.gavel.persistence.postgres.Posts.leg;
import static dev.gavel.persistence.postgres.Posts.post;
import static dev.gavel.persistence.postgres.Posts.result;
import static dev.gavel.persistence.postgres.Posts.settlement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Kills the server beneath the transactions; it has one of its own. */
class DatabaseFailureTest {
    private static final Login OWNER = new Login(Login.OWNER, "o");
    private static final Login APP = new Login(Login.APP, "a");
    private static final Login AUDIT = new Login(Login.AUDIT, "e");

    @TempDir
    Path directory;

    private EmbeddedPostgres server;
    private Database database;
    private Sales sales;
    private Ledger ledger;

    @BeforeEach
    void start() {
        server = EmbeddedPostgres.start(directory, Path.of("target", "postgres", "bin"), List.of());
        Migrations migrations = new Migrations(server.jdbcUrl("postgres"));
        migrations.createRoles(new Login(EmbeddedPostgres.SUPERUSER, server.password()), OWNER, APP, AUDIT);
        migrations.migrate(OWNER);
        database = Database.open(Database.Settings.of(server.host(), server.port(), "postgres", APP));
        new Tenants(database).create(TENANT, TENANT).block();
        TenantScope scope = new TenantScope(database);
        sales = new Sales(scope);
        ledger = new Ledger(scope);
        ledger.deposit(TENANT, "b", "USD", 1_000 * DOLLAR, "d", NOW).block();
    }

    @AfterEach
    void stop() {
        database.dispose();
        server.close();
    }

    @Test
    void aKilledDatabaseGivesTypedErrorsAndRetriesEndInTheSameOutcome() {
        List<PostIntent> posts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            posts.add(post(leg("c1", "b", DOLLAR)));
        }
        List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        List<PostStart> begun = Collections.synchronizedList(new ArrayList<>());
        Flux.fromIterable(posts)
                .flatMap(
                        one -> sales.begin(one)
                                .doOnNext(begun::add)
                                .doOnNext(start -> killOnce(begun))
                                .onErrorResume(error -> {
                                    errors.add(error);
                                    return Mono.empty();
                                }),
                        20)
                .then()
                .block(Duration.ofSeconds(50));
        assertThat(errors).isNotEmpty().allMatch(error -> error instanceof DatabaseUnavailableException);

        server.relaunch();
        List<PostStart> again =
                Flux.fromIterable(posts).flatMap(sales::begin, 8).collectList().block();
        assertThat(again).allMatch(start -> start instanceof PostStart.Begun || start instanceof PostStart.InFlight);
        assertThat(again)
                .filteredOn(start -> start instanceof PostStart.InFlight)
                .hasSizeGreaterThanOrEqualTo(begun.size());
        Flux.fromIterable(posts)
                .flatMap(
                        one -> sales.settle(
                                settlement(one, "SOLD", result(one.legs().getFirst(), LegOutcome.ACCEPTED))),
                        8)
                .then()
                .block();
        assertThat(ledger.sumIsZero(TENANT).block()).isTrue();
        assertThat(ledger.balances(TENANT).collectList().block())
                .contains(
                        new Ledger.Balance("buyer/b", "USD", 800 * DOLLAR, 0),
                        new Ledger.Balance("held/b", "USD", 0, 0),
                        new Ledger.Balance("vendor/vendor-1", "USD", 160 * DOLLAR, 0));
    }

    @Test
    void aServerThatDiesBeforeTheCommitIsADatabaseThatIsDown() {
        assertThatThrownBy(() -> database.inTransaction(connection -> connection
                                .createStatement("SELECT 1 AS one")
                                .execute()
                                .concatMap(result -> result.map(row -> 1))
                                .next()
                                .doOnNext(one -> server.kill()))
                        .block())
                .isInstanceOf(DatabaseUnavailableException.class);
    }

    @Test
    void aWrongPasswordIsNotMistakenForADatabaseThatIsDown() {
        Database wrong = Database.open(
                Database.Settings.of(server.host(), server.port(), "postgres", new Login(Login.APP, "guess")));
        assertThatThrownBy(() -> wrong.ping().block()).isNotInstanceOf(DatabaseUnavailableException.class);
        wrong.dispose();
    }

    private void killOnce(List<PostStart> begun) {
        synchronized (begun) {
            if (begun.size() == 40) {
                server.kill();
            }
        }
    }
}
