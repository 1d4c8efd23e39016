package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.tls.RootCertificates;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.r2dbc.postgresql.client.SSLMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whether TLS is spoken to Postgres, and what its server must prove. TLS 1.2 and 1.3 only.
 *
 * @param rootCertificate PEM file of the certificates whose issuers are trusted; null for those that the Java runtime trusts. Only where the
 *     certificate is verified
 */
public record DatabaseTls(Mode mode, @Nullable Path rootCertificate) {

    /** No TLS. */
    public static final DatabaseTls OFF = new DatabaseTls(Mode.DISABLE, null);

    /** The server must be the one that was connected to, by a certificate that the Java runtime trusts. */
    public static final DatabaseTls FULL = new DatabaseTls(Mode.VERIFY_FULL, null);

    /** As libpq names them. Those of its modes that fall back to a plain connection are left out: whoever can change bytes could ask for it. */
    public enum Mode {
        /** Plain. */
        DISABLE("disable", SSLMode.DISABLE),
        /** Encrypted, with whoever answers. */
        REQUIRE("require", SSLMode.REQUIRE),
        /** The certificate must be trusted, whatever host it names. */
        VERIFY_CA("verify-ca", SSLMode.VERIFY_CA),
        /** The certificate must be trusted and name the host. */
        VERIFY_FULL("verify-full", SSLMode.VERIFY_CA);

        private final String text;
        private final SSLMode driver;

        Mode(String text, SSLMode driver) {
            this.text = text;
            this.driver = driver;
        }

        /** As addresses write it. */
        public String text() {
            return text;
        }

        /** What {@link #text} writes; null for anything else. */
        public static @Nullable Mode of(String text) {
            for (Mode mode : values()) {
                if (mode.text.equals(text)) {
                    return mode;
                }
            }
            return null;
        }

        private boolean verifies() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }
    }

    public DatabaseTls {
        requireNonNull(mode, "mode");
        if (rootCertificate != null && !mode.verifies()) {
            throw new IllegalArgumentException(
                    "sslrootcert is of no use with sslmode=" + mode.text + " (expected: verify-ca or verify-full)");
        }
    }

    /** Whether TLS is spoken. */
    public boolean isOn() {
        return mode != Mode.DISABLE;
    }

    /** What the driver is told. The host's name is checked in the handshake and not by the driver, which would look names of addresses up. */
    SSLMode driverMode() {
        return mode.driver;
    }

    /**
     * What connections are made with.
     *
     * @throws IllegalArgumentException when the root certificate cannot be used
     */
    SslContext context() {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .endpointIdentificationAlgorithm(mode == Mode.VERIFY_FULL ? "HTTPS" : null);
        if (!mode.verifies()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (rootCertificate != null) {
            builder.trustManager(RootCertificates.read(rootCertificate));
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("TLS to the database is not to be had", e);
        }
    }

    /** What is put behind a JDBC address so that migrations connect in the same way. */
    public String jdbcParameters() {
        String start = "?sslmode=" + mode.text;
        if (!mode.verifies()) {
            return start;
        }
        return rootCertificate == null
                // Otherwise the driver looks for a file in the home directory.
                ? start + "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"
                : start + "&sslrootcert=" + URLEncoder.encode(rootCertificate.toString(), StandardCharsets.UTF_8);
    }
}
