package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.postgres.DatabaseTls;
import dev.gavel.persistence.postgres.DatabaseTls.Mode;
import dev.gavel.persistence.postgres.Login;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DatabaseUrlTest {

    private static final String AWAY = "postgres://gavel_app:s3cret@db.example.com/gavel";

    @Test
    void anAddressSaysWhoConnectsWhere() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://gavel_app:p%40ss+w%20rd@db.example.com:5433/gavel");

        assertThat(url.host()).isEqualTo("db.example.com");
        assertThat(url.port()).isEqualTo(5433);
        assertThat(url.database()).isEqualTo("gavel");
        assertThat(url.login()).isEqualTo(new Login("gavel_app", "p@ss+w rd"));
        assertThat(DatabaseUrl.parse(AWAY).port()).isEqualTo(5432);
    }

    @Test
    void aDatabaseElsewhereMustProveWhoItIsUnlessTheAddressSaysOtherwise() {
        assertThat(DatabaseUrl.parse(AWAY).tls()).isEqualTo(DatabaseTls.FULL);
        for (Mode mode : Mode.values()) {
            assertThat(DatabaseUrl.parse(AWAY + "?sslmode=" + mode.text()).tls().mode())
                    .isEqualTo(mode);
        }
    }

    @Test
    void aDatabaseOnThisMachineIsSpokenToPlainlyUnlessTheAddressSaysOtherwise() {
        for (String host : List.of("localhost", "127.0.0.1", "127.1.2.3", "[::1]")) {
            String url = "postgres://gavel_app:s3cret@" + host + ":5432/gavel";
            assertThat(DatabaseUrl.parse(url).tls()).isEqualTo(DatabaseTls.OFF);
            assertThat(DatabaseUrl.parse(url + "?sslmode=require").tls().mode()).isEqualTo(Mode.REQUIRE);
            assertThat(DatabaseUrl.parse(url + "?sslrootcert=/etc/gavel/root.pem")
                            .tls())
                    .isEqualTo(new DatabaseTls(Mode.VERIFY_FULL, Path.of("/etc/gavel/root.pem")));
        }
        assertThat(DatabaseUrl.parse("postgres://u:p@127.0.0.1.example.com/gavel")
                        .tls())
                .isEqualTo(DatabaseTls.FULL);
    }

    @Test
    void migrationsConnectInTheSameWay() {
        assertThat(DatabaseUrl.parse(AWAY + "?sslmode=disable").jdbcUrl())
                .isEqualTo("jdbc:postgresql://db.example.com:5432/gavel?sslmode=disable");
        assertThat(DatabaseUrl.parse(AWAY).jdbcUrl())
                .isEqualTo(
                        "jdbc:postgresql://db.example.com:5432/gavel?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(DatabaseUrl.parse(AWAY + "?sslmode=verify-ca&sslrootcert=/etc/my%20ca.pem")
                        .jdbcUrl())
                .isEqualTo(
                        "jdbc:postgresql://db.example.com:5432/gavel?sslmode=verify-ca&sslrootcert=%2Fetc%2Fmy+ca.pem");
        assertThat(DatabaseUrl.parse(AWAY).settings(3).tls()).isEqualTo(DatabaseTls.FULL);
    }

    @Test
    void whatIsNotKnownIsRefusedWithoutShowingThePassword() {
        refuses("?sslmode=prefer", "sslmode: prefer (expected: one of disable, require, verify-ca, verify-full)");
        refuses("?sslmode=", "sslmode is empty");
        refuses("?sslmode", "sslmode is empty");
        refuses("?ssl=true", "unknown parameter ssl (expected: sslmode or sslrootcert)");
        refuses("?sslmode=require&sslmode=disable", "sslmode is given twice");
        refuses(
                "?sslmode=require&sslrootcert=/ca.pem",
                "sslrootcert is of no use with sslmode=require (expected: verify-ca or verify-full)");
        refuses("#there", "a database address is not postgres://user:password@host:port/database");
    }

    private static void refuses(String more, String message) {
        assertThatThrownBy(() -> DatabaseUrl.parse(AWAY + more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
