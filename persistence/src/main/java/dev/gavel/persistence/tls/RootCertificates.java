package dev.gavel.persistence.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Files of certificates whose issuers' servers are trusted. */
public final class RootCertificates {

    private RootCertificates() {}

    /**
     * Reads all certificates of a PEM file. Blocks.
     *
     * @throws IllegalArgumentException when the file cannot be read or holds none; the message names the file
     */
    public static List<X509Certificate> read(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no certificate");
            }
            return certificates;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + " holds no certificates in PEM", e);
        }
    }
}
