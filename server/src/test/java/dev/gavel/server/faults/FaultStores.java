package dev.gavel.server.faults;

import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.testkit.CertificatesForTests;
import dev.gavel.persistence.testkit.ChaosProxy;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Postgres and a Redis of a run's own, which keep what they know on disk, and the proxies before what is to be disturbed. Thread safety: one thread starts and
 * kills; any reads.
 */
final class FaultStores implements AutoCloseable {

    private static final String MASTER_KEY = "ab".repeat(32);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    /** Null where nothing speaks TLS. */
    private final CertificatesForTests certificates;

    private final PostgresForTests postgres;
    /** The run's own way to Postgres, which waits for it where nodes would not. */
    private final Database app;

    private final FaultRedis redis;
    private final Map<Fault.Line, ChaosProxy> proxies = new EnumMap<>(Fault.Line.class);

    FaultStores(FaultSettings settings, int buyersPort) {
        try {
            home = Files.createTempDirectory("gavel-faults-");
            // Postgres does not run as root: its user must reach the folder.
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FaultRow row = settings.row();
        Path postgresHome = home.resolve("postgres");
        certificates = row.tls() ? CertificatesForTests.in(postgresHome.resolve("tls"), "ip:127.0.0.1") : null;
        postgres = PostgresForTests.createOnOwnServer(
                postgresHome, certificates == null ? List.of() : certificates.postgresSettings());
        app = Database.open(postgres.appSettings().withAcquireTimeout(PATIENCE));
        redis = row.masters() == 0
                ? new FaultRedis.Single(home, certificates)
                : new FaultRedis.Cluster(home.resolve("cluster"), row.masters());
        for (Fault.Line line : row.disturbed()) {
            int port = switch (line) {
                case BUYERS -> buyersPort;
                case REDIS -> redis.port();
                case POSTGRES -> postgres.appSettings().port();
            };
            proxies.put(line, ChaosProxy.before(port, settings.seed()));
        }
    }

    Database app() {
        return app;
    }

    TenantScope scope() {
        return new TenantScope(app);
    }

    PostgresForTests postgres() {
        return postgres;
    }

    FaultRedis redis() {
        return redis;
    }

    /** What stands before a line. */
    ChaosProxy proxy(Fault.Line line) {
        ChaosProxy proxy = proxies.get(line);
        if (proxy == null) {
            throw new IllegalArgumentException(line + " has no proxy");
        }
        return proxy;
    }

    /** How often all proxies disturbed. */
    long disturbed() {
        return proxies.values().stream().mapToLong(ChaosProxy::disturbed).sum();
    }

    /** Where nodes connect to for what listens on a port: the proxy, if there is one. */
    int portFor(Fault.Line line, int port) {
        ChaosProxy proxy = proxies.get(line);
        return proxy == null ? port : proxy.port();
    }

    /** What nodes and commands are configured by. */
    Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("GAVEL_DATABASE_URL", url(postgres.appSettings()));
        variables.put("GAVEL_DATABASE_AUDIT_URL", url(postgres.auditSettings()));
        variables.put(
                "GAVEL_REDIS_URL",
                redis.uri().replace(":" + redis.port(), ":" + portFor(Fault.Line.REDIS, redis.port())));
        if (certificates != null) {
            variables.put(
                    "GAVEL_REDIS_ROOT_CERTIFICATE_FILE", certificates.root().toString());
        }
        variables.put("GAVEL_REDIS_TIMEOUT_MS", "300");
        variables.put("GAVEL_RECONCILE_SETTLING_MS", "4000");
        variables.put("GAVEL_RECONCILE_COUNTERS", "5000");
        variables.put("GAVEL_MASTER_KEY", MASTER_KEY);
        variables.put("GAVEL_EVENT_LOOPS", "2");
        variables.put("GAVEL_DRAIN_MS", "2000");
        variables.put("GAVEL_LOG_FORMAT", "text");
        return variables;
    }

    private String url(Database.Settings to) {
        int port = portFor(Fault.Line.POSTGRES, to.port());
        String url = "postgres://" + to.login().user() + ":" + to.login().password() + "@" + to.host() + ":" + port
                + "/" + to.database();
        return certificates == null ? url : url + "?sslmode=verify-full&sslrootcert=" + certificates.root();
    }

    void killPostgres() {
        postgres.ownServer().kill();
    }

    void restartPostgres() {
        postgres.ownServer().relaunch();
    }

    @Override
    public void close() {
        proxies.values().forEach(ChaosProxy::close);
        redis.close();
        app.dispose();
        postgres.close();
        delete(home);
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be deleted", e);
        }
    }
}
