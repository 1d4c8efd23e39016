package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.gates.ContactLog;
import dev.gavel.gates.ScreeningList;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The Redis servers of an installation: one, or the masters of a Redis Cluster. All keys of a tenant are in one slot, so that one server answers all
 * calls of a tenant; a cluster is a set of servers, each with lanes, epochs and scripts of its own, and the knowledge which tenant is whose. That is asked of
 * the cluster twice a second. A call that comes to a master that was replaced fails, as one to a dead server does, and is not sent again; the new master's run differs
 * from the one in the tenant's epoch, so that its counters are rebuilt before anything is sold from them.
 *
 * <p>Thread safety: any thread; but {@link #close} blocks.
 */
public final class RedisShards implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisShards.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    /** A master that stays away does not keep the others' tenants waiting. */
    private static final int PATIENT_LOOKS = 10;

    private final RedisSettings settings;
    private final RedisAddresses addresses;
    private final EventLoopGroup loops;
    private final Reads reads;
    private final MeterRegistry registry;
    private final @Nullable RedisShard only;
    private final Map<String, RedisShard> serverToShard = new ConcurrentHashMap<>();
    private final Map<String, Integer> tenantToSlot = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final Disposable.Swap looking = Disposables.swap();
    private volatile @Nullable SlotView view;
    private int looks;
    private volatile @Nullable Supplier<? extends Collection<String>> reconciled;

    /**
     * What is read beside Redis.
     *
     * @param source what counters are rebuilt from
     * @param truth what they are compared with
     * @param consumer this process' name among the readers of the events; another's must differ
     */
    public record Reads(
            CounterSource source,
            TrueCounts truth,
            ReconcilerSettings reconciler,
            InstantSource clock,
            String consumer) {}

    private RedisShards(RedisSettings settings, EventLoopGroup loops, Reads reads, MeterRegistry registry) {
        this.settings = settings;
        this.addresses = RedisAddresses.parse(settings.uri());
        this.loops = loops;
        this.reads = reads;
        this.registry = registry;
        if (addresses.isCluster()) {
            only = null;
            addresses.servers().forEach(this::shard);
            looking.update(Flux.interval(Duration.ZERO, LOOK, Schedulers.boundedElastic())
                    .onBackpressureDrop()
                    .concatMap(_ -> look(), 1)
                    .subscribe());
        } else {
            RedisShard single = open(addresses.servers().getFirst(), settings, registry);
            only = single;
            serverToShard.put(single.server(), single);
            var _ = single.connected().whenComplete((_, refused) -> {
                if (refused == null) {
                    connected.complete(null);
                } else {
                    connected.completeExceptionally(refused);
                }
            });
        }
    }

    /**
     * Begins to connect.
     *
     * @param settings whose address names one server, or several of a cluster
     * @param loops as of {@link Lanes#open}
     * @param registry in a cluster everything measured has the tag {@code shard}
     */
    public static RedisShards open(RedisSettings settings, EventLoopGroup loops, Reads reads, MeterRegistry registry) {
        return new RedisShards(settings, loops, reads, registry);
    }

    /**
     * Completes once the servers that have slots were connected, of a cluster after some seconds without those that stay away. Fails only with {@link
     * dev.gavel.persistence.tls.TlsRefusedException}.
     */
    public CompletionStage<Void> connected() {
        return connected.minimalCompletionStage();
    }

    /** Whether calls of some tenant can be answered. */
    public boolean isReady() {
        return serverToShard.values().stream().anyMatch(RedisShard::isReady);
    }

    /** The servers that have slots and are not connected; all is well when there are none. */
    public List<String> away() {
        SlotView known = view;
        return serverToShard.values().stream()
                .filter(shard -> known == null || known.servers().contains(shard.server()))
                .filter(shard -> !shard.isReady())
                .map(RedisShard::server)
                .toList();
    }

    /** Completes once a tenant's counters can be used, as {@link Epochs#ready}. */
    public Mono<Void> ready(String tenant) {
        return Mono.defer(() -> of(tenant).epochs().ready(tenant));
    }

    /** Compares these tenants' counters with Postgres from now on; each on the server that has them. */
    public void reconcile(Supplier<? extends Collection<String>> tenantsNow) {
        reconciled = tenantsNow;
        serverToShard.values().forEach(shard -> reconcile(shard, tenantsNow));
    }

    private void reconcile(RedisShard shard, Supplier<? extends Collection<String>> tenantsNow) {
        shard.reconciler()
                .follow(() -> tenantsNow.get().stream()
                        .filter(tenant -> shard.equals(shardOrNull(tenant)))
                        .toList());
    }

    /** Compares no longer. */
    public void stopReconciling() {
        reconciled = null;
        serverToShard.values().forEach(shard -> shard.reconciler().stop());
    }

    /** The caps of all tenants. */
    public CapLedger ledger() {
        return only == null ? new ShardedCapLedger(this) : only.ledger();
    }

    /** The lists of all tenants. */
    public ScreeningList lists() {
        return only == null ? new ShardedScreeningList(this) : only.lists();
    }

    /** The contacts of all tenants. */
    public ContactLog contacts() {
        return only == null ? new ShardedContactLog(this) : only.contacts();
    }

    /** A tenant's events. @throws UnavailableException while it is not known who has them */
    public EventStream events(String tenant) {
        return of(tenant).events();
    }

    /** Changes from outside. */
    public CounterChanges changes() {
        return new CounterChanges(
                tenant -> of(tenant).lanes(), tenant -> of(tenant).epochs());
    }

    /** Who answers for the tenant. */
    RedisShard of(String tenant) {
        RedisShard shard = shardOrNull(tenant);
        if (shard == null) {
            throw new UnavailableException("it is not known which server of the cluster has the tenant", null);
        }
        return shard;
    }

    private @Nullable RedisShard shardOrNull(String tenant) {
        if (only != null) {
            return only;
        }
        SlotView known = view;
        if (known == null) {
            return null;
        }
        String master = known.masters()[tenantToSlot.computeIfAbsent(tenant, SlotView::slotOf)];
        return master == null ? null : serverToShard.get(master);
    }

    private RedisShard shard(String server) {
        return serverToShard.computeIfAbsent(server, fresh -> {
            CompositeMeterRegistry tagged = new CompositeMeterRegistry();
            tagged.config().commonTags("shard", fresh);
            tagged.add(registry);
            RedisShard opened = open(fresh, settings.at(addresses.of(fresh)), tagged);
            var _ = opened.connected().whenComplete((_, refused) -> {
                if (refused != null) {
                    connected.completeExceptionally(refused);
                }
            });
            return opened;
        });
    }

    private RedisShard open(String server, RedisSettings own, MeterRegistry measured) {
        Lanes lanes = Lanes.open(own, loops, measured);
        Epochs epochs = new Epochs(lanes, reads.source());
        return new RedisShard(
                server,
                lanes,
                epochs,
                new RedisCapLedger(lanes, epochs, reads.clock()),
                new RedisScreeningList(lanes, epochs, reads.clock()),
                new RedisContactLog(lanes, epochs),
                new EventStream(lanes, reads.consumer()),
                new Reconciler(lanes, epochs, reads.truth(), reads.reconciler(), System::nanoTime, measured));
    }

    /** Asks all servers who has which slot, and believes the one that knows of the latest failover. */
    private Mono<Void> look() {
        return Flux.fromIterable(serverToShard.values())
                .filter(RedisShard::isReady)
                .flatMap(shard -> viewOf(shard).onErrorComplete())
                .reduce(SlotView::newer)
                .publishOn(Schedulers.boundedElastic())
                .doOnNext(this::adopt)
                .onErrorResume(failure -> {
                    LOG.warn("The cluster's slots could not be read: {}", failure.toString());
                    return Mono.empty();
                })
                .then();
    }

    private static Mono<SlotView> viewOf(RedisShard shard) {
        Mono<String> info = Mono.fromCompletionStage(() -> shard.lanes().ask(redis -> redis.clusterInfo()));
        Mono<List<Object>> slots = Mono.fromCompletionStage(() -> shard.lanes().ask(redis -> redis.clusterSlots()));
        return Mono.zip(info, slots, SlotView::of);
    }

    private void adopt(SlotView seen) {
        SlotView before = view;
        if (before != null && before.epoch() > seen.epoch()) {
            return;
        }
        for (String server : seen.servers()) {
            boolean fresh = !serverToShard.containsKey(server);
            RedisShard shard = shard(server);
            Supplier<? extends Collection<String>> tenants = reconciled;
            if (fresh && tenants != null) {
                reconcile(shard, tenants);
            }
        }
        if (before == null || !before.servers().equals(seen.servers())) {
            LOG.info("The slots of the cluster are on {}", seen.servers());
        }
        view = seen;
        looks++;
        if (away().isEmpty() || looks > PATIENT_LOOKS) {
            connected.complete(null);
        }
    }

    @Override
    public void close() {
        looking.dispose();
        serverToShard.values().forEach(RedisShard::close);
    }
}
