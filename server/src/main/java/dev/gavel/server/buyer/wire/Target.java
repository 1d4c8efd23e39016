package dev.gavel.server.buyer.wire;

import java.net.URI;
import java.util.Locale;

/**
 * Where an address leads.
 *
 * @param host as in the address, without the brackets of an IPv6 literal
 * @param port the scheme's own when the address names none
 * @param secure whether TLS is spoken
 * @param authority host and port as a Host header has them
 * @param path with the query, at least {@code /}
 */
public record Target(String host, int port, boolean secure, String authority, String path) {

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** Takes an absolute http, https, ws or wss address apart that has been checked to be one. */
    public static Target of(String url) {
        URI uri = URI.create(url);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https") || scheme.equals("wss");
        int usual = secure ? HTTPS_PORT : HTTP_PORT;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        String host = uri.getHost();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Target(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                secure,
                port == usual ? host : host + ":" + port,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }
}
