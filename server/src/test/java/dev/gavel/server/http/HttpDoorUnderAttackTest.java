package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What callers may not do to others. */
final class HttpDoorUnderAttackTest {

    private static final String PING = "POST /api/ping HTTP/1.1\r\nHost: x\r\n";
    private static final String GET = "GET /trace HTTP/1.1\r\nHost: x\r\n\r\n";

    private static HttpLimits limits(Duration request, int connections, int perAddress, int inFlight) {
        return new HttpLimits(60_000, 2_048, 512, Duration.ofSeconds(30), request, connections, perAddress, inFlight);
    }

    private static Socket send(DoorWorld world, String text) throws IOException {
        Socket socket = world.connect();
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void whoeverSendsSlowlyTakesNobodysPlace() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(20), 100, 0, 2))) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                slow.add(send(world, PING + "Content-Length: 10\r\n\r\nhalf"));
            }

            assertThat(world.raw("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(world.admission.inFlight()).isZero();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void whoeverNeverTakesItsAnswersIsThrownOut() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofMillis(300), 100, 0, 100));
                Socket socket = world.connect()) {
            byte[] requests = ("GET /echo?" + "x".repeat(400) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .repeat(100)
                    .getBytes(StandardCharsets.US_ASCII);

            assertThat(sendUntilThrownOut(socket, requests)).isTrue();
            await().until(() -> world.admission.inFlight() == 0);
            assertThat(world.get("/trace").statusCode()).isEqualTo(200);
        }
    }

    private static boolean sendUntilThrownOut(Socket socket, byte[] requests) {
        try {
            for (int i = 0; i < 100_000; i++) {
                socket.getOutputStream().write(requests);
            }
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void manyRequestsSentAheadAreAllAnsweredWhenTheirAnswersAreTaken() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(10), 100, 0, 100))) {
            String answers =
                    world.raw(GET.repeat(2_000) + "GET /trace HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(2_002);
        }
    }

    @Test
    void aBodyInMorePartsThanAreOfUseIsRefused() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            String head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
            String part = "1\r\n \r\n";

            assertThat(world.raw(head + part.repeat(1_024) + "0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(world.raw(head + part.repeat(1_025) + "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"code\":", "1024 parts", "connection: close");
        }
    }

    @Test
    void aBodyThatEndsInTwoPlacesIsRefused() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            for (String framing : List.of(
                    "Content-Length: 5\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: chunked\r\nContent-Length: 5",
                    "Content-Length: 5\r\nContent-Length: 6",
                    "Transfer-Encoding: xchunked",
                    "Transfer-Encoding: chunked, identity",
                    "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked")) {
                String answers = world.raw("POST /echo HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n0\r\n\r\n" + GET);

                assertThat(answers).as(framing).startsWith("HTTP/1.1 400 ").contains("\"code\":6019");
                assertThat(answers.split("HTTP/1.1 ", -1)).as(framing).hasSize(2);
            }
        }
    }

    @Test
    void whoeverComesWhenTooManyAreThereIsToldSo() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(10), 3, 0, 100))) {
            try (Socket _ = send(world, "");
                    Socket _ = send(world, "");
                    Socket _ = send(world, "")) {
                await().untilAsserted(() -> assertThat(world.raw(GET))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("\"code\":5007", "connection: close", "retry-after: 1"));
            }
            await().untilAsserted(() -> assertThat(world.raw(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
                    .startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void anAddressHasALimitOfItsOwn() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(10), 100, 2, 100));
                Socket _ = send(world, "");
                Socket _ = send(world, "")) {
            await().untilAsserted(() -> assertThat(world.raw(GET)).contains("\"code\":5007"));
        }
    }
}
