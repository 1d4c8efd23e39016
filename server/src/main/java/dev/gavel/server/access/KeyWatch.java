package dev.gavel.server.access;

import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.ConfigChanges;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps the key ring equal to what is stored, and writes down which keys were used.
 *
 * <p>Thread safety: any thread.
 */
public final class KeyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final Duration NOTE_USE = Duration.ofSeconds(30);

    private final ApiKeyStore store;
    private final ConfigChanges changes;
    private final KeyRing keyRing;
    private final InstantSource clock;
    private final Disposable.Composite running = Disposables.composite();

    public KeyWatch(ApiKeyStore store, ConfigChanges changes, KeyRing keyRing, InstantSource clock) {
        this.store = store;
        this.changes = changes;
        this.keyRing = keyRing;
        this.clock = clock;
    }

    /** Loads all good keys. */
    public Mono<Void> load() {
        return store.loadAll()
                .filter(ApiKeyStore.ApiKey::isGood)
                .collectList()
                .doOnNext(
                        keys -> keyRing.replace(keys.stream().map(KeyWatch::key).toList()))
                .then();
    }

    /** Follows changes from now on. */
    public void follow() {
        running.add(changes.changes()
                .concatMap(_ -> load().onErrorResume(failure -> {
                    LOG.atWarn().setCause(failure).log("The API keys could not be loaded; those known stay in use");
                    return Mono.empty();
                }))
                .subscribe());
        running.add(Flux.interval(NOTE_USE)
                .onBackpressureDrop()
                .concatMap(_ -> noteUse())
                .subscribe());
    }

    public void stop() {
        running.dispose();
    }

    private Mono<Void> noteUse() {
        return Flux.fromIterable(keyRing.drainUsed().entrySet())
                .concatMap(used -> store.markUsed(used.getKey(), used.getValue(), clock.instant()))
                .onErrorComplete()
                .then();
    }

    private static KeyRing.Key key(ApiKeyStore.ApiKey stored) {
        Set<Scope> scopes = stored.scopes().stream()
                .map(scope -> Scope.valueOf(scope.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        Principal principal =
                new Principal(stored.tenant(), stored.keyId(), stored.vendor(), stored.buyer(), scopes, stored.test());
        List<AddressRange> allowed =
                stored.allowedCidrs().stream().map(AddressRange::parse).toList();
        return new KeyRing.Key(stored.sha256Hex(), principal, allowed, stored.requestsPerSecond(), System.nanoTime());
    }
}
