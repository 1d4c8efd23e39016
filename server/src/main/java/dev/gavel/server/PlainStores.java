package dev.gavel.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which stores a configuration speaks to in the clear over a network. */
public final class PlainStores {

    private static final String PLAIN_REDIS = "redis://";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "[::1]");

    private PlainStores() {}

    /** The variables whose servers are on other hosts and are not spoken to with TLS. */
    public static List<String> of(Config config) {
        List<String> plain = new ArrayList<>();
        if (isPlain(config.databaseUrl())) {
            plain.add("GAVEL_DATABASE_URL");
        }
        if (isPlain(config.databaseAuditUrl())) {
            plain.add("GAVEL_DATABASE_AUDIT_URL");
        }
        if (config.redisUrl().startsWith(PLAIN_REDIS) && !isRedisHere(config.redisUrl())) {
            plain.add("GAVEL_REDIS_URL");
        }
        return plain;
    }

    private static boolean isPlain(String databaseUrl) {
        DatabaseUrl url = DatabaseUrl.parse(databaseUrl);
        return !url.tls().isOn() && !isHere(url.host());
    }

    private static boolean isRedisHere(String redisUrl) {
        String servers = redisUrl.substring(redisUrl.lastIndexOf('@') + 1);
        if (servers.startsWith(PLAIN_REDIS)) {
            servers = servers.substring(PLAIN_REDIS.length());
        }
        servers = servers.split("[/?]", 2)[0];
        for (String server : servers.split(",", -1)) {
            if (!isHere(server.strip().replaceFirst(":\\d+$", ""))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a host is this machine by its name: {@code localhost}, {@code 127.*}, {@code [::1]}. */
    static boolean isHere(String host) {
        return THIS_MACHINE.contains(host) || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }
}
