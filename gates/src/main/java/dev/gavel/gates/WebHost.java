package dev.gavel.gates;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host of a web address, compared with allowed domains without making an object of it. Only what is plainly an address is read: {@code
 * http} or {@code https}, no user, letters, digits, dots and hyphens as host. What browsers would read in another way than this is not read
 * at all.
 *
 * <p>Thread safety: stateless.
 */
public final class WebHost {

    private static final String ANY_BELOW = "*.";

    private WebHost() {}

    /** Whether the address can be read. Allocates nothing. */
    public static boolean isReadable(@Nullable String url) {
        return url != null && end(url, start(url)) > 0;
    }

    /**
     * Whether the address' host is one of these domains: the same name, or, for {@code *.example.com}, a name that ends in {@code
     * .example.com}. Allocates nothing.
     *
     * @param url readable
     */
    public static boolean isAmong(List<String> domains, String url) {
        int start = start(url);
        int end = end(url, start);
        for (int i = 0; i < domains.size(); i++) {
            if (matches(domains.get(i), url, start, end)) {
                return true;
            }
        }
        return false;
    }

    /** The host in small letters; empty where the address cannot be read. */
    public static String of(String url) {
        int start = start(url);
        int end = end(url, start);
        return end < 0 ? "" : url.substring(start, end).toLowerCase(Locale.ROOT);
    }

    private static boolean matches(String domain, String url, int start, int end) {
        if (domain.startsWith(ANY_BELOW)) {
            int suffix = domain.length() - 1;
            return end - start > suffix && url.regionMatches(true, end - suffix, domain, 1, suffix);
        }
        return end - start == domain.length() && url.regionMatches(true, start, domain, 0, domain.length());
    }

    /** Where the host begins; -1 when the address is no web address. */
    private static int start(String url) {
        if (url.regionMatches(true, 0, "https://", 0, 8)) {
            return 8;
        }
        return url.regionMatches(true, 0, "http://", 0, 7) ? 7 : -1;
    }

    /** Where the host ends, a last dot not counted; -1 when there is none that can be read. */
    private static int end(String url, int start) {
        if (start < 0) {
            return -1;
        }
        int end = start;
        while (end < url.length() && isOfHost(url.charAt(end))) {
            end++;
        }
        if (end < url.length() && "/?#:".indexOf(url.charAt(end)) < 0) {
            return -1;
        }
        if (end < url.length() && url.charAt(end) == ':' && !isPort(url, end + 1)) {
            return -1;
        }
        if (end > start && url.charAt(end - 1) == '.') {
            end--;
        }
        return end > start && url.charAt(start) != '.' ? end : -1;
    }

    /** What follows a colon is a port, not a password before the true host. */
    private static boolean isPort(String url, int from) {
        int i = from;
        while (i < url.length() && url.charAt(i) >= '0' && url.charAt(i) <= '9') {
            i++;
        }
        return i == url.length() || "/?#".indexOf(url.charAt(i)) >= 0;
    }

    private static boolean isOfHost(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }
}
