package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.RealSales.FUNDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.persistence.embedded.EmbeddedRedis;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.testkit.CounterView;
import dev.gavel.persistence.testkit.PostgresForTests;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis loses what it knew, or part of it, in the midst of selling. Whatever it is: nothing is sold by the old counters, they are rebuilt
 * from Postgres, selling goes on, and in the end the cap is reached exactly. Each test has a Redis of its own.
 */
class EpochFaultsTest {

    private static final String CAP = "contract/a/total/count";
    private static final long LIMIT = 6;
    private static final Duration BACK_WITHIN = Duration.ofSeconds(40);

    private static PostgresForTests postgres;

    @TempDir
    Path directory;

    private EmbeddedRedis server;
    private RedisRig rig;
    private RealSales world;

    @BeforeAll
    static void openPostgres() {
        postgres = PostgresForTests.create();
    }

    @AfterAll
    static void closePostgres() {
        postgres.close();
    }

    @BeforeEach
    void open() {
        server = EmbeddedRedis.start(directory.resolve("redis"));
        rig = new RedisRig(new RedisSettings(server.uri(), Duration.ofSeconds(2), 64, 500));
        world = new RealSales(postgres, rig, LIMIT + 2);
    }

    @AfterEach
    void close() {
        rig.close();
        server.close();
        postgres.requireBalancedLedger();
    }

    @Test
    void emptied() {
        sell(3);
        String before = epoch();

        rig.redis.flushall();

        assertThat(world.award(world.request(CAP, LIMIT))).isInstanceOf(Reply.Stale.class);
        requireRebuiltAndSoldOut(before, 3);
    }

    @Test
    void stoppedAndStartedAgain() {
        sell(3);
        String before = epoch();

        server.close();
        start();

        requireRebuiltAndSoldOut(before, 3);
    }

    @Test
    void aPingThatWasOpenWhenRedisWasRestartedIsSoldIfThereIsRoomThen() {
        sell(LIMIT - 1);
        Request open = world.request(CAP, LIMIT);
        assertThat(world.award(open)).isInstanceOf(Reply.Awarded.class);
        Request other = world.request("contract/third/total/count", 1);
        assertThat(world.award(other)).isInstanceOf(Reply.Awarded.class);

        server.close();
        start();
        Awaitility.await().atMost(BACK_WITHIN).until(this::sellsAgain);

        assertThat(RedisRig.await(world.ledger.recall(world.tenant, open.pingId()))
                        .firm())
                .isFalse();
        sell(1);
        assertThat(world.reserveNow(open)).as("somebody else was first").isInstanceOf(Reply.Refused.class);
        assertThat(world.reserveNow(other)).isInstanceOf(Reply.Awarded.class);
        assertThat(world.usedInPostgres(CAP)).isEqualTo(LIMIT);
    }

    @Test
    void killedWithItsLastSecond() {
        sell(4);
        String before = epoch();

        ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
        server.close();
        start();

        requireRebuiltAndSoldOut(before, 2);
    }

    @Test
    void restoredFromAnOldDump() throws IOException {
        sell(1);
        String before = epoch();
        rig.redis.save();
        Path dump = Files.copy(redisFile("dump.rdb"), directory.resolve("old.rdb"));
        sell(4);

        server.close();
        putBack(dump);
        start();

        requireRebuiltAndSoldOut(before, 1);
    }

    @Test
    void replacedByAnotherServerThatKnewTheTenantOnce() throws IOException {
        sell(1);
        String before = epoch();
        server.close();
        Path other = copyOf(directory.resolve("redis"));
        start();
        Awaitility.await().atMost(BACK_WITHIN).until(this::sellsAgain);
        sell(2);

        server.close();
        Files.copy(redisFile("port"), other.resolve("port"));
        server = EmbeddedRedis.start(other);

        requireRebuiltAndSoldOut(before, 3);
    }

    @Test
    void failedOverToAReplicaThatMissedTheLastWrites() throws IOException {
        sell(1);
        String before = epoch();
        EmbeddedRedis replica = replicaOf(server);
        try (StatefulRedisConnection<String, String> connection = connect(replica)) {
            RedisCommands<String, String> promoted = connection.sync();
            Awaitility.await().atMost(BACK_WITHIN).until(() -> isInSync(promoted));
            promoted.replicaofNoOne();
            sell(3);
            assertThat(CounterView.one(promoted, caps(before), CAP).used())
                    .as("the replica missed what was sold since")
                    .isEqualTo(1);

            int port = server.port();
            server.close();
            promoted.configSet("port", Integer.toString(port));
            server = replica;
            requireRebuiltAndSoldOut(before, 2);
        }
    }

    /**
     * A server that was overwritten by an older copy without being restarted: its run, and so the epoch, are the same. Postgres guards, and
     * the reconciler repairs.
     */
    @Test
    void overwrittenInPlace() throws IOException {
        sell(1);
        String before = epoch();
        EmbeddedRedis replica = replicaOf(server);
        try (StatefulRedisConnection<String, String> connection = connect(replica)) {
            Awaitility.await().atMost(BACK_WITHIN).until(() -> isInSync(connection.sync()));
            connection.sync().replicaofNoOne();
            sell(5);
            rig.redis.configSet("masterauth", replica.password());
            rig.redis.replicaof("127.0.0.1", replica.port());
            Awaitility.await().atMost(BACK_WITHIN).ignoreExceptions().until(() -> isInSync(rig.redis));
            rig.redis.replicaofNoOne();
        } finally {
            replica.close();
        }

        Awaitility.await().atMost(BACK_WITHIN).until(this::sellsNoMore);
        assertThat(epoch()).as("nothing shows that anything happened").isEqualTo(before);
        assertThat(world.inRedis(CAP)).as("it lies low").isLessThan(LIMIT);
        assertThat(world.usedInPostgres(CAP)).isEqualTo(LIMIT);

        reconcile(1);

        assertThat(world.inRedis(CAP)).isEqualTo(LIMIT);
        assertThat(world.award(world.request(CAP, LIMIT))).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void lyingLow() {
        sell(5);
        String caps = rig.caps(world.tenant, 0);
        CounterView.addUsed(
                rig.redis, caps, CAP, -CounterView.one(rig.redis, caps, CAP).used());
        CounterView.addLimit(rig.redis, caps, FUNDS.counter(), 100 * RealSales.DOLLAR);

        sell(1);
        assertThat(sellOne()).as("Redis admits, Postgres refuses").isEqualTo("refused by Postgres");
        assertThat(world.usedInPostgres(CAP)).isEqualTo(LIMIT);

        reconcile(1);
        assertThat(sellOne()).isEqualTo("refused by Redis");
        reconcile(3);
        assertThat(world.inRedis(CAP)).isEqualTo(LIMIT);
        assertThat(-world.inRedis(FUNDS.counter())).isEqualTo(world.availableInPostgres());
    }

    @Test
    void lyingHigh() {
        sell(2);
        CounterView.addUsed(rig.redis, rig.caps(world.tenant, 0), CAP, LIMIT);
        assertThat(sellOne()).isEqualTo("refused by Redis");

        reconcile(3);

        sell(4);
        assertThat(sellOne()).isEqualTo("refused by Redis");
        assertThat(world.usedInPostgres(CAP)).isEqualTo(LIMIT);
    }

    // ---- selling

    private void sell(long leads) {
        for (long i = 0; i < leads; i++) {
            assertThat(sellOne()).isEqualTo("sold");
        }
    }

    private String sellOne() {
        Request request = world.request(CAP, LIMIT);
        if (!(world.award(request) instanceof Reply.Awarded)) {
            return "refused by Redis";
        }
        world.commit(request);
        RealSales.Written post = world.written(request);
        if (!(world.begin(post) instanceof PostStart.Begun)) {
            world.release(request);
            return "refused by Postgres";
        }
        world.settle(post, LegOutcome.ACCEPTED);
        return "sold";
    }

    private boolean sellsAgain() {
        try {
            return world.award(world.request("contract/another/total/count", 1_000)) instanceof Reply.Awarded;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(UnavailableException.class);
            return false;
        }
    }

    /** As many attempts as show that Postgres guards. */
    private boolean sellsNoMore() {
        try {
            return !sellOne().equals("sold");
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(UnavailableException.class);
            return false;
        }
    }

    /** Under a new epoch; as many as were left are sold, and not one more. */
    private void requireRebuiltAndSoldOut(String epochBefore, int left) {
        Awaitility.await().atMost(BACK_WITHIN).until(this::sellsAgain);
        assertThat(epoch()).isNotEqualTo(epochBefore);
        sell(left);
        assertThat(sellOne()).isEqualTo("refused by Redis");
        assertThat(world.usedInPostgres(CAP)).isEqualTo(LIMIT);
        assertThat(world.inRedis(CAP)).isEqualTo(LIMIT);
        assertThat(-world.inRedis(FUNDS.counter())).isEqualTo(world.availableInPostgres());
        Awaitility.await().atMost(BACK_WITHIN).until(() -> rig.redis.exists(caps(epochBefore)) == 0);
    }

    private void reconcile(int rounds) {
        long[] nanos = {0};
        Reconciler reconciler = new Reconciler(
                rig.lanes,
                world.epochs,
                world.truth,
                ReconcilerSettings.of(100, Duration.ofSeconds(60)),
                () -> nanos[0],
                new SimpleMeterRegistry());
        for (int i = 0; i < rounds; i++) {
            rig.redis.del(TenantKeys.reconcileLock(world.tenant));
            reconciler.step(world.tenant).block(RedisRig.PATIENCE);
            reconciler.step(world.tenant).block(RedisRig.PATIENCE);
            nanos[0] += Duration.ofSeconds(70).toNanos();
        }
    }

    // ---- servers

    private String epoch() {
        return rig.redis.get(TenantKeys.epochKey(world.tenant));
    }

    /** The hash of the cap's counter in an epoch. */
    private String caps(String epoch) {
        return TenantKeys.caps(world.tenant, new Epoch(epoch)) + "0";
    }

    private void start() {
        server = EmbeddedRedis.start(directory.resolve("redis"));
    }

    private Path redisFile(String name) {
        return directory.resolve("redis").resolve(name);
    }

    /** Makes the server begin with a dump, in the way that one with an append-only file does: the dump is its base. */
    private void putBack(Path dump) throws IOException {
        Path folder = redisFile("appendonlydir");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.copy(dump, folder.resolve("appendonly.aof.1.base.rdb"));
        Files.createFile(folder.resolve("appendonly.aof.1.incr.aof"));
        Files.writeString(
                folder.resolve("appendonly.aof.manifest"),
                "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n");
    }

    private Path copyOf(Path home) throws IOException {
        Path copy = directory.resolve("other");
        List<String> left = List.of("lock", "redis.pid", "port", "redis.conf", "redis.log");
        try (Stream<Path> tree = Files.walk(home)) {
            for (Path path : tree.toList()) {
                Path relative = home.relativize(path);
                if (!left.contains(relative.toString())) {
                    Files.copy(path, copy.resolve(relative.toString()));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return copy;
    }

    private EmbeddedRedis replicaOf(EmbeddedRedis master) throws IOException {
        Path home = Files.createDirectories(directory.resolve("replica"));
        Files.writeString(home.resolve("password"), master.password());
        EmbeddedRedis replica = EmbeddedRedis.start(home);
        try (StatefulRedisConnection<String, String> connection = connect(replica)) {
            connection.sync().configSet("masterauth", master.password());
            connection.sync().replicaof("127.0.0.1", master.port());
        }
        return replica;
    }

    private static boolean isInSync(RedisCommands<String, String> replica) {
        return replica.info("replication").contains("master_link_status:up");
    }

    private StatefulRedisConnection<String, String> connect(EmbeddedRedis to) {
        return RedisClient.create(to.uri()).connect();
    }
}
