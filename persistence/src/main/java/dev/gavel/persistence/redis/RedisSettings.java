package dev.gavel.persistence.redis;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How Redis is reached.
 *
 * @param uri {@code redis://} or {@code rediss://} with a password where there is one; a secret
 * @param timeout after which an unanswered call fails; until an answer comes, further calls fail at once
 * @param mostLeadsPerCall how many leads go to Redis in one call, to be awarded or to be screened
 * @param mostInFlight calls that wait for an answer on one connection; more fail at once
 * @param rootCertificate PEM file of the certificates whose issuers are trusted with {@code rediss://}; null for those that the Java runtime trusts
 */
public record RedisSettings(
        String uri,
        Duration timeout,
        int mostLeadsPerCall,
        int mostInFlight,
        @Nullable Path rootCertificate) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    private static final int PATIENCE = 5;
    private static final int DEFAULT_LEADS_PER_CALL = 64;
    private static final int DEFAULT_IN_FLIGHT = 4_096;
    /** Lua takes some 8,000 values in one call, and a lead can bring a hundred. */
    private static final int MOST_LEADS_PER_CALL = 256;

    public RedisSettings {
        requireNonNull(uri, "uri");
        requireNonNull(timeout, "timeout");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
        if (mostLeadsPerCall < 1 || mostLeadsPerCall > MOST_LEADS_PER_CALL) {
            throw new IllegalArgumentException(
                    "mostLeadsPerCall: " + mostLeadsPerCall + " (expected: 1 to " + MOST_LEADS_PER_CALL + ")");
        }
        if (mostInFlight < 1) {
            throw new IllegalArgumentException("mostInFlight: " + mostInFlight + " (expected: >= 1)");
        }
    }

    /** With the Java runtime's certificates. */
    public RedisSettings(String uri, Duration timeout, int mostLeadsPerCall, int mostInFlight) {
        this(uri, timeout, mostLeadsPerCall, mostInFlight, null);
    }

    /** The same with another address. */
    RedisSettings at(String other) {
        return new RedisSettings(other, timeout, mostLeadsPerCall, mostInFlight, rootCertificate);
    }

    /** The defaults: 1 second, 64 leads, 4,096 calls. */
    public static RedisSettings of(String uri) {
        return new RedisSettings(uri, DEFAULT_TIMEOUT, DEFAULT_LEADS_PER_CALL, DEFAULT_IN_FLIGHT);
    }

    /** How long a new connection may take, and how long one is kept whose answer does not come. */
    Duration patience() {
        return timeout.multipliedBy(PATIENCE);
    }

    /** Without the address, which holds the password. */
    @Override
    public String toString() {
        return "RedisSettings[timeout=" + timeout + ", mostLeadsPerCall=" + mostLeadsPerCall + ", mostInFlight="
                + mostInFlight + "]";
    }
}
