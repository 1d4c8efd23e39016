package dev.gavel.server.dnc;

import dev.gavel.gates.DncFacts;
import dev.gavel.gates.DncRegister;
import dev.gavel.gates.DncScrub;
import dev.gavel.persistence.dnc.DncState;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.dnc.ListDirectory;
import dev.gavel.persistence.dnc.MappedList;
import dev.gavel.persistence.dnc.TenantLists;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps this node's do-not-call lists equal to what the tenants have recorded, and says what is amiss: a list that is missing here or grows old, a tenant
 * that sells without any. What was missing or could not be looked up is tried again every few seconds.
 *
 * <p>Thread safety: any thread; files are mapped off the event loops.
 */
public final class DncWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DncWatch.class);
    private static final Duration TICK = Duration.ofSeconds(10);

    private final DncStore store;
    private final ListDirectory directory;
    private final LiveMarkets markets;
    private final InstantSource clock;
    private final MultiGauge ages;
    private final MultiGauge missing;
    private final MultiGauge unscrubbed;
    private final ConcurrentHashMap<String, TenantLists> tenantToLists = new ConcurrentHashMap<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private final LoadTurns turns = new LoadTurns();
    private final Map<String, LocalDate> warned = new HashMap<>();
    private final Disposable.Swap running = Disposables.swap();

    public DncWatch(
            DncStore store, ListDirectory directory, LiveMarkets markets, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.directory = directory;
        this.markets = markets;
        this.clock = clock;
        this.ages = MultiGauge.builder("gavel.dnc.list.age.days").register(meters);
        this.missing = MultiGauge.builder("gavel.dnc.lists.missing").register(meters);
        this.unscrubbed = MultiGauge.builder("gavel.dnc.unscrubbed").register(meters);
    }

    /** Takes what a tenant has recorded into use. What cannot be read stays as it was; never fails. */
    public Mono<Void> load(String tenant) {
        return Mono.defer(() -> load(tenant, turns.begin())).onErrorResume(failure -> {
            failed.add(tenant);
            LOG.atError()
                    .addKeyValue("tenant", tenant)
                    .setCause(failure)
                    .log("The do-not-call lists could not be looked up");
            return Mono.empty();
        });
    }

    private Mono<Void> load(String tenant, long turn) {
        return store.state(tenant)
                .publishOn(Schedulers.boundedElastic())
                .doOnNext(state -> {
                    failed.remove(tenant);
                    turns.use(tenant, turn, () -> use(tenant, state));
                })
                .then();
    }

    private void use(String tenant, DncState state) {
        TenantLists lists = TenantLists.open(state, directory);
        TenantLists before = tenantToLists.put(tenant, lists);
        markets.use(tenant, new DncFacts(lists.register(), false, state.acknowledgment() != null, DncScrub.NOT_ASKED));
        directory.keep(tenantToLists.values().stream()
                .flatMap(all -> all.lists().stream())
                .map(MappedList::digest)
                .collect(Collectors.toSet()));
        String version = lists.register().version();
        if (before == null
                || !before.register().version().equals(version)
                || !before.missing().equals(lists.missing())) {
            LOG.atInfo()
                    .addKeyValue("tenant", tenant)
                    .addKeyValue("lists", version)
                    .addKeyValue("missing", new TreeMap<>(lists.missing()))
                    .log("Do-not-call lists in use");
        }
    }

    /** Looks after missing files, warnings and metrics from now on. */
    public void follow() {
        running.update(Flux.interval(Duration.ZERO, TICK, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .concatMap(_ -> tick(), 1)
                .subscribe());
    }

    public void stop() {
        running.dispose();
    }

    private Mono<Void> tick() {
        Set<String> again = new TreeSet<>(failed);
        tenantToLists.forEach((tenant, lists) -> {
            if (!lists.missing().isEmpty()) {
                again.add(tenant);
            }
        });
        return Flux.fromIterable(again).concatMap(this::load).then(Mono.fromRunnable(() -> {
            logWarnings();
            measure();
        }));
    }

    /** What is amiss now, one sentence each: {@code tenant: ...}. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>();
        new TreeMap<>(tenantToLists)
                .forEach((tenant, lists) ->
                        warnings(tenant, lists).forEach(warning -> all.add(tenant + ": " + warning)));
        return all;
    }

    private List<String> warnings(String tenant, TenantLists lists) {
        List<String> warnings = new ArrayList<>();
        LocalDate today = today();
        new TreeMap<>(lists.missing())
                .forEach((list, problem) ->
                        warnings.add("the do-not-call list " + list + " cannot be read: " + problem));
        for (MappedList list : lists.lists()) {
            LocalDate asOf = LocalDate.ofEpochDay(list.oldestDay());
            LocalDate last = asOf.plusDays(DncRegister.MOST_DAYS);
            if (today.isAfter(last)) {
                warnings.add("the do-not-call list " + list.name() + ", of " + asOf
                        + " in its oldest part, is stale since " + last.plusDays(1));
            } else if (!today.isBefore(asOf.plusDays(DncRegister.WARN_DAYS))) {
                warnings.add("the do-not-call list " + list.name() + ", of " + asOf
                        + " in its oldest part, is stale after " + last);
            }
        }
        if (!hasRegistry(lists) && !hasProvider(tenant) && markets.of(tenant) != null) {
            DncState.Acknowledgment acknowledgment = lists.state().acknowledgment();
            warnings.add(
                    acknowledgment == null
                            ? "sells no phone leads: neither do-not-call registry nor provider, and no acknowledgment"
                            : "sells without do-not-call registry and provider, acknowledged on "
                                    + LocalDate.ofInstant(acknowledgment.at(), ZoneOffset.UTC));
        }
        return warnings;
    }

    private static boolean hasRegistry(TenantLists lists) {
        return lists.state().lists().stream().anyMatch(list -> list.list().isByAreaCode());
    }

    private boolean hasProvider(String tenant) {
        LiveMarket market = markets.of(tenant);
        return market != null && market.market().dncProvider() != null;
    }

    /** Each warning once a day. */
    private void logWarnings() {
        LocalDate today = today();
        List<String> now = warnings();
        warned.keySet().retainAll(now);
        for (String warning : now) {
            if (!today.equals(warned.put(warning, today))) {
                LOG.atWarn().log("Do-not-call: {}", warning);
            }
        }
    }

    private void measure() {
        List<MultiGauge.Row<?>> ageRows = new ArrayList<>();
        List<MultiGauge.Row<?>> missingRows = new ArrayList<>();
        List<MultiGauge.Row<?>> unscrubbedRows = new ArrayList<>();
        long today = today().toEpochDay();
        tenantToLists.forEach((tenant, lists) -> {
            Tags tags = Tags.of("tenant", tenant);
            for (MappedList list : lists.lists()) {
                ageRows.add(MultiGauge.Row.of(tags.and("list", list.name().text()), today - list.oldestDay()));
            }
            missingRows.add(MultiGauge.Row.of(tags, lists.missing().size()));
            boolean without = !hasRegistry(lists) && !hasProvider(tenant);
            unscrubbedRows.add(MultiGauge.Row.of(tags, without && lists.state().acknowledgment() != null ? 1 : 0));
        });
        ages.register(ageRows, true);
        missing.register(missingRows, true);
        unscrubbed.register(unscrubbedRows, true);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
