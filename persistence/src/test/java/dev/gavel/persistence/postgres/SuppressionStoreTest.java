package dev.gavel.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.gates.SuppressionKind;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class SuppressionStoreTest {

    private static final String TENANT = "lists";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant SOON = NOW.plus(Duration.ofDays(10));
    private static final Instant LATE = NOW.plus(Duration.ofDays(400));

    private PostgresForTests postgres;
    private SuppressionStore store;
    private final List<String> forgotten = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() {
        postgres = PostgresForTests.create().withTenants(TENANT, "other");
        store = new SuppressionStore(postgres.scope());
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    @Test
    void aConsumerIsListedOncePerKind() {
        assertThat(add(entry("k1", SuppressionKind.OPT_OUT, null), entry("k1", SuppressionKind.REVOCATION, null)))
                .isEqualTo(new SuppressionStore.Added(2, 0));
        assertThat(add(
                        entry("k1", SuppressionKind.OPT_OUT, null),
                        entry("k2", SuppressionKind.OPT_OUT, null),
                        entry("k2", SuppressionKind.OPT_OUT, null)))
                .isEqualTo(new SuppressionStore.Added(1, 1));
        assertThat(all()).containsExactlyInAnyOrder("k1", "k2");
        assertThat(store.loadAll("other").collectList().block()).isEmpty();
        assertThat(store.counts(TENANT).collectList().block())
                .containsExactlyInAnyOrder(
                        new SuppressionStore.KindCount(SuppressionKind.OPT_OUT, 2),
                        new SuppressionStore.KindCount(SuppressionKind.REVOCATION, 1));
    }

    @Test
    void anEntryIsProlongedAndNeverShortened() {
        add(entry("k", SuppressionKind.OPT_OUT, SOON));
        add(entry("k", SuppressionKind.OPT_OUT, LATE));
        assertThat(until("k")).isEqualTo(LATE);
        add(entry("k", SuppressionKind.OPT_OUT, SOON));
        assertThat(until("k")).isEqualTo(LATE);
        add(entry("k", SuppressionKind.OPT_OUT, null));
        assertThat(until("k")).isNull();
        add(entry("k", SuppressionKind.OPT_OUT, SOON));
        assertThat(until("k")).isNull();
    }

    @Test
    void theLongerOfTwoInOneBatchCounts() {
        add(entry("k", SuppressionKind.OPT_OUT, LATE), entry("k", SuppressionKind.OPT_OUT, SOON));
        add(entry("m", SuppressionKind.OPT_OUT, SOON), entry("m", SuppressionKind.OPT_OUT, null));
        assertThat(until("k")).isEqualTo(LATE);
        assertThat(until("m")).isNull();
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        Suppression written =
                new Suppression("k", SuppressionKind.NO_SALE_YEAR, NOW, "web_form", "WA", "key_1", "asked", LATE);
        add(written);
        assertThat(store.entries(TENANT, List.of("k", "nobody")).block()).containsExactly(written);
    }

    @Test
    void redisIsToBeToldUntilItHeard() {
        add(entry("k1", SuppressionKind.OPT_OUT, null), entry("k2", SuppressionKind.OPT_OUT, null));
        assertThat(store.due(TENANT, NOW).block()).isEqualTo(new SuppressionStore.Due(true, false, false));
        assertThat(store.unmirrored(TENANT, 10).block()).containsExactlyInAnyOrder("k1", "k2");
        store.markMirrored(TENANT, List.of("k1", "k2")).block();
        assertThat(store.unmirrored(TENANT, 10).block()).isEmpty();
        assertThat(store.due(TENANT, NOW).block()).isEqualTo(new SuppressionStore.Due(false, false, false));
    }

    @Test
    void anEntryEndsWithItsTermAndItsRecordStays() {
        add(entry("k", SuppressionKind.OPT_OUT, SOON), entry("m", SuppressionKind.OPT_OUT, null));
        assertThat(store.endOver(TENANT, SOON.minusMillis(1)).block()).isZero();
        assertThat(store.endOver(TENANT, SOON).block()).isEqualTo(1);
        assertThat(store.endOver(TENANT, SOON).block()).isZero();
        assertThat(all()).containsExactly("m");
        assertThat(takeOff()).isEqualTo(1);
        assertThat(forgotten).containsExactly("k");
        assertThat(postgres.superuserQuery("SELECT ended_by FROM gavel.suppression WHERE consumer_key = 'k'"))
                .containsExactly("term");
        // Suppressed anew, the entry begins anew.
        assertThat(add(entry("k", SuppressionKind.OPT_OUT, LATE))).isEqualTo(new SuppressionStore.Added(0, 1));
        assertThat(until("k")).isEqualTo(LATE);
        assertThat(all()).containsExactlyInAnyOrder("k", "m");
    }

    @Test
    void whoHasAnotherEntryIsNotForgotten() {
        add(entry("k", SuppressionKind.OPT_OUT, SOON), entry("k", SuppressionKind.REVOCATION, null));
        store.endOver(TENANT, SOON).block();
        takeOff();
        assertThat(forgotten).isEmpty();
        assertThat(all()).containsExactly("k");
    }

    @Test
    void aCorrectionEndsItsKindsOnlyAndIsWrittenDown() {
        add(entry("k", SuppressionKind.OPT_OUT, null), entry("k", SuppressionKind.REVOCATION, null));
        assertThat(correct(EnumSet.of(SuppressionKind.LITIGATOR), "k")).isZero();
        assertThat(correct(EnumSet.of(SuppressionKind.OPT_OUT), "k", "nobody")).isEqualTo(1);
        assertThat(store.entries(TENANT, List.of("k")).block())
                .extracting(Suppression::kind)
                .containsExactly(SuppressionKind.REVOCATION);
        assertThat(postgres.superuserQuery("SELECT bytes FROM gavel.outbox ORDER BY id"))
                .containsExactly("{\"n\":0}", "{\"n\":1}");
    }

    @Test
    void whatRedisWasNotToldToForgetIsTriedAgain() {
        add(entry("k", SuppressionKind.OPT_OUT, SOON));
        store.endOver(TENANT, SOON).block();
        assertThatThrownBy(() -> store.takeOff(TENANT, 10, _ -> Mono.error(new IllegalStateException("away")))
                        .block())
                .isInstanceOf(IllegalStateException.class);
        assertThat(store.due(TENANT, NOW).block().lifted()).isTrue();
        takeOff();
        assertThat(forgotten).containsExactly("k");
        assertThat(store.due(TENANT, NOW).block().lifted()).isFalse();
    }

    @Test
    void nobodyIsSuppressedWhileAnotherIsBeingForgotten() {
        add(entry("k", SuppressionKind.OPT_OUT, SOON));
        store.endOver(TENANT, SOON).block();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        // While Redis forgets, an entry is added on another connection: it has to wait for the end.
        Mono<Void> forget = Mono.defer(() -> {
            store.add(TENANT, List.of(entry("k", SuppressionKind.REVOCATION, null)), NOW, List.of())
                    .subscribe(_ -> order.add("added"));
            return Mono.delay(Duration.ofMillis(300))
                    .doOnNext(_ -> order.add("forgotten"))
                    .then();
        });
        store.takeOff(TENANT, 10, _ -> forget).block();
        org.awaitility.Awaitility.await().until(() -> order.size() == 2);
        assertThat(order).containsExactly("forgotten", "added");
        assertThat(store.unmirrored(TENANT, 10).block()).containsExactly("k");
    }

    @Test
    void manyAtOnceLoseNothing() {
        Flux.range(0, 40)
                .flatMap(
                        i -> store.add(
                                TENANT,
                                List.of(
                                        entry("k" + i % 10, SuppressionKind.OPT_OUT, null),
                                        entry("k" + (i + 3) % 10, SuppressionKind.LITIGATOR, null)),
                                NOW,
                                List.of()),
                        8)
                .blockLast();
        assertThat(all()).hasSize(10);
        assertThat(store.counts(TENANT)
                        .map(SuppressionStore.KindCount::entries)
                        .collectList()
                        .block())
                .containsExactly(10L, 10L);
    }

    @Test
    void aListIsAsOldAsItsOldestSource() {
        SuppressionLists lists = new SuppressionLists(postgres.scope());
        assertThat(lists.dates(TENANT).block()).isEqualTo(dev.gavel.gates.ListDates.NONE);
        loaded("drop-email", NOW);
        loaded("drop-phone", NOW.minusSeconds(60));
        assertThat(lists.dates(TENANT).block().drop()).isEqualTo(NOW.minusSeconds(60));
        assertThat(lists.dates(TENANT).block().litigator()).isNull();
        // An older file does not make a source older.
        loaded("drop-email", NOW.minusSeconds(600));
        assertThat(lists.dates(TENANT).block().drop()).isEqualTo(NOW.minusSeconds(60));

        assertThat(lists.retire(TENANT, SuppressionKind.DROP, "drop-phone", NOW, List.of("{}"))
                        .block())
                .isTrue();
        assertThat(lists.retire(TENANT, SuppressionKind.DROP, "drop-phone", NOW, List.of("{}"))
                        .block())
                .isFalse();
        assertThat(lists.dates(TENANT).block().drop()).isEqualTo(NOW);
    }

    @Test
    void aBrokenImportGoesOnBehindItsLastLine() {
        SuppressionImports imports = new SuppressionImports(postgres.scope());
        SuppressionImports.Import file =
                new SuppressionImports.Import(TENANT, "digest", SuppressionKind.LITIGATOR, "plaintiffs");
        assertThat(imports.begin(file, NOW).block().lines()).isZero();
        imports.advance(file, List.of(entry("k1", SuppressionKind.LITIGATOR, null)), 1_000, 2, NOW)
                .block();
        SuppressionImports.Progress progress = imports.begin(file, NOW).block();
        assertThat(progress).isEqualTo(new SuppressionImports.Progress(1_000, 1, 0, 2, false));
        assertThat(new SuppressionLists(postgres.scope()).dates(TENANT).block().litigator())
                .isNull();

        imports.end(file, NOW, NOW.plusSeconds(5), List.of("{}")).block();
        assertThat(new SuppressionLists(postgres.scope()).dates(TENANT).block().litigator())
                .isEqualTo(NOW);
        // Loaded again, a file that was through begins at its first line.
        assertThat(imports.begin(file, NOW).block().lines()).isZero();
    }

    private void loaded(String source, Instant datedAt) {
        SuppressionImports.Import file = new SuppressionImports.Import(TENANT, source, SuppressionKind.DROP, source);
        SuppressionImports imports = new SuppressionImports(postgres.scope());
        imports.begin(file, NOW)
                .then(imports.end(file, datedAt, NOW, List.of()))
                .block();
    }

    private SuppressionStore.Added add(Suppression... entries) {
        return store.add(TENANT, List.of(entries), NOW, List.of()).block();
    }

    private long correct(Set<SuppressionKind> kinds, String... keys) {
        return store.correct(TENANT, List.of(keys), kinds, "key_1", NOW, n -> List.of("{\"n\":" + n + "}"))
                .block();
    }

    private int takeOff() {
        return store.takeOff(TENANT, 10, keys -> Mono.fromRunnable(() -> forgotten.addAll(keys)))
                .block();
    }

    private List<String> all() {
        return store.loadAll(TENANT).collectList().block();
    }

    private @Nullable Instant until(String key) {
        return store.entries(TENANT, List.of(key)).block().getFirst().until();
    }

    private static Suppression entry(String key, SuppressionKind kind, @Nullable Instant until) {
        return new Suppression(key, kind, NOW, "api", null, "key_1", "asked", until);
    }
}
