package dev.gavel.persistence.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/**
 * A server was reached and is not spoken to, because it is not who it must be, or speaks no TLS where TLS is demanded. Trying again does not help. The
 * message begins with a stable code and names the server; it holds no secret.
 */
public final class TlsRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;

    /** What operators look for. */
    public enum Code {
        /** The server's certificate is not trusted, not valid now, or another host's. */
        CERTIFICATE_REFUSED("tls_certificate_refused"),
        /** The server answers without TLS. */
        NOT_OFFERED("tls_not_offered");

        private final String text;

        Code(String text) {
            this.text = text;
        }

        /** As the message begins. */
        public String text() {
            return text;
        }
    }

    /**
     * @param server what was connected to, such as {@code Redis at cache.example.com:6380}
     * @param detail what is wrong with it
     */
    public TlsRefusedException(Code code, String server, String detail, @Nullable Throwable cause) {
        super(code.text + ": " + server + " " + detail, cause);
        this.code = code;
    }

    /** Which of them it is. */
    public Code code() {
        return code;
    }

    /** That a server speaks no TLS. */
    public static TlsRefusedException notOffered(String server, Throwable cause) {
        return new TlsRefusedException(Code.NOT_OFFERED, server, "speaks no TLS, which its address demands", cause);
    }

    /** What the failure of a connection comes from, if that is TLS with a server that must not be spoken to; null for every other failure. */
    public static @Nullable TlsRefusedException in(@Nullable Throwable failure, String server) {
        String certificate = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TlsRefusedException known) {
                return known;
            }
            if (cause instanceof NotSslRecordException) {
                return notOffered(server, cause);
            }
            if (cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException) {
                certificate = cause.getMessage();
            }
        }
        return certificate == null
                ? null
                : new TlsRefusedException(
                        Code.CERTIFICATE_REFUSED,
                        server,
                        "shows a certificate that is not accepted: " + certificate,
                        failure);
    }
}
