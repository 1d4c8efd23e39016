package dev.gavel.persistence.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChaosProxyTest {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final byte[] TEXT = new byte[20_000];

    static {
        for (int i = 0; i < TEXT.length; i++) {
            TEXT[i] = (byte) i;
        }
    }

    private final ServerSocket echo = listen();
    private final ChaosProxy proxy = ChaosProxy.before(echo.getLocalPort(), 42);

    private static ServerSocket listen() {
        try {
            ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(() -> acceptAll(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void acceptAll(ServerSocket socket) {
        try {
            while (true) {
                Socket peer = socket.accept();
                Thread.startVirtualThread(() -> {
                    try (peer) {
                        peer.getInputStream().transferTo(peer.getOutputStream());
                    } catch (IOException _) {
                        // The client or the proxy ended it.
                    }
                });
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static byte[] exchange(Socket socket) throws IOException {
        socket.getOutputStream().write(TEXT);
        return socket.getInputStream().readNBytes(TEXT.length);
    }

    @Test
    void withoutAToxicNothingIsChangedAndTheEndIsPassedOn() throws IOException {
        try (Socket socket = connect()) {
            assertThat(exchange(socket)).isEqualTo(TEXT);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(proxy.disturbed()).isZero();
    }

    @Test
    void delayedAndThrottledBytesArriveAllAndInTheirOrder() throws IOException {
        try (Socket socket = connect()) {
            proxy.disturb(new Toxic.Latency(Duration.ofMillis(2), Duration.ofMillis(20)));
            assertThat(exchange(socket)).isEqualTo(TEXT);
            proxy.disturb(new Toxic.Bandwidth(200_000));
            assertThat(exchange(socket)).isEqualTo(TEXT);
        }
        assertThat(proxy.disturbed()).isPositive();
    }

    @Test
    void stalledBytesPassWhenItIsOver() throws IOException {
        try (Socket socket = connect()) {
            assertThat(exchange(socket)).isEqualTo(TEXT);
            proxy.disturb(new Toxic.Stall());
            socket.getOutputStream().write(TEXT);
            socket.setSoTimeout(100);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            socket.setSoTimeout(TIMEOUT_MILLIS);
            assertThat(socket.getInputStream().readNBytes(TEXT.length)).isEqualTo(TEXT);
        }
    }

    @Test
    void aResetIsSeenAsOne() throws IOException {
        try (Socket socket = connect()) {
            assertThat(exchange(socket)).isEqualTo(TEXT);
            proxy.disturb(new Toxic.Reset(1));
            assertThatThrownBy(() -> exchange(socket)).isInstanceOf(IOException.class);
        }
        proxy.heal();
        try (Socket socket = connect()) {
            assertThat(exchange(socket)).isEqualTo(TEXT);
        }
    }

    @Test
    void aHalfClosedConnectionSendsNothingAnyMore() throws IOException {
        try (Socket socket = connect()) {
            assertThat(exchange(socket)).isEqualTo(TEXT);
            proxy.disturb(new Toxic.HalfClose(1));
            socket.getOutputStream().write(TEXT);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aFewBitsAreTurnedOverInOneDirection() throws IOException {
        try (Socket socket = connect()) {
            proxy.disturb(new Toxic.Corrupt(0.001, Toxic.Towards.CLIENT));
            byte[] came = exchange(socket);
            assertThat(came).hasSameSizeAs(TEXT).isNotEqualTo(TEXT);
            assertThat(proxy.disturbed()).isBetween(1L, 100L);
            int changed = 0;
            for (int i = 0; i < TEXT.length; i++) {
                changed += Integer.bitCount((came[i] ^ TEXT[i]) & 0xFF);
            }
            assertThat((long) changed).isEqualTo(proxy.disturbed());
            assertThat(Arrays.mismatch(came, TEXT)).isNotNegative();
        }
    }

    @Test
    void aServerThatIsAwayIsAwayBehindItToo() throws IOException {
        echo.close();
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> {
                        exchange(socket);
                        throw new IOException("the end came instead of a reset");
                    })
                    .isInstanceOf(IOException.class);
        }
    }
}
