package dev.gavel.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Path BINARIES = Path.of("target", "postgres", "bin");
    private static final List<String> NO_SETTINGS = List.of();

    @TempDir
    Path directory;

    @Test
    void keepsItsDataAndPasswordBetweenRuns() throws Exception {
        String password;
        try (EmbeddedPostgres first = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS)) {
            password = first.password();
            execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (EmbeddedPostgres second = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS)) {
            assertThat(second.password()).isEqualTo(password);
            assertThat(answer(second)).isEqualTo(42);
        }
    }

    @Test
    void isGoneAfterClose() {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS);
        long pid = postgres.pid();
        postgres.close();
        postgres.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void letsNobodyInWithoutThePassword() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS)) {
            assertThatThrownBy(() -> DriverManager.getConnection(
                            postgres.jdbcUrl("postgres"), EmbeddedPostgres.SUPERUSER, "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("superuser-password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void refusesADirectoryThatIsInUse() {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void endsTheServerThatAKilledJvmLeftBehind() throws Exception {
        try (EmbeddedPostgres made = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS)) {
            execute(made, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        Process orphan = orphan();
        try (EmbeddedPostgres next = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(answer(next)).isEqualTo(42);
        }
    }

    @Test
    void recoversFromACrash() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, BINARIES, NO_SETTINGS)) {
            execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
            int port = postgres.port();
            postgres.kill();
            postgres.relaunch();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(answer(postgres)).isEqualTo(42);
        }
    }

    /** A server on the directory's data that no JVM's lock stands for. */
    private Process orphan() throws Exception {
        Path program;
        try (var homes = Files.list(BINARIES)) {
            program = homes.filter(home -> home.getFileName().toString().startsWith("postgres-"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("bin/postgres")
                    .toAbsolutePath();
        }
        Path data = directory.resolve("data").toAbsolutePath();
        Process orphan = new ProcessBuilder(PostgresAccount.detect()
                        .command(List.of(
                                program.toString(),
                                "-D",
                                data.toString(),
                                "-c",
                                "listen_addresses=",
                                "-c",
                                "unix_socket_directories=" + data)))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("orphan.log").toFile())
                .start();
        while (!Files.exists(data.resolve("postmaster.pid")) && orphan.isAlive()) {
            Thread.onSpinWait();
        }
        return orphan;
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int answer(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT answer FROM kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), EmbeddedPostgres.SUPERUSER, postgres.password());
    }
}
