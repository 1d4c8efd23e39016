package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.embedded.EmbeddedRedis;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.testkit.CertificatesForTests;
import dev.gavel.persistence.testkit.PostgresForTests;
import dev.gavel.persistence.tls.TlsRefusedException;
import dev.gavel.server.Config;
import dev.gavel.server.Gavel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose Postgres and Redis speak TLS: it serves, unless one of them is not who it must be. */
class TlsIT {

    @TempDir
    static Path home;

    private static CertificatesForTests certificates;
    private static CertificatesForTests stranger;
    private static PostgresForTests postgres;
    private static EmbeddedRedis redis;
    private static int redisPort;

    @BeforeAll
    static void start() throws IOException {
        // Postgres does not run as root: its user must reach the folder.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        certificates = CertificatesForTests.in(home.resolve("postgres").resolve("tls"), "ip:127.0.0.1");
        stranger = CertificatesForTests.in(home.resolve("stranger"), "ip:127.0.0.1");
        postgres = PostgresForTests.createOnOwnServer(home.resolve("postgres"), certificates.postgresSettings());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            redisPort = free.getLocalPort();
        }
        redis = EmbeddedRedis.start(home.resolve("redis"), certificates.redisSettings(redisPort));
    }

    @AfterAll
    static void stop() {
        postgres.close();
        redis.close();
    }

    @Test
    void aNodeServesOnStoresThatSpeakTls() throws Exception {
        try (Gavel node = Gavel.start(Config.from(environment(certificates, certificates)));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest deep = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + node.port() + "/api/health?deep=true"))
                    .build();
            HttpResponse<String> answer = client.send(deep, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(postgres.superuserQuery("SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                .as("the server speaks TLS to whoever asks for it")
                .containsExactly("true");
    }

    @Test
    void aNodeDoesNotStartOnADatabaseThatIsNotWhoItMustBe() {
        assertThatThrownBy(() -> Gavel.start(Config.from(environment(stranger, certificates))))
                .cause()
                .isInstanceOf(TlsRefusedException.class)
                .hasMessageStartingWith("tls_certificate_refused: the database at 127.0.0.1:");
    }

    @Test
    void aNodeDoesNotStartOnARedisThatIsNotWhoItMustBe() {
        assertThatThrownBy(() -> Gavel.start(Config.from(environment(certificates, stranger))))
                .isInstanceOf(TlsRefusedException.class)
                .hasMessageStartingWith("tls_certificate_refused: Redis at 127.0.0.1:");
    }

    private static Map<String, String> environment(CertificatesForTests ofPostgres, CertificatesForTests ofRedis) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("GAVEL_DATABASE_URL", url(postgres.appSettings(), ofPostgres));
        variables.put("GAVEL_DATABASE_AUDIT_URL", url(postgres.auditSettings(), ofPostgres));
        variables.put("GAVEL_REDIS_URL", "rediss://:" + redis.password() + "@127.0.0.1:" + redisPort);
        variables.put("GAVEL_REDIS_ROOT_CERTIFICATE_FILE", ofRedis.root().toString());
        variables.put("GAVEL_MASTER_KEY", "ab".repeat(32));
        variables.put("GAVEL_HTTP_PORT", "0");
        variables.put("GAVEL_EVENT_LOOPS", "2");
        variables.put("GAVEL_DRAIN_NOTICE_MS", "0");
        return variables;
    }

    private static String url(Database.Settings to, CertificatesForTests certificates) {
        return "postgres://" + to.login().user() + ":" + to.login().password() + "@" + to.host() + ":" + to.port() + "/"
                + to.database() + "?sslrootcert=" + certificates.root();
    }
}
