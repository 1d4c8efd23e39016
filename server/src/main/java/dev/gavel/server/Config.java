package dev.gavel.server;

import dev.gavel.persistence.redis.ReconcilerSettings;
import dev.gavel.persistence.tls.RootCertificates;
import dev.gavel.server.http.AdmissionSettings;
import dev.gavel.server.http.HttpLimits;
import dev.gavel.server.http.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effective configuration of a node, read from {@code GAVEL_*} environment variables and checked whole at start. Every variable is
 * listed in {@code docs/CONFIGURATION.md}.
 *
 * <p>Thread safety: immutable.
 *
 * @param databaseUrl {@code postgres://user:password@host:port/database} of the application role
 * @param databaseAuditUrl of the role that writes audit events
 * @param databaseOwnerUrl of the role that owns the schema; null on nodes that never migrate
 * @param redisUrl {@code redis://:password@host:port} or {@code rediss://}
 * @param redisRootCertificateFile whose issuers are trusted with {@code rediss://}; null for those that the Java runtime trusts
 * @param masterKey the 32 bytes in hex that wrap the tenants' data keys; null when {@code masterKeyFile} is given
 * @param tls null for plain HTTP
 * @param redisTimeout longest wait for a script
 * @param drainNotice how long shutdown goes on serving while readiness is off and answers close their connections
 * @param drain how long shutdown waits for what is in flight
 * @param auditBacklogMost stream entries of a tenant beyond which it stops selling
 * @param dncDirectory where the files of do-not-call lists are; null when no tenant has any
 * @param ipListFile the list of bad addresses; null for none
 * @param reconciler how the counters in Redis are compared with Postgres
 * @param webhookPrivateAddresses whether messages may go to private networks and to this machine
 * @param secrets {@code GAVEL_SECRET_<NAME>} by name, for headers of buyers' endpoints
 */
public record Config(
        String httpHost,
        int httpPort,
        @Nullable Tls tls,
        HttpLimits httpLimits,
        AdmissionSettings admission,
        String databaseUrl,
        String databaseAuditUrl,
        @Nullable String databaseOwnerUrl,
        int databaseConnections,
        String redisUrl,
        @Nullable Path redisRootCertificateFile,
        Duration redisTimeout,
        @Nullable String masterKey,
        @Nullable Path masterKeyFile,
        Duration drainNotice,
        Duration drain,
        long auditBacklogMost,
        @Nullable Path dncDirectory,
        int eventLoops,
        LogFormat logFormat,
        LogLevel logLevel,
        @Nullable Path ipListFile,
        ReconcilerSettings reconciler,
        boolean webhookPrivateAddresses,
        Map<String, String> secrets) {

    /** How log lines look. */
    public enum LogFormat {
        JSON,
        TEXT
    }

    /** Whether something is allowed. */
    public enum Switch {
        ON,
        OFF
    }

    /** What is logged. */
    public enum LogLevel {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /**
     * Reads and checks the configuration.
     *
     * @throws ConfigException that names every problem at once
     */
    public static Config from(Map<String, String> environment) {
        ConfigReader reader = new ConfigReader(environment);
        Path certificate = reader.path("GAVEL_TLS_CERTIFICATE_FILE");
        Path key = reader.path("GAVEL_TLS_KEY_FILE");
        if ((certificate == null) != (key == null)) {
            reader.problem("GAVEL_TLS_CERTIFICATE_FILE and GAVEL_TLS_KEY_FILE: give both or none");
        }
        String masterKey = reader.secret("GAVEL_MASTER_KEY", null);
        Path masterKeyFile = reader.path("GAVEL_MASTER_KEY_FILE");
        if ((masterKey == null) == (masterKeyFile == null)) {
            reader.problem("GAVEL_MASTER_KEY or GAVEL_MASTER_KEY_FILE: give one of them");
        }
        String redisUrl = reader.required("GAVEL_REDIS_URL");
        Path rootCertificate = reader.path("GAVEL_REDIS_ROOT_CERTIFICATE_FILE");
        if (rootCertificate != null) {
            if (!redisUrl.startsWith("rediss://")) {
                reader.problem("GAVEL_REDIS_ROOT_CERTIFICATE_FILE: only with rediss:// in GAVEL_REDIS_URL");
            }
            reader.check("GAVEL_REDIS_ROOT_CERTIFICATE_FILE", () -> RootCertificates.read(rootCertificate));
        }
        HttpLimits limits = new HttpLimits(
                reader.number("GAVEL_HTTP_BODY_BYTES", 65_536, 1_024, 10_485_760),
                reader.number("GAVEL_HTTP_HEADER_BYTES", 16_384, 1_024, 65_536),
                reader.number("GAVEL_HTTP_REQUEST_LINE_BYTES", 4_096, 256, 16_384),
                reader.millis("GAVEL_HTTP_IDLE_MS", 60_000, 100, 600_000),
                reader.millis("GAVEL_HTTP_REQUEST_MS", 10_000, 100, 120_000),
                reader.number("GAVEL_HTTP_CONNECTIONS", 16_384, 1, 1_000_000),
                reader.number("GAVEL_HTTP_CONNECTIONS_PER_ADDRESS", 0, 0, 1_000_000),
                reader.number("GAVEL_HTTP_IN_FLIGHT", 4_096, 1, 1_000_000));
        Config config = new Config(
                reader.text("GAVEL_HTTP_HOST", "127.0.0.1"),
                reader.number("GAVEL_HTTP_PORT", 8080, 0, 65_535),
                certificate == null || key == null ? null : new Tls(certificate, key),
                limits,
                new AdmissionSettings(
                        reader.number("GAVEL_ADMISSION_LEAST_PINGS", 256, 1, 1_000_000),
                        reader.number("GAVEL_ADMISSION_LEAST_OTHERS", 256, 1, 1_000_000),
                        reader.millis("GAVEL_ADMISSION_PING_LAG_MS", 25, 0, 60_000),
                        reader.millis("GAVEL_ADMISSION_OTHER_LAG_MS", 250, 0, 60_000)),
                reader.database("GAVEL_DATABASE_URL"),
                reader.database("GAVEL_DATABASE_AUDIT_URL"),
                reader.databaseIfGiven("GAVEL_DATABASE_OWNER_URL"),
                reader.number("GAVEL_DATABASE_CONNECTIONS", 16, 2, 500),
                redisUrl,
                rootCertificate,
                reader.millis("GAVEL_REDIS_TIMEOUT_MS", 1_000, 10, 60_000),
                masterKey,
                masterKeyFile,
                reader.millis("GAVEL_DRAIN_NOTICE_MS", 2_000, 0, 600_000),
                reader.millis("GAVEL_DRAIN_MS", 10_000, 0, 600_000),
                reader.number("GAVEL_AUDIT_BACKLOG_MOST", 100_000, 100, 100_000_000),
                reader.path("GAVEL_DNC_DIRECTORY"),
                reader.number("GAVEL_EVENT_LOOPS", Runtime.getRuntime().availableProcessors(), 1, 256),
                reader.choice("GAVEL_LOG_FORMAT", LogFormat.class, LogFormat.JSON),
                reader.choice("GAVEL_LOG_LEVEL", LogLevel.class, LogLevel.INFO),
                reader.path("GAVEL_IP_LIST_FILE"),
                ReconcilerSettings.of(
                        reader.number("GAVEL_RECONCILE_COUNTERS", 500, 0, 100_000),
                        reader.millis("GAVEL_RECONCILE_SETTLING_MS", 60_000, 1_000, 3_600_000)),
                reader.choice("GAVEL_WEBHOOK_PRIVATE_ADDRESSES", Switch.class, Switch.OFF) == Switch.ON,
                reader.secrets("GAVEL_SECRET_"));
        reader.finish();
        return config;
    }

    /** The configuration as it is shown at start: secrets and passwords hidden. */
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("http", (tls == null ? "http://" : "https://") + httpHost + ":" + httpPort);
        shown.put("http_limits", httpLimits.toString());
        shown.put("admission", admission.toString());
        shown.put(
                "database",
                ConfigReader.withoutPassword(databaseUrl) + " (" + databaseConnections + " connections, "
                        + sslMode(databaseUrl) + ")");
        shown.put(
                "database_audit",
                ConfigReader.withoutPassword(databaseAuditUrl) + " (" + sslMode(databaseAuditUrl) + ")");
        shown.put("redis", ConfigReader.withoutPassword(redisUrl) + " (timeout " + redisTimeout.toMillis() + " ms)");
        shown.put("master_key", masterKeyFile == null ? "from the environment" : "from " + masterKeyFile);
        shown.put("drain", drainNotice.toMillis() + " ms of notice, then " + drain.toMillis() + " ms");
        shown.put("audit_backlog_most", Long.toString(auditBacklogMost));
        shown.put("dnc_directory", dncDirectory == null ? "none" : dncDirectory.toString());
        shown.put("event_loops", Integer.toString(eventLoops));
        shown.put("ip_list", ipListFile == null ? "none" : ipListFile.toString());
        shown.put(
                "reconcile",
                reconciler.countersPerTick() + " counters a second, settling "
                        + reconciler.settling().toMillis() + " ms");
        shown.put("webhook_private_addresses", webhookPrivateAddresses ? "on" : "off");
        shown.put("secrets", secrets.keySet().stream().sorted().toList().toString());
        return shown;
    }

    private static String sslMode(String databaseUrl) {
        return "sslmode " + DatabaseUrl.parse(databaseUrl).tls().mode().text();
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Config" + shown();
    }
}
