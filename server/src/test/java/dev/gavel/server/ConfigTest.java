package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.server.http.HttpLimits;
import dev.gavel.server.http.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigTest {

    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    /** What must be given. */
    private static Map<String, String> least() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/bin");
        environment.put("GAVEL_DATABASE_URL", "postgres://gavel_app:app-pass@db.example.com:5432/gavel");
        environment.put("GAVEL_DATABASE_AUDIT_URL", "postgres://gavel_audit:audit-pass@db.example.com/gavel");
        environment.put("GAVEL_REDIS_URL", "redis://:redis-pass@redis.example.com:6379");
        environment.put("GAVEL_MASTER_KEY", KEY);
        return environment;
    }

    private static Map<String, String> leastWith(String... keysAndValues) {
        Map<String, String> environment = least();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            environment.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return environment;
    }

    private static List<String> problems(Map<String, String> environment) {
        try {
            Config.from(environment);
            return List.of();
        } catch (ConfigException e) {
            return e.getMessage().lines().toList();
        }
    }

    @Test
    void theLeastIsEnoughAndTheRestHasDefaults() {
        Config config = Config.from(least());

        assertThat(config.httpHost()).isEqualTo("127.0.0.1");
        assertThat(config.httpPort()).isEqualTo(8080);
        assertThat(config.tls()).isNull();
        assertThat(config.httpLimits())
                .isEqualTo(new HttpLimits(65_536, 16_384, 4_096, Duration.ofMinutes(1), Duration.ofSeconds(10), 4_096));
        assertThat(config.databaseOwnerUrl()).isNull();
        assertThat(config.databaseConnections()).isEqualTo(16);
        assertThat(config.redisTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.masterKeyFile()).isNull();
        assertThat(config.drain()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.auditBacklogMost()).isEqualTo(100_000);
        assertThat(config.eventLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.logFormat()).isEqualTo(Config.LogFormat.JSON);
        assertThat(config.logLevel()).isEqualTo(Config.LogLevel.INFO);
        assertThat(config.secrets()).isEmpty();
    }

    @Test
    void everyVariableReachesItsPlace() {
        Config config = Config.from(leastWith(
                "GAVEL_HTTP_HOST", "0.0.0.0",
                "GAVEL_HTTP_PORT", "0",
                "GAVEL_TLS_CERTIFICATE_FILE", "/etc/gavel/chain.pem",
                "GAVEL_TLS_KEY_FILE", "/etc/gavel/key.pem",
                "GAVEL_HTTP_BODY_BYTES", "2048",
                "GAVEL_HTTP_HEADER_BYTES", "4096",
                "GAVEL_HTTP_REQUEST_LINE_BYTES", "512",
                "GAVEL_HTTP_IDLE_MS", "200",
                "GAVEL_HTTP_REQUEST_MS", "300",
                "GAVEL_HTTP_IN_FLIGHT", "10",
                "GAVEL_HTTP_CONNECTIONS", "20",
                "GAVEL_HTTP_CONNECTIONS_PER_ADDRESS", "5",
                "GAVEL_DATABASE_OWNER_URL", "postgres://gavel_owner:o@db.example.com/gavel",
                "GAVEL_DATABASE_CONNECTIONS", "3",
                "GAVEL_REDIS_TIMEOUT_MS", "50",
                "GAVEL_DRAIN_MS", "0",
                "GAVEL_AUDIT_BACKLOG_MOST", "100",
                "GAVEL_EVENT_LOOPS", "2",
                "GAVEL_LOG_FORMAT", "text",
                "GAVEL_LOG_LEVEL", "Debug",
                "GAVEL_SECRET_ACME", "s3cret",
                "GAVEL_SECRET_OTHER", ""));

        assertThat(config.httpHost()).isEqualTo("0.0.0.0");
        assertThat(config.httpPort()).isZero();
        assertThat(config.tls()).isEqualTo(new Tls(Path.of("/etc/gavel/chain.pem"), Path.of("/etc/gavel/key.pem")));
        assertThat(config.httpLimits())
                .isEqualTo(new HttpLimits(2048, 4096, 512, Duration.ofMillis(200), Duration.ofMillis(300), 20, 5, 10));
        assertThat(config.databaseOwnerUrl()).isEqualTo("postgres://gavel_owner:o@db.example.com/gavel");
        assertThat(config.databaseConnections()).isEqualTo(3);
        assertThat(config.redisTimeout()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.drain()).isZero();
        assertThat(config.auditBacklogMost()).isEqualTo(100);
        assertThat(config.eventLoops()).isEqualTo(2);
        assertThat(config.logFormat()).isEqualTo(Config.LogFormat.TEXT);
        assertThat(config.logLevel()).isEqualTo(Config.LogLevel.DEBUG);
        assertThat(config.secrets()).isEqualTo(Map.of("ACME", "s3cret", "OTHER", ""));
    }

    @Test
    void theMasterKeyMayStandInAFile() {
        Map<String, String> environment = leastWith("GAVEL_MASTER_KEY_FILE", "/etc/gavel/master.key");
        environment.remove("GAVEL_MASTER_KEY");

        assertThat(Config.from(environment).masterKeyFile()).isEqualTo(Path.of("/etc/gavel/master.key"));
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        assertThat(problems(Map.of()))
                .containsExactlyInAnyOrder(
                        "GAVEL_MASTER_KEY or GAVEL_MASTER_KEY_FILE: give one of them",
                        "GAVEL_DATABASE_URL: missing",
                        "GAVEL_DATABASE_AUDIT_URL: missing",
                        "GAVEL_REDIS_URL: missing");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertThat(problems(leastWith(
                        "GAVEL_HTTP_PORT", "65536",
                        "GAVEL_HTTP_BODY_BYTES", "64k",
                        "GAVEL_HTTP_IN_FLIGHT", "0",
                        "GAVEL_DRAIN_MS", "-1",
                        "GAVEL_REDIS_TIMEOUT_MS", "99999999999",
                        "GAVEL_LOG_FORMAT", "xml",
                        "GAVEL_LOG_LEVEL", "loud",
                        "GAVEL_TLS_KEY_FILE", "/etc/gavel/key.pem",
                        "GAVEL_MASTER_KEY_FILE", "/etc/gavel/master.key",
                        "GAVEL_HTP_PORT", "8081")))
                .containsExactlyInAnyOrder(
                        "GAVEL_TLS_CERTIFICATE_FILE and GAVEL_TLS_KEY_FILE: give both or none",
                        "GAVEL_MASTER_KEY or GAVEL_MASTER_KEY_FILE: give one of them",
                        "GAVEL_HTTP_PORT: 65536 (expected: a number from 0 to 65535)",
                        "GAVEL_HTTP_BODY_BYTES: 64k (expected: a number from 1024 to 10485760)",
                        "GAVEL_HTTP_IN_FLIGHT: 0 (expected: a number from 1 to 1000000)",
                        "GAVEL_DRAIN_MS: -1 (expected: a number from 0 to 600000)",
                        "GAVEL_REDIS_TIMEOUT_MS: 99999999999 (expected: a number from 10 to 60000)",
                        "GAVEL_LOG_FORMAT: xml (expected: one of [json, text])",
                        "GAVEL_LOG_LEVEL: loud (expected: one of [debug, info, warn, error])",
                        "GAVEL_HTP_PORT: unknown key");
    }

    @Test
    void anUnknownKeyIsRefusedAndItsValueNotRepeated() {
        assertThatThrownBy(() -> Config.from(leastWith("GAVEL_MASTERKEY", KEY)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("GAVEL_MASTERKEY: unknown key");
    }

    @Test
    void whatTheLauncherReadsIsNotRefused() {
        assertThat(problems(leastWith("GAVEL_JAVA_OPTS", "-Xmx1g", "GAVEL_NO_REHEARSAL", "1")))
                .isEmpty();
    }

    @Test
    void anEmptyValueCountsAsNotGiven() {
        assertThat(Config.from(leastWith("GAVEL_HTTP_PORT", "")).httpPort()).isEqualTo(8080);
        assertThat(problems(leastWith("GAVEL_REDIS_URL", ""))).containsExactly("GAVEL_REDIS_URL: missing");
    }

    @Test
    void whatIsShownHidesEverySecret() {
        Config config = Config.from(leastWith(
                "GAVEL_SECRET_ACME",
                "s3cret",
                "GAVEL_DATABASE_OWNER_URL",
                "postgres://gavel_owner:owner-pass@db/gavel"));

        assertThat(config.shown().toString() + config)
                .contains("db.example.com", "gavel_app:***@", "redis.example.com", "ACME")
                .doesNotContain("app-pass", "audit-pass", "redis-pass", "owner-pass", "s3cret", KEY);
    }

    @Test
    void aPasswordThatStandsTwiceInAnAddressIsHiddenWhole() {
        Config config = Config.from(leastWith("GAVEL_DATABASE_URL", "postgres://gavel:gavel@gavel.example.com/gavel"));

        assertThat(config.shown())
                .extractingByKey("database")
                .asString()
                .startsWith("postgres://gavel:***@gavel.example.com/gavel ");
    }

    @Test
    void thePasswordOfSeveralServersIsHidden() {
        Config config = Config.from(leastWith(
                "GAVEL_REDIS_URL",
                "redis://:s3cret-0123456789@a.example.com:6379,b.example.com:6379,c.example.com:6379"));

        assertThat(config.shown())
                .extractingByKey("redis")
                .asString()
                .startsWith("redis://:***@a.example.com:6379,b.example.com:6379,c.example.com:6379")
                .doesNotContain("s3cret");
    }

    @Test
    void anUnreadableAddressIsNotShown() {
        Config config = Config.from(leastWith("GAVEL_REDIS_URL", "redis://:pass word@redis"));

        assertThat(config.shown()).extractingByKey("redis").asString().startsWith("(unreadable)");
    }

    @Test
    void addressesAndCertificatesAreCheckedWithTheRest() {
        assertThat(problems(leastWith(
                        "GAVEL_DATABASE_URL", "postgres://gavel_app:app-pass@db.example.com/gavel?sslmod=require",
                        "GAVEL_DATABASE_AUDIT_URL", "mysql://gavel_audit:audit-pass@db.example.com/gavel",
                        "GAVEL_DATABASE_OWNER_URL", "postgres://o:p@db.example.com/gavel?sslrootcert=/missing/ca.pem",
                        "GAVEL_REDIS_ROOT_CERTIFICATE_FILE", "/missing/redis.pem")))
                .containsExactlyInAnyOrder(
                        "GAVEL_DATABASE_URL: unknown parameter sslmod (expected: sslmode or sslrootcert)",
                        "GAVEL_DATABASE_AUDIT_URL: a database address is not postgres://user:password@host:port/database",
                        "GAVEL_DATABASE_OWNER_URL: /missing/ca.pem cannot be read",
                        "GAVEL_REDIS_ROOT_CERTIFICATE_FILE: only with rediss:// in GAVEL_REDIS_URL",
                        "GAVEL_REDIS_ROOT_CERTIFICATE_FILE: /missing/redis.pem cannot be read");
    }

    @Test
    void howTheDatabaseIsSpokenToIsShown() {
        Map<String, String> shown = Config.from(leastWith(
                        "GAVEL_DATABASE_AUDIT_URL", "postgres://gavel_audit:a@db.example.com/gavel?sslmode=require"))
                .shown();

        assertThat(shown).extractingByKey("database").asString().endsWith("(16 connections, sslmode verify-full)");
        assertThat(shown).extractingByKey("database_audit").asString().endsWith("(sslmode require)");
    }

    @Test
    void storesOnOtherHostsWithoutTlsAreNamed() {
        assertThat(PlainStores.of(Config.from(least()))).containsExactly("GAVEL_REDIS_URL");
        assertThat(PlainStores.of(Config.from(leastWith("GAVEL_REDIS_URL", "rediss://:p@redis.example.com"))))
                .isEmpty();
        for (String here : List.of("redis://localhost", "redis://:p@127.0.0.1:7001,localhost:7002/0?timeout=1s")) {
            assertThat(PlainStores.of(Config.from(leastWith("GAVEL_REDIS_URL", here))))
                    .isEmpty();
        }
        assertThat(PlainStores.of(Config.from(leastWith(
                        "GAVEL_REDIS_URL", "redis://:p@localhost:7001,redis.example.com:7002",
                        "GAVEL_DATABASE_URL", "postgres://u:p@db.example.com/gavel?sslmode=disable",
                        "GAVEL_DATABASE_AUDIT_URL", "postgres://u:p@localhost/gavel"))))
                .containsExactly("GAVEL_DATABASE_URL", "GAVEL_REDIS_URL");
    }
}
