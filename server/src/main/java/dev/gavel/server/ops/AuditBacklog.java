package dev.gavel.server.ops;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Watches how many events wait to be written to Postgres: a tenant whose backlog is past the limit sells nothing until it is drained, so that
 * no event is ever dropped.
 *
 * <p>Thread safety: any thread; {@link #isOver} is one map lookup.
 */
public final class AuditBacklog {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Function<String, Mono<Long>> backlogOf;
    private final long most;
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final Disposable.Swap running = Disposables.swap();

    /**
     * @param backlogOf a tenant's stream entries that wait
     * @param most entries beyond which a tenant stops selling
     */
    public AuditBacklog(Function<String, Mono<Long>> backlogOf, long most) {
        this.backlogOf = backlogOf;
        this.most = most;
    }

    /** Whether the tenant must not sell now. */
    public boolean isOver(String tenant) {
        return over.contains(tenant);
    }

    /** Watches from now on. */
    public void follow(Supplier<? extends Iterable<String>> tenants) {
        running.update(Flux.interval(TICK)
                .onBackpressureDrop()
                .concatMap(
                        _ -> Flux.fromIterable(tenants.get())
                                .concatMap(this::look)
                                .then(),
                        1)
                .subscribe());
    }

    /** Looks at one tenant. What cannot be asked stays as it was: without Redis nothing is sold anyway. */
    public Mono<Void> look(String tenant) {
        return backlogOf
                .apply(tenant)
                .doOnNext(waiting -> {
                    if (waiting > most) {
                        over.add(tenant);
                    } else {
                        over.remove(tenant);
                    }
                })
                .onErrorComplete()
                .then();
    }

    public void stop() {
        running.dispose();
    }
}
