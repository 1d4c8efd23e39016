package dev.gavel.persistence.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * The servers that an address names: {@code redis://:password@host:6379} one, {@code redis://:password@host-1:6379,host-2:6379} some of a cluster's.
 *
 * <p>Thread safety: immutable.
 *
 * @param before scheme, user and password
 * @param servers host and port of each
 * @param after what follows, such as {@code ?...}
 */
record RedisAddresses(String before, List<String> servers, String after) {

    private static final String DEFAULT_PORT = ":6379";

    RedisAddresses {
        servers = List.copyOf(servers);
    }

    /**
     * @throws IllegalArgumentException where there is no scheme or an empty name; the message does not show the password
     */
    static RedisAddresses parse(String uri) {
        int scheme = uri.indexOf("://");
        if (scheme < 0) {
            throw new IllegalArgumentException("the address of Redis has no scheme (expected: redis:// or rediss://)");
        }
        int end = endOfAuthority(uri, scheme + 3);
        int at = uri.lastIndexOf('@', end - 1);
        int start = at > scheme ? at + 1 : scheme + 3;
        List<String> servers = new ArrayList<>();
        for (String server : uri.substring(start, end).split(",", -1)) {
            if (server.isBlank()) {
                throw new IllegalArgumentException("the address of Redis names an empty server");
            }
            servers.add(server.indexOf(':') < 0 ? server.strip() + DEFAULT_PORT : server.strip());
        }
        return new RedisAddresses(uri.substring(0, start), servers, uri.substring(end));
    }

    private static int endOfAuthority(String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            if (uri.charAt(i) == '/' || uri.charAt(i) == '?') {
                return i;
            }
        }
        return uri.length();
    }

    /** Whether these are servers of a cluster: there are several. */
    boolean isCluster() {
        return servers.size() > 1;
    }

    /** The address of one server, also of one that is not among these. A secret. */
    String of(String server) {
        return before + server + after;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisAddresses" + servers;
    }
}
