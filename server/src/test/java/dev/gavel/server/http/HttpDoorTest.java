package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The door over real HTTP. */
final class HttpDoorTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static HttpLimits limits(Duration idle, Duration request, int inFlight) {
        return new HttpLimits(4_096, 2_048, 512, idle, request, inFlight);
    }

    private static void assertProblem(HttpResponse<String> response, int status, int code, String name) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.path("type").stringValue()).isEqualTo("urn:gavel:reason:" + code);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("code").intValue()).isEqualTo(code);
        assertThat(problem.path("name").stringValue()).isEqualTo(name);
        assertThat(problem.path("trace_id").stringValue())
                .isEqualTo(response.headers().firstValue("gavel-trace-id").orElseThrow());
    }

    @Test
    void answersARouteWithItsHeaders() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            HttpResponse<String> response = world.get("/echo?deep=true&x=%20");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("deep=true&x=%20|127.0.0.1");
            assertThat(response.headers().firstValue("cache-control")).contains("no-store");
            assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(response.headers().firstValue("gavel-trace-id").orElseThrow())
                    .matches("[0-9a-f]{32}");
        }
    }

    @Test
    void takesOverTheCallersTraceAndMakesOneOtherwise() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            HttpRequest.Builder traced =
                    world.request("/trace").header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
            HttpRequest.Builder malformed =
                    world.request("/trace").header("traceparent", "00-" + TRACE.toUpperCase(java.util.Locale.ROOT));

            assertThat(world.send(traced).body()).isEqualTo(TRACE);
            assertThat(world.send(malformed).body()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
            assertThat(world.get("/trace").body())
                    .isNotEqualTo(world.get("/trace").body());
        }
    }

    @Test
    void anUnknownPathIs404() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            assertProblem(world.get("/nothing"), 404, 6007, "route_unknown");
            assertProblem(world.get("/echo/"), 404, 6007, "route_unknown");
        }
    }

    @Test
    void aPrefixStandsForWhatIsBelowIt() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            assertThat(world.get("/things/a/b").body()).isEqualTo("a/b");
        }
    }

    @Test
    void aWrongMethodIs405AndNamesTheRightOnes() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            HttpResponse<String> response = world.send(world.request("/echo").DELETE());

            assertProblem(response, 405, 6008, "method_not_allowed");
            assertThat(response.headers().firstValue("allow")).contains("GET, POST");
        }
    }

    @Test
    void aFailureSaysNothingOfItself() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            for (String path : List.of("/broken", "/thrown")) {
                HttpResponse<String> response = world.get(path);

                assertProblem(response, 500, 5099, "internal");
                assertThat(response.body()).doesNotContain("sensitive");
            }
        }
    }

    @Test
    void aBodyUpToTheLimitIsTaken() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            HttpRequest.Builder request = world.request("/echo").POST(BodyPublishers.ofByteArray(new byte[4_096]));

            assertThat(world.send(request).body()).isEqualTo("4096 bytes");
        }
    }

    @Test
    void aBodyThatDeclaresTooMuchIsRefusedUnread() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            String answer = world.raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4097\r\n\r\n");
            String absurd = world.raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":6003", "connection: close");
            assertThat(absurd).startsWith("HTTP/1.1 413 ").contains("\"code\":6003");
        }
    }

    @Test
    void aChunkedBodyIsCutOffAtTheLimit() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            String chunk = "800\r\n" + "x".repeat(0x800) + "\r\n";
            String head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

            assertThat(world.raw(head + chunk + chunk
                            + "0\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("4096 bytes");
            // The body never ends: the answer must come all the same.
            assertThat(world.raw(head + chunk + chunk + "1\r\nx\r\n"))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"code\":6003");
        }
    }

    @Test
    void aHeaderOrRequestLineThatIsTooLongIsRefused() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            String headers = world.raw("GET /echo HTTP/1.1\r\nHost: x\r\nX-Long: " + "y".repeat(4_000) + "\r\n\r\n");
            String line = world.raw("GET /echo?" + "y".repeat(1_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(headers).matches("(?s)HTTP/1.1 (413|431) .*");
            assertThat(line).matches("(?s)HTTP/1.1 414 .*");
            assertThat(world.admission.inFlight()).isZero();
        }
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            assertThat(world.raw("\u0016\u0003\u0001 hello\r\n\r\n")).matches("(?s)HTTP/1.[01] 400 .*");
            assertThat(world.raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(world.raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(world.raw("GET /echo HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(world.raw(
                            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void whatIsRefusedUnreadIsAProblemToo() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            assertThat(world.raw("GET /echo HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n"))
                    .contains("content-type: application/problem+json", "connection: close", "\"code\":6019");
            assertThat(world.raw("GET /" + "y".repeat(1_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .contains("\"code\":6018");
            assertThat(world.raw("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":6019");
            assertThat(world.admission.inFlight()).isZero();
        }
    }

    @Test
    void requestsThatAreSentAheadAreAnsweredInTheirOrder() throws Exception {
        try (DoorWorld world = new DoorWorld();
                Socket socket = world.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                requests.append("GET /things/").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            requests.append("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
            requests.append("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            requests.append("GET /things/last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> world.holding.get() == 1);
            world.held.complete(Answer.text(200, "was held"));

            String answers = DoorWorld.readAll(socket);

            int from = 0;
            for (int i = 0; i < 500; i++) {
                int at = answers.indexOf("\r\n\r\n" + i + "HTTP/1.1 200 OK\r\n", from);
                assertThat(at).as("answer " + i).isGreaterThanOrEqualTo(from);
                from = at;
            }
            assertThat(answers.substring(from))
                    .containsSubsequence("was heldHTTP/1.1 200", "3 bytesHTTP/1.1 200", "connection: close", "last");
        }
    }

    @Test
    void theSecondHalfOfARequestSentAheadMayComeLater() throws Exception {
        try (DoorWorld world = new DoorWorld();
                Socket socket = world.connect()) {
            socket.getOutputStream()
                    .write(
                            ("GET /hold HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                            + "Content-Length: 5\r\n\r\nab")
                                    .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> world.holding.get() == 1);
            world.held.complete(Answer.text(200, "was held"));
            socket.getOutputStream().write("cde".getBytes(StandardCharsets.US_ASCII));

            assertThat(DoorWorld.readAll(socket)).containsSubsequence("was held", "5 bytes");
        }
    }

    @Test
    void aCallerWhoAsksFirstIsToldToGoOn() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            String asking = "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n";

            assertThat(world.raw(asking + "Content-Length: 3\r\n\r\nabc"))
                    .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ");
            assertThat(world.raw(asking + "Content-Length: 5000\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void theAnswerToAHeadHasNoBody() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            String answer = world.raw("HEAD /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 405 ")
                    .contains("content-length: ")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void anOldCallerIsToldThatTheConnectionIsKept() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofMillis(200), Duration.ofSeconds(5), 100))) {
            assertThat(world.raw("GET /trace HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
                    .contains("connection: keep-alive");
            assertThat(world.raw("GET /trace HTTP/1.0\r\n\r\n")).contains("connection: close");
        }
    }

    @Test
    void aRouteThatAnswersWithABrokenHeaderFails() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            assertProblem(world.get("/split"), 500, 5099, "internal");
            assertProblem(world.get("/silent"), 500, 5099, "internal");
        }
    }

    @Test
    void whatWasBegunIsBroughtToItsEndWhenTheCallerHangsUp() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            try (Socket socket = world.connect()) {
                socket.getOutputStream()
                        .write("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Awaitility.await().until(() -> world.holding.get() == 1);
            }
            assertThat(world.get("/trace").statusCode()).isEqualTo(200);
            assertThat(world.admission.inFlight()).isOne();

            world.held.complete(Answer.text(200, "to nobody"));

            Awaitility.await().until(() -> world.admission.inFlight() == 0);
        }
    }

    @Test
    void aSlowSenderGetsATimeout() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(20), Duration.ofMillis(300), 100))) {
            String answer = world.raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");

            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":6010", "connection: close");
            Awaitility.await().until(() -> world.admission.inFlight() == 0);
        }
    }

    @Test
    void aSenderThatDripsGetsATimeoutToo() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(20), Duration.ofMillis(500), 100));
                Socket socket = world.connect()) {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return DoorWorld.readAll(socket);
                } catch (java.io.IOException e) {
                    return "failed " + e;
                }
            });
            socket.getOutputStream()
                    .write("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        try {
                            socket.getOutputStream().write('x');
                        } catch (java.io.IOException _) {
                            // closed by the server, as it should be
                        }
                        return answer.isDone();
                    });

            assertThat(answer.get()).matches("(?s)(HTTP/1.1 408 .*)?");
        }
    }

    @Test
    void aSenderThatNeverFinishesItsHeadersIsCutOff() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofMillis(500), Duration.ofMillis(500), 100))) {
            assertThat(world.raw("GET /echo HTTP/1.1\r\nHost: x\r\nX-Half:")).doesNotContain("200");
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofMillis(200), Duration.ofSeconds(5), 100))) {
            String answer = world.raw("GET /trace HTTP/1.1\r\nHost: x\r\n\r\n");

            // Reading to the end means that the server closed.
            assertThat(answer).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aCallerWhoHangsUpLeavesNothingBehind() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            try (Socket socket = world.connect()) {
                socket.getOutputStream()
                        .write("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Awaitility.await().until(() -> world.admission.inFlight() == 1);
            }
            world.held.complete(Answer.text(200, "to nobody"));
            Awaitility.await().until(() -> world.admission.inFlight() == 0);
        }
    }

    @Test
    void overloadShedsPingsFirstAndThenPosts() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(20), Duration.ofSeconds(10), 5))) {
            List<CompletableFuture<HttpResponse<String>>> admitted = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                int count = i;
                admitted.add(world.sendAsync(world.request("/api/ping").POST(BodyPublishers.ofString("{}"))));
                Awaitility.await().until(() -> world.holding.get() == count);
            }

            HttpResponse<String> ping = world.send(world.request("/api/ping").POST(BodyPublishers.ofString("{}")));
            assertProblem(ping, 503, 5004, "overloaded");
            assertThat(ping.headers().firstValue("retry-after")).contains("1");

            admitted.add(world.sendAsync(world.request("/api/post").POST(BodyPublishers.ofString("{}"))));
            Awaitility.await().until(() -> world.holding.get() == 5);
            assertProblem(
                    world.send(world.request("/api/post").POST(BodyPublishers.ofString("{}"))),
                    503,
                    5004,
                    "overloaded");

            world.held.complete(Answer.text(200, "done"));
            for (CompletableFuture<HttpResponse<String>> one : admitted) {
                assertThat(one.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
            }
            Awaitility.await().until(() -> world.admission.inFlight() == 0);
            assertThat(world.get("/trace").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void operatorsAreAnsweredUnderOverload() throws Exception {
        try (DoorWorld world = new DoorWorld(limits(Duration.ofSeconds(20), Duration.ofSeconds(10), 1))) {
            CompletableFuture<HttpResponse<String>> admitted =
                    world.sendAsync(world.request("/api/post").POST(BodyPublishers.ofString("{}")));
            Awaitility.await().until(() -> world.holding.get() == 1);

            assertThat(world.get("/livez").statusCode()).isEqualTo(200);
            assertThat(world.get("/trace").statusCode()).isEqualTo(503);

            world.held.complete(Answer.text(200, "done"));
            assertThat(admitted.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void stoppingAnswersWhatIsInFlight() throws Exception {
        try (DoorWorld world = new DoorWorld()) {
            CompletableFuture<HttpResponse<String>> inFlight = world.sendAsync(world.request("/hold"));
            Awaitility.await().until(() -> world.holding.get() == 1);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> world.door.stop(Duration.ofSeconds(15)));
            Awaitility.await().until(() -> refusesConnections(world));

            assertThat(stopped).isNotDone();
            world.held.complete(Answer.text(200, "whole"));

            assertThat(inFlight.get(20, TimeUnit.SECONDS).body()).isEqualTo("whole");
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    private static boolean refusesConnections(DoorWorld world) {
        try (Socket _ = world.connect()) {
            return false;
        } catch (java.io.IOException e) {
            return e instanceof ConnectException;
        }
    }

    @Test
    void aPortInUseIsSaid() {
        try (DoorWorld world = new DoorWorld()) {
            HttpDoor second = new HttpDoor(
                    "127.0.0.1",
                    world.door.port(),
                    null,
                    DoorWorld.LIMITS,
                    world.loops,
                    world.admission,
                    Router.builder().build());

            assertThatThrownBy(second::start).hasMessageContaining(Integer.toString(world.door.port()));
            assertThatThrownBy(second::port).isInstanceOf(IllegalStateException.class);
        }
    }
}
