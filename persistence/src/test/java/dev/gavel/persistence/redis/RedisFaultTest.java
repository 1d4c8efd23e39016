package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.gates.Screening;
import dev.gavel.persistence.embedded.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis dies, hangs, forgets. Each test has a server of its own. */
class RedisFaultTest {

    private static final Duration TIMEOUT = Duration.ofMillis(800);

    @TempDir
    Path directory;

    private EmbeddedRedis server;
    private RedisRig rig;
    private String tenant;

    @BeforeEach
    void open() {
        server = EmbeddedRedis.start(directory);
        rig = new RedisRig(new RedisSettings(server.uri(), TIMEOUT, 64, 500));
        tenant = rig.newTenant();
    }

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    @Test
    void whatIsInFlightFailsWhenRedisDiesAndNothingIsSoldUntilCountersAreRebuilt() {
        List<CompletionStage<Reply>> inFlight = awardMany(300);
        ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
        List<CompletionStage<Reply>> after = awardMany(100);

        for (CompletionStage<Reply> reply : inFlight) {
            assertThat(outcome(reply)).isIn("Awarded", "Unavailable");
        }
        assertThat(after.stream().map(RedisFaultTest::outcome)).contains("Unavailable");
        Awaitility.await().until(() -> rig.lanes.ready() == 0);
        assertThat(outcome(award())).isEqualTo("Unavailable");
        assertThatThrownBy(() -> await(rig.ledger.recall(tenant, Leads.newId("ping"))))
                .hasCauseInstanceOf(UnavailableException.class);
        assertThat(await(new RedisScreeningList(rig.lanes, rig.epochs, InstantSource.system())
                        .screen(tenant, new Consumer("auto", List.of("phone"), 1), null)))
                .isEqualTo(Screening.UNKNOWN);

        server.close();
        server = EmbeddedRedis.start(directory);

        int loads = rig.source.loads.get();
        Awaitility.await().until(() -> rig.lanes.ready() == 2);
        assertThat(outcome(award()))
                .as("kept counters are not trusted after a restart")
                .isIn("Stale", "Awarded");
        Awaitility.await().until(() -> outcome(award()).equals("Awarded"));
        assertThat(rig.source.loads.get()).isGreaterThan(loads);
    }

    @Test
    void aServerThatTakesConnectionsAndSaysNothingIsNotWaitedForLong() throws IOException {
        AtomicInteger taken = new AtomicInteger();
        List<Socket> silent = new CopyOnWriteArrayList<>();
        try (ServerSocket door = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!door.isClosed()) {
                    try {
                        silent.add(door.accept());
                        taken.incrementAndGet();
                    } catch (IOException _) {
                        return;
                    }
                }
            });
            RedisSettings settings = new RedisSettings(
                    "redis://:secret@127.0.0.1:" + door.getLocalPort(), Duration.ofMillis(100), 64, 500);
            try (Lanes lanes = Lanes.open(settings, rig.loops, rig.meters)) {
                // Two lanes, each a second time.
                Awaitility.await().until(() -> taken.get() >= 4);
                assertThat(lanes.ready()).isZero();
            }
        }
        for (Socket socket : silent) {
            socket.close();
        }
    }

    @Test
    void eventsSurviveARestart() {
        await(award());
        String key = TenantKeys.events(tenant);
        assertThat(rig.redis.xlen(key)).isEqualTo(1);

        server.close();
        server = EmbeddedRedis.start(directory);

        Awaitility.await().ignoreExceptions().until(() -> rig.redis.xlen(key) == 1);
    }

    @Test
    void aHangingRedisFailsCallsInTimeThenAtOnceAndIsUsedAgain() throws IOException, InterruptedException {
        await(award());
        signal("STOP");
        try {
            for (int lane = 0; lane < rig.lanes.ready(); lane++) {
                assertThatThrownBy(() -> await(award())).hasMessageContaining("did not answer in time");
            }
            assertThatThrownBy(() -> await(award())).hasMessageContaining("overdue");
        } finally {
            signal("CONT");
        }
        Awaitility.await().until(() -> outcome(award()).equals("Awarded"));
    }

    @Test
    void nobodyWaitsBeyondTheBound() throws IOException, InterruptedException {
        signal("STOP");
        try {
            List<CompletionStage<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 200_000; i++) {
                replies.add(award());
            }
            assertThat(replies.stream().map(RedisFaultTest::outcome).distinct()).containsExactly("Unavailable");
        } finally {
            signal("CONT");
        }
    }

    @Test
    void aFlushedRedisIsRebuilt() {
        await(award());
        rig.redis.flushall();

        assertThat(outcome(award())).isEqualTo("Stale");
        Awaitility.await().until(() -> outcome(award()).equals("Awarded"));
    }

    @Test
    void forgottenScriptsAreTaughtAgainWithoutNotice() {
        rig.redis.scriptFlush();
        Request request = lead(tenant, exclusive(1, one("cap", 1)));

        assertThat(outcome(rig.ledger.award(request))).isEqualTo("Awarded");
        assertThat(await(rig.ledger.recall(tenant, request.pingId()))).isNotNull();
        assertThat(await(rig.ledger.commit(Leads.leg(request, 0)))).isTrue();
        assertThat(rig.redis.info("commandstats")).contains("cmdstat_eval:");
    }

    @Test
    void aFullRedisSellsNothing() {
        rig.redis.configSet("maxmemory", "1");
        assertThat(outcome(award())).isEqualTo("Unavailable");

        rig.redis.configSet("maxmemory", "0");
        assertThat(outcome(award())).isEqualTo("Awarded");
    }

    @Test
    void measuresWhatItDoes() {
        await(award());

        assertThat(rig.meters.get("gavel.redis.lanes").gauge().value()).isEqualTo(2);
        assertThat(rig.meters
                        .get("gavel.redis.script")
                        .tag("script", "award")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(rig.meters.get("gavel.redis.batch").summary().totalAmount()).isEqualTo(1);
        assertThat(rig.meters.get("gavel.redis.rebuilds").timer().count()).isEqualTo(1);
    }

    private CompletionStage<Reply> award() {
        return rig.ledger.award(lead(tenant, exclusive(1)));
    }

    private List<CompletionStage<Reply>> awardMany(int leads) {
        List<CompletionStage<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < leads; i++) {
            replies.add(award());
        }
        return replies;
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                .start()
                .waitFor(5, TimeUnit.SECONDS);
    }

    private static String outcome(CompletionStage<Reply> reply) {
        try {
            return await(reply).getClass().getSimpleName();
        } catch (CompletionException e) {
            return e.getCause() instanceof UnavailableException
                    ? "Unavailable"
                    : e.getCause().toString();
        }
    }
}
