package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.RedisRig.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream, its reader and the acknowledge script. */
class EventStreamTest {

    private static RedisRig rig;
    private static EventStream stream;
    private String tenant;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
        stream = new EventStream(rig.lanes, "node-1");
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = rig.newTenant();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(read(10)).isEmpty();
        assertThat(backlog()).isZero();
    }

    @Test
    void givesBatchesInTheirOrder() {
        await(stream.append(tenant, List.of("{\"n\":1}", "{\"n\":2}")));
        await(rig.ledger.award(lead(tenant, exclusive(1))));
        await(stream.append(tenant, List.of("{\"n\":3}")));
        await(stream.append(tenant, List.of()));

        List<StreamBatch> batches = read(10);

        assertThat(batches).hasSize(3);
        assertThat(batches.get(0).events()).containsExactly("{\"n\":1}", "{\"n\":2}");
        assertThat(batches.get(1).events()).hasSize(1);
        assertThat(batches.get(2).events()).containsExactly("{\"n\":3}");
        assertThat(batches.get(0).epochMillis()).isBetween(rig.nowMillis() - 60_000, rig.nowMillis());
    }

    /** Of leads that are awarded together, each head goes to its own end, however alike they are. */
    @Test
    void putsHeadsAndTailsTogether() {
        CompletableFuture.runAsync(
                        () -> List.of("one", "same", "same")
                                .forEach(head -> rig.ledger.award(Request.eventOnly(
                                        tenant, Leads.newId("ping"), ("{\"n\":\"" + head + "\"").getBytes(UTF_8)))),
                        rig.loops.next())
                .join();

        Awaitility.await().untilAsserted(() -> assertThat(read(10)).hasSize(1));
        assertThat(read(10).getFirst().events())
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("{\"n\":\"one\",\"at\":")
                                .endsWith("}"),
                        same -> assertThat(same)
                                .startsWith("{\"n\":\"same\",\"at\":")
                                .endsWith("}"),
                        again -> assertThat(again)
                                .startsWith("{\"n\":\"same\",\"at\":")
                                .endsWith("}"));
    }

    @Test
    void givesTheSameAgainUntilItIsAcknowledged() {
        appendThree();

        List<StreamBatch> first = read(2);
        assertThat(read(2)).isEqualTo(first).hasSize(2);
        acknowledge(first);

        assertThat(events(read(2))).containsExactly("3");
        assertThat(backlog()).isEqualTo(1);
    }

    @Test
    void acknowledgingGivesTheMemoryBack() {
        appendThree();
        List<StreamBatch> all = read(10);

        acknowledge(all);
        acknowledge(all);

        assertThat(backlog()).isZero();
        assertThat(read(10)).isEmpty();
    }

    @Test
    void takesOverWhatADeadReaderLeft() {
        appendThree();
        EventStream dead = new EventStream(rig.lanes, "node-0");
        assertThat(dead.read(tenant, 2).block(RedisRig.PATIENCE)).hasSize(2);

        EventStream heir = new EventStream(rig.lanes, "node-2", Duration.ofMillis(1));

        Awaitility.await()
                .untilAsserted(() -> assertThat(events(heir.read(tenant, 10).block(RedisRig.PATIENCE)))
                        .containsExactly("1", "2"));
    }

    @Test
    void leavesWhatALivingReaderReads() {
        appendThree();
        EventStream other = new EventStream(rig.lanes, "node-0");
        other.read(tenant, 2).block(RedisRig.PATIENCE);

        assertThat(events(read(10))).containsExactly("3");
    }

    @Test
    void skipsWhatWasDeletedUnderItsHands() {
        appendThree();
        List<StreamBatch> all = read(10);
        rig.redis.xdel(TenantKeys.events(tenant), all.get(0).id());

        assertThat(events(read(10))).containsExactly("2", "3");
    }

    @Test
    void beginsAnewWhenRedisLostTheStream() {
        appendThree();
        read(10);
        rig.redis.del(TenantKeys.events(tenant));
        await(stream.append(tenant, List.of("4")));

        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(events(read(10))).containsExactly("4"));
    }

    private void appendThree() {
        for (String event : List.of("1", "2", "3")) {
            await(stream.append(tenant, List.of(event)));
        }
    }

    private List<StreamBatch> read(int most) {
        return stream.read(tenant, most).block(RedisRig.PATIENCE);
    }

    private static List<String> events(List<StreamBatch> batches) {
        return batches.stream().flatMap(batch -> batch.events().stream()).toList();
    }

    private void acknowledge(List<StreamBatch> batches) {
        stream.acknowledge(tenant, batches.stream().map(StreamBatch::id).toList())
                .block(RedisRig.PATIENCE);
    }

    private long backlog() {
        return stream.backlog(tenant).block(RedisRig.PATIENCE);
    }
}
