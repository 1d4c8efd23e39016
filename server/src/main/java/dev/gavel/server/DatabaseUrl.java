package dev.gavel.server;

import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.DatabaseTls;
import dev.gavel.persistence.postgres.Login;
import dev.gavel.persistence.tls.RootCertificates;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a Postgres is, who logs in, and whether TLS is spoken: {@code postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=/path},
 * user and password percent-encoded where needed. Where nothing is said of it, TLS is {@code verify-full}, and {@code disable} on this machine
 * itself.
 */
public record DatabaseUrl(String host, int port, String database, Login login, DatabaseTls tls) {

    private static final int DEFAULT_PORT = 5432;
    private static final String MODE = "sslmode";
    private static final String ROOT_CERTIFICATE = "sslrootcert";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when the text is no such address or has parameters that are not known; the message shows neither user nor
     *     password
     */
    public static DatabaseUrl parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException _) {
            throw malformed();
        }
        String userInfo = uri.getRawUserInfo();
        String path = uri.getPath();
        boolean scheme = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
        if (!scheme
                || uri.getHost() == null
                || userInfo == null
                || path == null
                || path.length() < 2
                || uri.getRawFragment() != null) {
            throw malformed();
        }
        int colon = userInfo.indexOf(':');
        if (colon < 1) {
            throw malformed();
        }
        Login login = new Login(decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1)));
        return new DatabaseUrl(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.substring(1),
                login,
                tls(uri.getHost(), parameters(uri.getRawQuery())));
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null) {
            return parameters;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (!name.equals(MODE) && !name.equals(ROOT_CERTIFICATE)) {
                throw new IllegalArgumentException(
                        "unknown parameter " + name + " (expected: " + MODE + " or " + ROOT_CERTIFICATE + ")");
            }
            String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
            if (value.isEmpty()) {
                throw new IllegalArgumentException(name + " is empty");
            }
            if (parameters.put(name, value) != null) {
                throw new IllegalArgumentException(name + " is given twice");
            }
        }
        return parameters;
    }

    private static DatabaseTls tls(String host, Map<String, String> parameters) {
        String text = parameters.get(MODE);
        DatabaseTls.Mode mode = text == null ? usual(host, parameters) : DatabaseTls.Mode.of(text);
        if (mode == null) {
            throw new IllegalArgumentException(
                    MODE + ": " + text + " (expected: one of disable, require, verify-ca, verify-full)");
        }
        String root = parameters.get(ROOT_CERTIFICATE);
        return new DatabaseTls(mode, root == null ? null : Path.of(root));
    }

    /** Bytes that stay on this machine need no protection; who names a root certificate wants it all the same. */
    private static DatabaseTls.Mode usual(String host, Map<String, String> parameters) {
        return PlainStores.isHere(host) && !parameters.containsKey(ROOT_CERTIFICATE)
                ? DatabaseTls.Mode.DISABLE
                : DatabaseTls.Mode.VERIFY_FULL;
    }

    /**
     * Looks whether the root certificate is there. Blocks.
     *
     * @throws IllegalArgumentException when it cannot be used
     */
    void check() {
        Path root = tls.rootCertificate();
        if (root != null) {
            RootCertificates.read(root);
        }
    }

    /** How the pool is to connect. */
    public Database.Settings settings(int connections) {
        return Database.Settings.of(host, port, database, login)
                .withMaxConnections(connections)
                .withTls(tls);
    }

    /** The address for migrations, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + tls.jdbcParameters();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("a database address is not postgres://user:password@host:port/database");
    }
}
