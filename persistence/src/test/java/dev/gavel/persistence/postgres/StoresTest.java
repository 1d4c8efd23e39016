package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.testkit.PostgresForTests;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class StoresTest {
    private static PostgresForTests postgres;
    private static MarketStore markets;
    private static ApiKeyStore keys;
    private static Tenants tenants;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create();
        tenants = new Tenants(postgres.app());
        markets = new MarketStore(postgres.scope());
        keys = new ApiKeyStore(postgres.scope(), tenants);
        for (String slug : List.of(
                "acme", "market", "race", "keys", "told", "lists", "repeat", "money", "euro", "limits", "then",
                "windows")) {
            tenants.create(slug, slug).block();
        }
    }

    @AfterAll
    static void stop() {
        postgres.requireBalancedLedger();
        postgres.close();
    }

    @Test
    void tenantsAreMadeOnceAndListed() {
        assertThat(tenants.create("acme", "Acme").block()).isFalse();
        assertThat(tenants.list().map(Tenants.Tenant::slug).collectList().block())
                .contains("acme", "keys")
                .isSorted();
    }

    @Test
    void marketVersionsCountUpAndStaleChangesAreRefused() {
        assertThat(markets.latest("market").block()).isEmpty();
        assertThat(apply("market", 0, "one")).isEqualTo(new MarketStore.Applied.Done(1, Map.of()));
        assertThat(apply("market", 1, "one")).isEqualTo(new MarketStore.Applied.Unchanged(1));
        assertThat(apply("market", 0, "two")).isEqualTo(new MarketStore.Applied.Stale(1));
        assertThat(apply("market", 1, "two")).isEqualTo(new MarketStore.Applied.Done(2, Map.of()));
        assertThat(apply("market", 2, "one")).isEqualTo(new MarketStore.Applied.Done(3, Map.of()));
        assertThat(markets.latest("market").block().orElseThrow().number()).isEqualTo(3);
        assertThat(markets.get("market", 2).block().orElseThrow().yaml()).isEqualTo("two");
        assertThat(markets.list("market", 2)
                        .map(MarketStore.Version::number)
                        .collectList()
                        .block())
                .containsExactly(3L, 2L);
        assertThat(markets.list("acme", 10).collectList().block()).isEmpty();
    }

    @Test
    void ofChangesThatAreMadeTogetherOneIsApplied() {
        List<MarketStore.Applied> applied = Flux.range(0, 10)
                .flatMap(i -> markets.apply(change("race", 0, "text " + i)), 10)
                .collectList()
                .block();
        assertThat(applied)
                .filteredOn(one -> one instanceof MarketStore.Applied.Done)
                .hasSize(1);
        assertThat(applied).filteredOn(new MarketStore.Applied.Stale(1)::equals).hasSize(9);
    }

    @Test
    void aMarketSetsCreditLimits() {
        markets.apply(new MarketStore.Change(
                        "money", 0, "d", "yaml", "test", NOW, "USD", Map.of("b1", 5 * DOLLAR, "b2", 0L)))
                .block();
        assertThat(new CounterTruth(postgres.scope())
                        .funds("money")
                        .collectList()
                        .block())
                .containsExactlyInAnyOrder(new CounterTruth.Funds("b1", 5 * DOLLAR), new CounterTruth.Funds("b2", 0));
    }

    @Test
    void saysByHowMuchCreditLimitsChange() {
        Map<String, Long> first = Map.of("b1", 5 * DOLLAR, "b2", 0L);
        Map<String, Long> second = Map.of("b1", 3 * DOLLAR, "b2", DOLLAR, "b3", 0L);
        assertThat(markets.apply(limits(0, first)).block())
                .isEqualTo(new MarketStore.Applied.Done(1, Map.of("b1", 5 * DOLLAR)));
        assertThat(markets.apply(limits(1, second)).block())
                .isEqualTo(new MarketStore.Applied.Done(2, Map.of("b1", -2 * DOLLAR, "b2", DOLLAR)));
    }

    private static MarketStore.Change limits(long expected, Map<String, Long> limits) {
        return new MarketStore.Change("limits", expected, "d" + expected, "yaml", "test", NOW, "USD", limits);
    }

    @Test
    void theCurrencyMayChangeUntilMoneyIsBooked() {
        assertThat(markets.apply(in("euro", 0, "USD")).block()).isInstanceOf(MarketStore.Applied.Done.class);
        assertThat(markets.bookedCurrency("euro").block()).isEmpty();
        assertThat(markets.apply(in("euro", 1, "EUR")).block()).isInstanceOf(MarketStore.Applied.Done.class);
        new Ledger(postgres.scope())
                .deposit("euro", "b1", "EUR", DOLLAR, "wire-1", NOW)
                .block();

        assertThat(markets.bookedCurrency("euro").block()).contains("EUR");
        assertThat(markets.apply(in("euro", 2, "USD")).block())
                .isEqualTo(new MarketStore.Applied.CurrencyBooked("EUR"));
        assertThat(markets.latest("euro").block().orElseThrow().number()).isEqualTo(2);
        assertThat(markets.apply(in("euro", 2, "EUR")).block()).isEqualTo(new MarketStore.Applied.Unchanged(2));
    }

    private static MarketStore.Change in(String tenant, long expected, String currency) {
        return new MarketStore.Change(
                tenant, expected, "digest " + currency, "yaml", "test", NOW, currency, Map.of("b1", 0L));
    }

    @Test
    void aVersionOfAnotherDayIsFound() {
        markets.apply(new MarketStore.Change("then", 0, "1", "one", "test", NOW, "USD", Map.of()))
                .block();
        markets.apply(new MarketStore.Change("then", 1, "2", "two", "test", NOW.plusSeconds(60), "USD", Map.of()))
                .block();
        assertThat(markets.inForceAt("then", NOW.minusSeconds(1)).block()).isEmpty();
        assertThat(markets.inForceAt("then", NOW).block().orElseThrow().yaml()).isEqualTo("one");
        assertThat(markets.inForceAt("then", NOW.plusSeconds(59))
                        .block()
                        .orElseThrow()
                        .yaml())
                .isEqualTo("one");
        assertThat(markets.inForceAt("then", NOW.plusSeconds(600))
                        .block()
                        .orElseThrow()
                        .yaml())
                .isEqualTo("two");
    }

    @Test
    void windowsOfCapsThatAreLongOverAreRemovedAndNoOthers() {
        long now = NOW.getEpochSecond();
        for (int days : List.of(-40, -36, -34, 1)) {
            postgres.superuser("INSERT INTO gavel.cap_usage VALUES ('windows', 'cap', " + (now + days * 86_400L - 10)
                    + ", " + (now + days * 86_400L) + ", 3)");
        }
        CapWindows windows = new CapWindows(postgres.scope());
        Instant kept = NOW.minus(Duration.ofDays(35));
        assertThat(windows.prune("acme", kept, 10).block()).isZero();
        assertThat(windows.prune("windows", kept, 1).block()).isEqualTo(1);
        assertThat(windows.prune("windows", kept, 10).block()).isEqualTo(1);
        assertThat(windows.prune("windows", kept, 10).block()).isZero();
        assertThat(postgres.superuserQuery("SELECT count(*) FROM gavel.cap_usage WHERE tenant = 'windows'"))
                .containsExactly("2");
    }

    @Test
    void depositsCountOnce() {
        Ledger ledger = new Ledger(postgres.scope());
        assertThat(ledger.deposit("acme", "b", "USD", DOLLAR, "wire-1", NOW).block())
                .isEqualTo(Ledger.Deposit.BOOKED);
        assertThat(ledger.deposit("acme", "b", "USD", DOLLAR, "wire-1", NOW).block())
                .isEqualTo(Ledger.Deposit.BOOKED_BEFORE);
        assertThat(ledger.deposit("acme", "b", "USD", 2 * DOLLAR, "wire-1", NOW).block())
                .isEqualTo(Ledger.Deposit.REFERENCE_TAKEN);
        assertThat(ledger.entries("acme", "buyer/b", 10).collectList().block())
                .singleElement()
                .matches(entry ->
                        entry.amountMicros() == DOLLAR && entry.reference().equals("wire-1"));
        assertThatThrownBy(() -> ledger.deposit("acme", "b", "EUR", DOLLAR, "wire-2", NOW)
                        .block())
                .hasMessageContaining("currency");
    }

    @Test
    void keysAreStoredAsHashes() throws Exception {
        ApiKeyStore.NewKey wanted = new ApiKeyStore.NewKey(
                "keys", "site", false, Set.of("ping", "post"), "v1", List.of("192.0.2.0/24"), 50);
        ApiKeyStore.Created created = keys.create(wanted, NOW).block();
        assertThat(created.secret()).matches("gvl_live_[0-9A-Za-z]{32}");
        assertThat(created).hasToString("Created[" + created.keyId() + "]");
        ApiKeyStore.ApiKey stored =
                keys.loadAll().filter(key -> key.tenant().equals("keys")).blockFirst();
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(created.secret().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        assertThat(stored.sha256Hex()).isEqualTo(hash);
        assertThat(stored.scopes()).containsExactlyInAnyOrder("ping", "post");
        assertThat(stored.allowedCidrs()).containsExactly("192.0.2.0/24");
        assertThat(postgres.superuserQuery("SELECT k::text FROM gavel.api_key k")
                        .toString())
                .doesNotContain(created.secret());

        keys.markUsed("keys", List.of(created.keyId()), NOW.plusSeconds(9)).block();
        assertThat(keys.list("keys").blockFirst().lastUsedAt()).isEqualTo(NOW.plusSeconds(9));
        assertThat(keys.revoke("keys", created.keyId(), NOW).block()).isTrue();
        assertThat(keys.revoke("keys", created.keyId(), NOW).block()).isFalse();
        assertThat(keys.loadAll()
                        .filter(key -> key.tenant().equals("keys"))
                        .collectList()
                        .block())
                .isEmpty();
    }

    @Test
    void anUnknownScopeIsRefused() {
        assertThatThrownBy(() -> new ApiKeyStore.NewKey("keys", "x", true, Set.of("root"), null, List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nodesAreToldOfChangesAndAgainAfterALostConnection() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Disposable listening = new ConfigChanges(postgres.app()).changes().subscribe(told::add);
        Awaitility.await().until(() -> told.contains(ConfigChanges.RELOAD));
        apply("told", 0, "one");
        Awaitility.await().until(() -> told.contains("told"));

        told.clear();
        postgres.superuser(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN gavel_config'");
        Awaitility.await().until(() -> told.contains(ConfigChanges.RELOAD));
        ApiKeyStore.Created key = keys.create(
                        new ApiKeyStore.NewKey("told", "k", true, Set.of("ping"), null, List.of(), 1), NOW)
                .block();
        Awaitility.await().until(() -> told.contains("told"));
        told.clear();
        keys.markUsed("told", List.of(key.keyId()), NOW).block();
        keys.revoke("told", key.keyId(), NOW).block();
        Awaitility.await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly("told");
        listening.dispose();
    }

    @Test
    void aRepeatedRequestGetsItsAnswerAgain() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        IdempotencyStore store = new IdempotencyStore(postgres.scope(), now::get);
        byte[] digest = {1};
        assertThat(store.begin("repeat", "k", digest).block()).isEqualTo(new IdempotencyStore.Fresh());
        assertThat(store.begin("repeat", "k", digest).block()).isEqualTo(new IdempotencyStore.InFlight());
        store.finish("repeat", "k", 200, "{}").block();
        assertThat(store.begin("repeat", "k", digest).block()).isEqualTo(new IdempotencyStore.Replay(200, "{}"));
        assertThat(store.begin("repeat", "k", new byte[] {2}).block()).isEqualTo(new IdempotencyStore.Conflict());
        assertThat(store.begin("acme", "k", new byte[] {2}).block()).isEqualTo(new IdempotencyStore.Fresh());
        now.set(NOW.plus(Duration.ofHours(25)));
        assertThat(store.begin("repeat", "k", digest).block()).isEqualTo(new IdempotencyStore.Fresh());
        store.forget("repeat", "k").block();
        assertThat(store.begin("repeat", "k", digest).block()).isEqualTo(new IdempotencyStore.Fresh());
        now.set(NOW.plus(Duration.ofHours(26)));
        assertThat(store.begin("repeat", "k", digest).block()).isEqualTo(new IdempotencyStore.Fresh());
        now.set(NOW.plus(Duration.ofHours(60)));
        assertThat(store.sweep("repeat").block()).isEqualTo(1);
    }

    private static MarketStore.Applied apply(String tenant, long expected, String yaml) {
        return markets.apply(change(tenant, expected, yaml)).block();
    }

    private static MarketStore.Change change(String tenant, long expected, String yaml) {
        return new MarketStore.Change(tenant, expected, "digest of " + yaml, yaml, "test", NOW, "USD", Map.of());
    }
}
