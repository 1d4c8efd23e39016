package dev.gavel.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.embedded.EmbeddedPostgres;
import dev.gavel.persistence.postgres.DatabaseTls.Mode;
import dev.gavel.persistence.testkit.CertificatesForTests;
import dev.gavel.persistence.tls.TlsRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** TLS with a real server, by the pool and by migrations alike. */
class DatabaseTlsTest {

    private static final Path BINARIES = Path.of("target", "postgres", "bin");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Login OWNER = new Login(Login.OWNER, "owner");

    @TempDir
    static Path folder;

    private static CertificatesForTests good;
    private static CertificatesForTests stranger;
    private static EmbeddedPostgres secured;
    private static EmbeddedPostgres plain;

    @BeforeAll
    static void start() {
        good = CertificatesForTests.in(folder.resolve("secured").resolve("tls"), "ip:127.0.0.1");
        stranger = CertificatesForTests.in(folder.resolve("stranger"), "ip:127.0.0.1");
        secured = EmbeddedPostgres.start(folder.resolve("secured"), BINARIES, good.postgresSettings());
        plain = EmbeddedPostgres.start(folder.resolve("plain"), BINARIES, List.of());
        Login admin = new Login(EmbeddedPostgres.SUPERUSER, secured.password());
        new Migrations(secured.jdbcUrl("postgres"))
                .createRoles(admin, OWNER, new Login(Login.APP, "app"), new Login(Login.AUDIT, "audit"));
    }

    @AfterAll
    static void stop() {
        secured.close();
        plain.close();
    }

    @Test
    void theVerifiedServerIsSpokenToEncrypted() {
        assertThat(encryption(secured, "127.0.0.1", new DatabaseTls(Mode.VERIFY_FULL, good.root())))
                .startsWith("TLSv1.");
        assertThatCode(() -> migrate(secured, "127.0.0.1", new DatabaseTls(Mode.VERIFY_FULL, good.root())))
                .doesNotThrowAnyException();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        for (Path root : new Path[] {stranger.root(), null}) {
            for (Mode mode : List.of(Mode.VERIFY_FULL, Mode.VERIFY_CA)) {
                DatabaseTls tls = new DatabaseTls(mode, root);
                assertRefused(
                        "tls_certificate_refused: the database at 127.0.0.1:" + secured.port(),
                        () -> encryption(secured, "127.0.0.1", tls));
                assertRefused(
                        "tls_certificate_refused: the database at 127.0.0.1:" + secured.port(),
                        () -> migrate(secured, "127.0.0.1", tls));
            }
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedOnlyWhereTheHostIsVerified() {
        DatabaseTls full = new DatabaseTls(Mode.VERIFY_FULL, good.root());
        assertRefused(
                "tls_certificate_refused: the database at localhost:", () -> encryption(secured, "localhost", full));
        assertRefused("tls_certificate_refused: the database at localhost:", () -> migrate(secured, "localhost", full));

        DatabaseTls authority = new DatabaseTls(Mode.VERIFY_CA, good.root());
        assertThat(encryption(secured, "localhost", authority)).startsWith("TLSv1.");
        assertThatCode(() -> migrate(secured, "localhost", authority)).doesNotThrowAnyException();
    }

    @Test
    void whoeverAnswersIsSpokenToEncryptedWithRequire() {
        DatabaseTls require = new DatabaseTls(Mode.REQUIRE, null);
        assertThat(encryption(secured, "localhost", require)).startsWith("TLSv1.");
        assertThatCode(() -> migrate(secured, "localhost", require)).doesNotThrowAnyException();
    }

    @Test
    void nothingIsEncryptedWhereItIsSwitchedOff() {
        assertThat(encryption(secured, "127.0.0.1", DatabaseTls.OFF)).isEqualTo("none");
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereTlsIsDemanded() {
        for (Mode mode : List.of(Mode.REQUIRE, Mode.VERIFY_CA, Mode.VERIFY_FULL)) {
            DatabaseTls tls = new DatabaseTls(mode, null);
            assertRefused(
                    "tls_not_offered: the database at 127.0.0.1:" + plain.port(),
                    () -> encryption(plain, "127.0.0.1", tls));
            assertRefused(
                    "tls_not_offered: the database at 127.0.0.1:" + plain.port(),
                    () -> migrate(plain, "127.0.0.1", tls));
        }
    }

    @Test
    void aWrongPasswordIsNoMatterOfTls() {
        Login wrong = new Login(EmbeddedPostgres.SUPERUSER, "guess");
        Database.Settings settings = Database.Settings.of("127.0.0.1", secured.port(), "postgres", wrong)
                .withTls(new DatabaseTls(Mode.VERIFY_FULL, good.root()));
        assertThatThrownBy(() -> ask(settings)).hasMessageContaining("password").hasMessageNotContaining("tls_");
    }

    @Test
    void aRootCertificateThatCannotBeReadIsToldAtOnce() {
        DatabaseTls tls = new DatabaseTls(Mode.VERIFY_FULL, folder.resolve("missing.pem"));
        assertThatThrownBy(() -> encryption(secured, "127.0.0.1", tls))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.pem cannot be read");
        DatabaseTls key = new DatabaseTls(Mode.VERIFY_FULL, good.key());
        assertThatThrownBy(() -> encryption(secured, "127.0.0.1", key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server.key holds no certificate");
    }

    private static void assertRefused(String message, Runnable connecting) {
        assertThatThrownBy(connecting::run)
                .isInstanceOf(DatabaseUnavailableException.class)
                .cause()
                .isInstanceOf(TlsRefusedException.class)
                .hasMessageStartingWith(message);
    }

    /** What the server says of the connection: the version of TLS, or none. */
    private static String encryption(EmbeddedPostgres server, String host, DatabaseTls tls) {
        Login login = new Login(EmbeddedPostgres.SUPERUSER, server.password());
        return ask(Database.Settings.of(host, server.port(), "postgres", login)
                .withAcquireTimeout(PATIENCE)
                .withTls(tls));
    }

    private static String ask(Database.Settings settings) {
        Database database = Database.open(settings);
        try {
            return database.inTransaction(connection -> Mono.from(connection
                                    .createStatement(
                                            "SELECT coalesce(version, 'none') AS tls FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                                    .execute())
                            .flatMap(result -> Mono.from(result.map(row -> row.get("tls", String.class)))))
                    .block(PATIENCE);
        } finally {
            database.dispose();
        }
    }

    private static void migrate(EmbeddedPostgres server, String host, DatabaseTls tls) {
        String url = "jdbc:postgresql://" + host + ":" + server.port() + "/postgres" + tls.jdbcParameters();
        new Migrations(url).migrate(OWNER);
    }
}
