package dev.gavel.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.audit.VerifyReport.Broken;
import dev.gavel.persistence.audit.VerifyReport.Fault;
import dev.gavel.persistence.audit.VerifyReport.Intact;
import dev.gavel.persistence.crypto.LocalKeyService;
import dev.gavel.persistence.testkit.PostgresForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class AuditTest {
    private static final String TENANT = "acme";
    private static final String ODD = "{\"text\":\"tab\\t \\\\ line\\n ünïcödé \u20ac 😀 'quote'\"}";

    private final FakeEventSource source = new FakeEventSource();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private PostgresForTests postgres;
    private Drainer drainer;
    private AuditVerify verify;
    private Checkpoints checkpoints;

    @BeforeEach
    void start() {
        postgres = PostgresForTests.create().withTenants(TENANT, "other");
        drainer = new Drainer(source, postgres.audit(), InstantSource.system(), meters);
        checkpoints = new Checkpoints(postgres.scope(), postgres.app(), LocalKeyService.of("0f".repeat(32)));
        verify = new AuditVerify(postgres.scope(), checkpoints);
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    @Test
    void aHashCoversWhatWasBeforeTheNumberAndTheBytes() {
        byte[] event = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] first = Chain.next(Chain.genesis(TENANT), 1, event);
        assertThat(first).hasSize(Chain.HASH_LENGTH).isEqualTo(Chain.next(Chain.genesis(TENANT), 1, event));
        assertThat(Chain.next(Chain.genesis(TENANT), 2, event)).isNotEqualTo(first);
        assertThat(Chain.next(Chain.genesis("other"), 1, event)).isNotEqualTo(first);
        assertThat(Chain.next(first, 1, event)).isNotEqualTo(first);
    }

    @Test
    void eventsOfStreamAndOutboxAreChainedByteForByte() {
        source.append("{\"n\":1}", "{\"n\":2}");
        source.append(ODD);
        outbox("{\"n\":4}");
        assertThat(drain()).isEqualTo(4);
        assertThat(postgres.superuserQuery("SELECT bytes FROM gavel.event ORDER BY seq"))
                .containsExactly("{\"n\":1}", "{\"n\":2}", ODD, "{\"n\":4}");
        assertThat(postgres.superuserQuery("SELECT id::text FROM gavel.outbox")).isEmpty();
        assertThat(source.backlog(TENANT).block()).isZero();
        assertThat(verified()).isInstanceOf(Intact.class).hasFieldOrPropertyWithValue("count", 4L);
        assertThat(meters.counter("gavel.audit.events").count()).isEqualTo(4);
    }

    @Test
    void anEmptyChainIsIntact() {
        assertThat(verified()).hasFieldOrPropertyWithValue("count", 0L);
    }

    @Test
    void whatIsDeliveredAgainIsChainedOnce() {
        source.append("{\"n\":1}");
        source.append("{\"n\":2}", "{\"n\":3}");
        outbox("{\"n\":4}");
        source.loseAcknowledgements(true);
        assertThatThrownBy(this::drain).hasMessageContaining("lost");
        assertThatThrownBy(this::drain).hasMessageContaining("lost");
        source.loseAcknowledgements(false);
        source.append("{\"n\":5}");
        assertThat(drain()).isEqualTo(1);
        assertThat(count()).isEqualTo(5);
        assertThat(verified()).isInstanceOf(Intact.class);
    }

    @Test
    void anEntryThatWasOvertakenIsStillChained() {
        String early = source.append("{\"n\":1}");
        source.acknowledge(TENANT, List.of(early)).block();
        source.append("{\"n\":2}");
        drain();
        source.appendAgain(early, "{\"n\":1}");
        assertThat(drain()).isEqualTo(1);
        source.appendAgain(early, "{\"n\":1}");
        assertThat(drain()).isZero();
        assertThat(verified()).hasFieldOrPropertyWithValue("count", 2L);
    }

    @Test
    void drainersThatRunTogetherChainEachEventOnce() {
        for (int i = 0; i < 500; i++) {
            source.append("{\"n\":" + i + "}");
        }
        Drainer other = new Drainer(source, postgres.audit(), InstantSource.system(), meters);
        Flux.range(0, 6)
                .flatMap(i -> (i % 2 == 0 ? drainer : other).drainAll(TENANT), 6)
                .blockLast();
        assertThat(count()).isEqualTo(500);
        assertThat(verified()).isInstanceOf(Intact.class);
    }

    @Test
    void longChainsAreWalkedInPages() {
        for (int i = 0; i < 5; i++) {
            source.append(
                    IntStream.range(0, 1_000).mapToObj(n -> "{\"n\":" + n + "}").toArray(String[]::new));
        }
        drain();
        assertThat(verified()).hasFieldOrPropertyWithValue("count", 5_000L);
        tamper("DELETE FROM gavel.event WHERE seq = 4500");
        assertThat(verified()).isEqualTo(new Broken(4_500, Fault.MISSING));
    }

    @Test
    void aChangedEventIsFound() {
        tenEvents();
        tamper("UPDATE gavel.event SET bytes = '{\"n\":\"forged\"}' WHERE seq = 4");
        assertThat(verified()).isEqualTo(new Broken(4, Fault.CHANGED));
    }

    @Test
    void aChangedEventWithItsHashMadeAnewIsFound() {
        tenEvents();
        tamper(
                "UPDATE gavel.event SET bytes = '{}', hash = sha256(prev_hash || int8send(seq) || '{}'::bytea) WHERE seq = 4");
        assertThat(verified()).isInstanceOf(Broken.class).isNotEqualTo(new Broken(4, Fault.MISSING));
    }

    @Test
    void aMissingEventIsFound() {
        tenEvents();
        tamper("DELETE FROM gavel.event WHERE seq = 7");
        assertThat(verified()).isEqualTo(new Broken(7, Fault.MISSING));
    }

    @Test
    void aMissingTailIsFound() {
        tenEvents();
        tamper("DELETE FROM gavel.event WHERE seq > 8");
        assertThat(verified()).isEqualTo(new Broken(9, Fault.MISSING));
    }

    @Test
    void exchangedEventsAreFound() {
        tenEvents();
        tamper(
                "UPDATE gavel.event SET seq = 100 WHERE seq = 3",
                "UPDATE gavel.event SET seq = 3 WHERE seq = 4",
                "UPDATE gavel.event SET seq = 4 WHERE seq = 100");
        assertThat(verified()).isEqualTo(new Broken(3, Fault.REORDERED));
    }

    @Test
    void anEventThatStandsTwiceIsFound() {
        tenEvents();
        tamper(
                "INSERT INTO gavel.event (tenant, seq, at, prev_hash, hash, bytes) "
                        + "SELECT tenant, seq, at + interval '1 second', prev_hash, hash, bytes FROM gavel.event WHERE seq = 5");
        assertThat(verified()).isEqualTo(new Broken(5, Fault.REORDERED));
    }

    @Test
    void aHeadThatLiesIsFound() {
        tenEvents();
        tamper("UPDATE gavel.chain_head SET hash = sha256('x')");
        assertThat(verified()).isEqualTo(new Broken(10, Fault.HEAD_MISMATCH));
    }

    @Test
    void aChainCutWithItsHeadIsFoundByTheCheckpoint() {
        tenEvents();
        assertThat(checkpoints.sign(TENANT, Instant.now()).block()).isPresent();
        assertThat(verified()).isInstanceOf(Intact.class).hasFieldOrPropertyWithValue("checkpoints", 1);
        tamper(
                "DELETE FROM gavel.event WHERE seq > 6",
                "UPDATE gavel.chain_head SET seq = 6, hash = (SELECT hash FROM gavel.event WHERE seq = 6)");
        assertThat(verified()).isEqualTo(new Broken(7, Fault.MISSING));
    }

    @Test
    void aForgedCheckpointIsFound() {
        tenEvents();
        checkpoints.sign(TENANT, Instant.now()).block();
        tamper("UPDATE gavel.checkpoint SET hash = sha256('x')");
        assertThat(verified()).isEqualTo(new Broken(10, Fault.CHECKPOINT_MISMATCH));
    }

    @Test
    void anEmptyChainIsNotSigned() {
        assertThat(checkpoints.sign(TENANT, Instant.now()).block()).isEmpty();
    }

    @Test
    void theRunningDrainerGoesOnAfterFailures() {
        source.append("{\"n\":1}");
        source.loseAcknowledgements(true);
        Disposable running = drainer.start(() -> List.of(TENANT));
        Awaitility.await().until(() -> meters.counter("gavel.audit.failures").count() >= 1);
        source.loseAcknowledgements(false);
        source.append("{\"n\":2}");
        Awaitility.await().until(() -> count() == 2 && source.backlog(TENANT).block() == 0);
        running.dispose();
        assertThat(verified()).isInstanceOf(Intact.class);
    }

    private void tenEvents() {
        for (int i = 1; i <= 10; i++) {
            source.append("{\"n\":" + i + "}");
        }
        assertThat(drain()).isEqualTo(10);
        assertThat(verified()).isInstanceOf(Intact.class);
    }

    private int drain() {
        return drainer.drain(TENANT).block();
    }

    private VerifyReport verified() {
        return verify.verify(TENANT).block();
    }

    private int count() {
        return Integer.parseInt(
                postgres.superuserQuery("SELECT count(*) FROM gavel.event").getFirst());
    }

    private void outbox(String event) {
        postgres.scope()
                .inTransaction(
                        TENANT,
                        connection ->
                                connection.update("INSERT INTO outbox (tenant, bytes) VALUES ($1, $2)", TENANT, event))
                .then(Mono.empty())
                .block();
    }

    /** As one who has the database in hand and switches its guards off. */
    private void tamper(String... statements) {
        List<String> all = new ArrayList<>(List.of("SET session_replication_role = replica"));
        all.addAll(List.of(statements));
        postgres.superuser(all.toArray(String[]::new));
    }
}
