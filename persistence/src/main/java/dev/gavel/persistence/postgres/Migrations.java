package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.tls.TlsRefusedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema of this version. The only code beside tests that speaks JDBC; it blocks, and runs before anything is
 * served.
 *
 * <p>Each {@code V<n>__name.sql} has a {@code D<n>__name.sql} beside it that takes it back, for an operator to run by hand. Thread safety:
 * immutable; concurrent runs wait for each other.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
 */
public record Migrations(String jdbcUrl) {

    /** The schema that holds everything of Gavel's. */
    public static final String SCHEMA = "gavel";

    private static final String LOCATION = "classpath:dev/gavel/persistence/postgres/migrations";

    /** What the driver says of a server that has no TLS. */
    private static final String NO_TLS = "08004";

    public Migrations {
        requireNonNull(jdbcUrl, "jdbcUrl");
    }

    /**
     * Makes the three roles where they are missing, sets their passwords, and lets the owner make its schema in this database.
     *
     * @param admin a superuser, or a role that may create roles that bypass row-level security
     * @throws DatabaseUnavailableException when the database cannot be reached
     */
    public void createRoles(Login admin, Login owner, Login app, Login audit) {
        try (Connection connection = connect(admin);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Roles belong to the whole server: two runs, for two databases, must not meet in one.
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('gavel.roles'))");
            createRole(statement, owner, "NOBYPASSRLS");
            createRole(statement, app, "NOBYPASSRLS");
            createRole(statement, audit, "BYPASSRLS");
            statement.execute("DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO " + owner.user()
                    + "', current_database()); END $$");
            connection.commit();
        } catch (SQLException e) {
            throw failed("The roles cannot be made", e);
        }
    }

    /**
     * Runs the migrations that are missing, as the owner.
     *
     * @return how many ran
     * @throws DatabaseUnavailableException when the database cannot be reached
     */
    public int migrate(Login owner) {
        try (Connection connection = connect(owner)) {
            connection.getMetaData();
        } catch (SQLException e) {
            throw failed("The schema cannot be brought up to date", e);
        }
        return flyway(owner).migrate().migrationsExecuted;
    }

    /** The version that the database is at; 0 for an empty one. */
    public int version(Login owner) {
        var current = flyway(owner).info().current();
        return current == null || current.getVersion() == null
                ? 0
                : Integer.parseInt(current.getVersion().getVersion());
    }

    private Flyway flyway(Login owner) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(jdbcUrl, owner.user(), owner.password())
                .locations(LOCATION)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .connectRetries(0)
                .load();
    }

    private Connection connect(Login login) throws SQLException {
        return DriverManager.getConnection(jdbcUrl, login.user(), login.password());
    }

    private static void createRole(Statement statement, Login login, String rowSecurity) throws SQLException {
        if (!login.user().matches("[a-z_]{1,63}")) {
            throw new IllegalArgumentException("user: " + login.user() + " (expected: a to z and _)");
        }
        boolean exists;
        try (ResultSet found =
                statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + login.user() + "'")) {
            exists = found.next();
        }
        String quoted = statement.enquoteLiteral(login.password());
        statement.execute((exists ? "ALTER" : "CREATE") + " ROLE " + login.user()
                + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION " + rowSecurity + " PASSWORD " + quoted);
    }

    private RuntimeException failed(String what, SQLException cause) {
        String state = cause.getSQLState();
        TlsRefusedException refused = refusedByTls(cause);
        if (refused != null) {
            return new DatabaseUnavailableException(what, refused);
        }
        return state != null && state.startsWith("08")
                ? new DatabaseUnavailableException(what, cause)
                : new IllegalStateException(what + ": " + cause.getMessage(), cause);
    }

    private @Nullable TlsRefusedException refusedByTls(SQLException cause) {
        String message = cause.getMessage();
        if (NO_TLS.equals(cause.getSQLState())) {
            return TlsRefusedException.notOffered(server(), cause);
        }
        // The driver checks the host's name itself, and names the one who did in every language.
        return message != null && message.contains("PgjdbcHostnameVerifier")
                ? new TlsRefusedException(
                        TlsRefusedException.Code.CERTIFICATE_REFUSED,
                        server(),
                        "shows a certificate that is not accepted: it is for another host",
                        cause)
                : TlsRefusedException.in(cause, server());
    }

    private String server() {
        int start = jdbcUrl.indexOf("//") + 2;
        return "the database at " + jdbcUrl.substring(start, jdbcUrl.indexOf('/', start));
    }
}
