package dev.gavel.server.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * The server's certificate chain and private key, both PEM files. TLS 1.2 and 1.3 only.
 */
public record Tls(Path certificateFile, Path keyFile) {

    SslContext serverContext() {
        try {
            return SslContextBuilder.forServer(certificateFile.toFile(), keyFile.toFile())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TLS certificate or key cannot be used: " + certificateFile + ", " + keyFile, e);
        }
    }
}
