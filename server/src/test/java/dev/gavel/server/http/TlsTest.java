package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a certificate that the test makes. */
final class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static Tls tls;
    private static KeyStore trusted;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-Duser.language=en",
                "-genkeypair",
                "-alias",
                "door",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Certificate certificate = keys.getCertificate("door");
        tls = new Tls(
                pem("CERTIFICATE", certificate.getEncoded(), "chain.pem"),
                pem("PRIVATE KEY", keys.getKey("door", PASSWORD).getEncoded(), "key.pem"));
        trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("door", certificate);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private static Path pem(String kind, byte[] bytes, String name) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static SSLSocket connect(DoorWorld world, String... protocols) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", world.door.port());
        socket.setEnabledProtocols(protocols);
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void speaksTls13And12() throws Exception {
        try (DoorWorld world = new DoorWorld(DoorWorld.LIMITS, tls)) {
            for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
                try (SSLSocket socket = connect(world, protocol)) {
                    socket.getOutputStream()
                            .write("GET /trace HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));

                    assertThat(DoorWorld.readAll(socket)).startsWith("HTTP/1.1 200 ");
                    assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                }
            }
        }
    }

    @Test
    void refusesOlderTls() throws Exception {
        try (DoorWorld world = new DoorWorld(DoorWorld.LIMITS, tls);
                SSLSocket socket = connect(world, "TLSv1.1")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void plainHttpIsNotAnswered() throws Exception {
        try (DoorWorld world = new DoorWorld(DoorWorld.LIMITS, tls)) {
            assertThat(world.raw("GET /trace HTTP/1.1\r\nHost: x\r\n\r\n")).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void aCertificateThatCannotBeUsedIsNamed() {
        Path notACertificate = tls.keyFile();
        Tls swapped = new Tls(notACertificate, tls.keyFile());

        assertThatThrownBy(swapped::serverContext)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key.pem");
    }
}
