package dev.gavel.persistence.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority of a test's own and a server's certificate by it, as PEM files, made by the JDK's {@code keytool} within about two seconds.
 *
 * @param root the authority's certificate
 * @param certificate the server's certificate
 * @param key its private key, readable by its owner only
 */
public record CertificatesForTests(Path root, Path certificate, Path key) {

    private static final String PASSWORD = "test-password";
    private static final String AUTHORITY = "authority";
    private static final String SERVER = "server";

    /**
     * Makes them in a folder, which is made when missing.
     *
     * @param names what the server's certificate is for, such as {@code ip:127.0.0.1} and {@code dns:localhost}
     */
    public static CertificatesForTests in(Path folder, String... names) {
        try {
            Files.createDirectories(folder);
            Path store = folder.resolve("keys.p12");
            keytool(store, AUTHORITY, "-dname", "CN=Authority of a test", "-ext", "bc:critical=ca:true");
            keytool(
                    store,
                    SERVER,
                    "-dname",
                    "CN=Server of a test",
                    "-signer",
                    AUTHORITY,
                    "-ext",
                    "san=" + String.join(",", names));
            return export(folder, store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificatesForTests export(Path folder, Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(store)) {
            keys.load(bytes, PASSWORD.toCharArray());
        }
        Path root = folder.resolve("root.pem");
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        Files.writeString(
                root, pem("CERTIFICATE", keys.getCertificate(AUTHORITY).getEncoded()));
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate(SERVER).getEncoded()));
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey(SERVER, PASSWORD.toCharArray()).getEncoded()));
        return new CertificatesForTests(root, certificate, key);
    }

    private static void keytool(Path store, String alias, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }

    /** What a Postgres is started with. */
    public List<String> postgresSettings() {
        return List.of("ssl=on", "ssl_cert_file=" + certificate, "ssl_key_file=" + key);
    }

    /** What a Redis is started with to speak TLS on one more port. */
    public List<String> redisSettings(int port) {
        return List.of(
                "tls-port " + port,
                "tls-cert-file \"" + certificate + "\"",
                "tls-key-file \"" + key + "\"",
                "tls-auth-clients no");
    }
}
