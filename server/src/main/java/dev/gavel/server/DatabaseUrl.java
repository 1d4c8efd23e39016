package dev.gavel.server;

import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.Login;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a Postgres is and who logs in: {@code postgres://user:password@host:port/database}, user and password percent-encoded where needed.
 */
public record DatabaseUrl(String host, int port, String database, Login login) {

    private static final int DEFAULT_PORT = 5432;

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when the text is no such address; the message does not repeat it
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
        if (!scheme || uri.getHost() == null || userInfo == null || path == null || path.length() < 2) {
            throw malformed();
        }
        int colon = userInfo.indexOf(':');
        if (colon < 1) {
            throw malformed();
        }
        Login login = new Login(decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1)));
        return new DatabaseUrl(
                uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), path.substring(1), login);
    }

    /** How the pool is to connect. */
    public Database.Settings settings(int connections) {
        return Database.Settings.of(host, port, database, login).withMaxConnections(connections);
    }

    /** The address for migrations, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("a database address is not postgres://user:password@host:port/database");
    }
}
