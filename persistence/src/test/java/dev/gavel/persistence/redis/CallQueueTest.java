package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import io.lettuce.core.KillArgs;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.DistributionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose leads go to Redis in one call. Calls are held under way by a Redis that pauses before scripts. */
class CallQueueTest {

    private static RedisRig rig;

    private final DistributionSummary calls =
            rig.meters.get("gavel.redis.batch").summary();

    @BeforeAll
    static void open() {
        // Nothing is overdue however long a test takes.
        RedisSettings usual = RedisSettings.of(RedisForTests.server().uri());
        rig = new RedisRig(
                new RedisSettings(usual.uri(), RedisRig.PATIENCE, usual.mostLeadsPerCall(), usual.mostInFlight()));
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    void leadsOfAllLoopsGatherWhileACallIsUnderWay() {
        String tenant = rig.newTenant();
        long callsBefore = calls.count();
        List<CompletableFuture<Boolean>> onOwnLoop = new ArrayList<>();

        pause();
        CompletableFuture<Reply> first = award(lane(0), tenant);
        for (Lane lane : rig.lanes.all()) {
            onOwnLoop.add(award(lane, tenant).thenApply(_ -> lane.loop().inEventLoop()));
        }
        goOn();

        assertThat(await(first)).isInstanceOf(Reply.Awarded.class);
        assertThat(onOwnLoop)
                .hasSize(2)
                .allSatisfy(own -> assertThat(await(own)).isTrue());
        assertThat(calls.count() - callsBefore).isEqualTo(2);
    }

    @Test
    void tenantsShareNoCall() {
        String tenant = rig.newTenant();
        String other = rig.newTenant();
        long callsBefore = calls.count();

        pause();
        List<CompletableFuture<Reply>> replies =
                List.of(award(lane(0), tenant), award(lane(0), tenant), award(lane(1), other), award(lane(1), tenant));
        goOn();

        assertThat(replies).allSatisfy(reply -> assertThat(await(reply)).isInstanceOf(Reply.Awarded.class));
        assertThat(calls.count() - callsBefore).isEqualTo(3);
    }

    @Test
    void aFullCallWaitsForNone() {
        String tenant = rig.newTenant();
        long callsBefore = calls.count();
        int most = rig.lanes.settings().mostLeadsPerCall();
        List<CompletableFuture<Reply>> replies = new ArrayList<>();

        pause();
        replies.add(award(lane(0), tenant));
        for (int i = 0; i < most + 1; i++) {
            replies.add(award(lane(i % 2), tenant));
        }
        assertThat(calls.count() - callsBefore).isEqualTo(2);
        goOn();

        assertThat(replies).allSatisfy(reply -> assertThat(await(reply)).isInstanceOf(Reply.Awarded.class));
        assertThat(calls.count() - callsBefore).isEqualTo(3);
    }

    @Test
    void whatAFullCallOfTheSameTurnOvertookIsSentBehindIt() {
        String tenant = rig.newTenant();
        String full = rig.newTenant();
        int most = rig.lanes.settings().mostLeadsPerCall();
        Lane lane = lane(0);

        CompletableFuture<Reply> overtaken = onLoop(lane, () -> {
            CompletableFuture<Reply> reply = ask(tenant);
            for (int i = 0; i < most; i++) {
                var _ = ask(full);
            }
            return reply;
        });

        assertThat(await(overtaken)).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void whoWaitsBehindALostConnectionIsSentOnItsOwn() {
        String tenant = rig.newTenant();
        Lane lane = lane(0);
        long client = await(lane.commands().clientId());

        pause();
        CompletableFuture<Reply> lost = award(lane, tenant);
        CompletableFuture<Reply> behind = award(lane(1), tenant);
        rig.redis.clientKill(KillArgs.Builder.id(client));
        assertThat(failureOf(lost)).isInstanceOf(UnavailableException.class);
        goOn();

        assertThat(await(behind)).isInstanceOf(Reply.Awarded.class);
        Awaitility.await().until(() -> rig.lanes.ready() == rig.lanes.all().size());
    }

    @Test
    void everyLeadHearsOfItsEndWhateverConnectionsAreLost() {
        String tenant = rig.newTenant();
        String other = rig.newTenant();
        Random random = new Random(87);
        List<CompletableFuture<String>> ends = new CopyOnWriteArrayList<>();

        for (int round = 0; round < 40; round++) {
            Awaitility.await().until(() -> rig.lanes.ready() == rig.lanes.all().size());
            for (Lane lane : rig.lanes.all()) {
                int turns = random.nextInt(20);
                String of = random.nextBoolean() ? tenant : other;
                lane.execute(() -> askInTurns(lane, of, turns, ends));
            }
            if (random.nextBoolean()) {
                Lane lost = lane(random.nextInt(2));
                var _ = lost.commands()
                        .clientId()
                        .thenCompose(id -> lost.commands()
                                .clientKill(KillArgs.Builder.id(id).skipme(false)));
            }
        }

        Awaitility.await().until(() -> rig.lanes.ready() == rig.lanes.all().size());
        for (Lane lane : rig.lanes.all()) {
            turnOf(lane);
            assertThat(await(award(lane, tenant))).isInstanceOf(Reply.Awarded.class);
        }
        assertThat(ends).allSatisfy(end -> assertThat(await(end)).isIn("Awarded", "UnavailableException", "Stale"));
        assertThat(ends).extracting(RedisRig::await).contains("Awarded");
    }

    /** Some leads in each of some turns. */
    private static void askInTurns(Lane lane, String tenant, int turns, List<CompletableFuture<String>> ends) {
        for (int lead = 0; lead < 3; lead++) {
            ends.add(rig.ledger
                    .award(lead(tenant, exclusive(1)))
                    .toCompletableFuture()
                    .handle((reply, failure) ->
                            (failure == null ? reply : failure).getClass().getSimpleName()));
        }
        if (turns > 0) {
            lane.loop().execute(() -> askInTurns(lane, tenant, turns - 1, ends));
        }
    }

    private static Lane lane(int number) {
        return rig.lanes.all().get(number);
    }

    /** Asks on a lane's loop; when this returns, what was to be sent at the end of the turn is sent. */
    private static CompletableFuture<Reply> award(Lane lane, String tenant) {
        CompletableFuture<Reply> reply = onLoop(lane, () -> ask(tenant));
        turnOf(lane);
        return reply;
    }

    private static CompletableFuture<Reply> ask(String tenant) {
        return rig.ledger.award(lead(tenant, exclusive(1))).toCompletableFuture();
    }

    /** What the loop was given before was done, and sent. */
    private static void turnOf(Lane lane) {
        var _ = onLoop(lane, () -> true);
    }

    private static <T> T onLoop(Lane lane, Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        lane.execute(() -> done.complete(work.get()));
        return await(done);
    }

    private static void pause() {
        client("PAUSE", Long.toString(RedisRig.PATIENCE.toMillis()), "WRITE");
    }

    private static void goOn() {
        client("UNPAUSE");
    }

    private static void client(String... words) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            args.add(word);
        }
        rig.redis.dispatch(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), args);
    }

    private static Throwable failureOf(CompletableFuture<Reply> reply) {
        try {
            throw new AssertionError("no failure but " + await(reply));
        } catch (CompletionException failure) {
            return failure.getCause();
        }
    }
}
