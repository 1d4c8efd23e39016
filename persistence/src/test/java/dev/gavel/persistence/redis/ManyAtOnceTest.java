package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Reply;
import io.micrometer.core.instrument.DistributionSummary;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ManyAtOnceTest {

    private static final int THREADS = 200;

    private static RedisRig rig;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    void twoHundredThreadsSellExactlyWhatTheFundsAllow() throws Exception {
        String tenant = rig.newTenant();
        long price = 12_340_000;
        await(rig.changes.addFunds(tenant, "buyer", 73 * price + price - 1));
        CountDownLatch go = new CountDownLatch(1);
        Callable<Boolean> ping = () -> {
            go.await();
            return await(rig.ledger.award(lead(tenant, exclusive(1, one("cap", 100), CapClaim.funds("buyer", price)))))
                    instanceof Reply.Awarded;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Boolean>> pings = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                pings.add(threads.submit(ping));
            }
            go.countDown();
            int sold = 0;
            for (Future<Boolean> future : pings) {
                sold += future.get() ? 1 : 0;
            }
            assertThat(sold).isEqualTo(73);
        }
    }

    @Test
    void aCallMadeOnALoopCompletesOnIt() {
        String tenant = rig.newTenant();
        rig.loops.forEach(executor -> {
            EventLoop loop = (EventLoop) executor;
            CompletableFuture<Boolean> same = new CompletableFuture<>();
            loop.execute(() -> rig.ledger
                    .award(lead(tenant, exclusive(1)))
                    .thenAccept(reply -> same.complete(loop.inEventLoop())));
            assertThat(await(same)).isTrue();
        });
    }

    @Test
    void awardsGatherWhileOneIsUnderWay() {
        String tenant = rig.newTenant();
        DistributionSummary calls = rig.meters.get("gavel.redis.batch").summary();
        long callsBefore = calls.count();
        double leadsBefore = calls.totalAmount();
        EventLoop loop = (EventLoop) rig.loops.iterator().next();
        List<CompletionStage<Reply>> replies = new CopyOnWriteArrayList<>();

        loop.execute(() -> awardInTurns(loop, tenant, 6, replies));
        Awaitility.await().until(() -> replies.size() == 6);

        assertThat(replies).allSatisfy(reply -> assertThat(await(reply)).isInstanceOf(Reply.Awarded.class));
        assertThat(calls.totalAmount() - leadsBefore).isEqualTo(6);
        assertThat(calls.count() - callsBefore).isLessThan(6);
    }

    /** Each in a turn of its own. */
    private static void awardInTurns(EventLoop loop, String tenant, int leads, List<CompletionStage<Reply>> replies) {
        replies.add(rig.ledger.award(lead(tenant, exclusive(1))));
        if (leads > 1) {
            loop.execute(() -> awardInTurns(loop, tenant, leads - 1, replies));
        }
    }
}
