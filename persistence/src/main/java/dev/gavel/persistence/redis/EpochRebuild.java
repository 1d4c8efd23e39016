package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.gates.PriorSales;
import dev.gavel.persistence.redis.CounterSnapshot.BuyerFunds;
import dev.gavel.persistence.redis.CounterSnapshot.CapUse;
import dev.gavel.persistence.redis.CounterSnapshot.SoldConsumer;
import dev.gavel.persistence.redis.CounterSnapshot.SoldLeg;
import io.lettuce.core.ExpireArgs;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes a tenant's counters anew under the names of a new epoch. Whoever reads by the old epoch's names is not disturbed; the new ones
 * count only once the epoch's key says so, which is written last.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
final class EpochRebuild {

    private static final int CHUNK = 500;
    private static final int COUNTERS_PER_CALL = 100;
    private static final String SOLD_EARLIER = "sold";

    private final Lanes lanes;

    EpochRebuild(Lanes lanes) {
        this.lanes = lanes;
    }

    /**
     * Writes all of the snapshot under the new epoch's names, but not the epoch's key.
     *
     * @param newEpoch as {@link Epoch#begin} makes them
     */
    Mono<Void> write(String tenant, Epoch newEpoch, CounterSnapshot snapshot) {
        String caps = TenantKeys.caps(tenant, newEpoch);
        String sold = TenantKeys.sold(tenant);
        String contacts = TenantKeys.contacts(tenant);
        String suppressed = TenantKeys.suppressed(tenant);
        return writeCounters(caps, Flux.fromIterable(snapshot.caps()).map(Counter::of))
                .then(writeCounters(caps, Flux.fromIterable(snapshot.funds()).map(Counter::of)))
                .then(chunks(snapshot.sold(), (redis, consumer) -> writeSold(redis, sold, consumer)))
                .then(chunks(snapshot.legs(), (redis, leg) -> writeLeg(redis, contacts, leg)))
                .then(addAll(suppressed, snapshot.suppressed()));
    }

    /** A counter as it begins. */
    private record Counter(String name, long windowStartSeconds, long windowEndSeconds, long used, long limit) {
        static Counter of(CapUse cap) {
            return new Counter(cap.counter(), cap.windowStartSeconds(), cap.windowEndSeconds(), cap.used(), 0);
        }

        static Counter of(BuyerFunds funds) {
            CapClaim claim = CapClaim.funds(funds.buyer(), 0);
            return new Counter(
                    claim.counter(), claim.windowStartSeconds(), claim.windowEndSeconds(), 0, funds.limitMicros());
        }

        Stream<String> arguments() {
            return Stream.of(name, Long.toString(windowEndSeconds), Long.toString(used), Long.toString(limit));
        }
    }

    private Mono<Void> writeCounters(String prefix, Flux<Counter> counters) {
        return counters.buffer(COUNTERS_PER_CALL)
                .concatMap(chunk -> Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.<Long>eval(
                        Script.REBUILD.text(),
                        ScriptOutputType.INTEGER,
                        chunk.stream()
                                .map(counter -> prefix + counter.windowStartSeconds())
                                .toArray(String[]::new),
                        chunk.stream().flatMap(Counter::arguments).toArray(String[]::new)))))
                .then();
    }

    private static CompletionStage<?> writeSold(
            RedisAsyncCommands<String, String> redis, String prefix, SoldConsumer consumer) {
        // A mark that is there knows its ping, and is at least as young.
        return redis.set(
                prefix + consumer.campaign() + ":" + consumer.key(),
                SOLD_EARLIER,
                SetArgs.Builder.nx().exAt(consumer.untilSeconds()));
    }

    private static CompletionStage<?> writeLeg(RedisAsyncCommands<String, String> redis, String prefix, SoldLeg leg) {
        // A leg that is there knows its vertical, which Postgres does not; the newest leg comes last and says until
        // when all are kept.
        PriorSales.Leg kept = new PriorSales.Leg(PriorSales.ANY_VERTICAL, leg.buyer(), leg.atSeconds());
        return redis.hsetnx(prefix + leg.key(), leg.pingId() + ":" + leg.contract(), PriorSalesText.write(kept))
                .thenCombine(redis.expireat(prefix + leg.key(), leg.untilSeconds()), (_, expires) -> expires);
    }

    /** Adds members to a set. Millions are sent in chunks, each awaited. */
    Mono<Void> addAll(String set, Flux<String> members) {
        return members.buffer(CHUNK)
                .concatMap(chunk -> Mono.fromCompletionStage(
                        () -> lanes.ask(redis -> redis.sadd(set, chunk.toArray(String[]::new)))))
                .then();
    }

    private <T> Mono<Void> chunks(Flux<T> items, Write<T> write) {
        return items.buffer(CHUNK)
                .concatMap(chunk -> Mono.fromCompletionStage(() -> lanes.ask(redis -> all(redis, chunk, write))))
                .then();
    }

    private static <T> CompletionStage<Boolean> all(
            RedisAsyncCommands<String, String> redis, List<T> chunk, Write<T> write) {
        CompletableFuture<?>[] writes = new CompletableFuture<?>[chunk.size()];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = write.apply(redis, chunk.get(i)).toCompletableFuture();
        }
        return CompletableFuture.allOf(writes).thenApply(_ -> true);
    }

    /**
     * Gives back the memory of a tenant's counters of all epochs but the current one. The pings of the one before stay: they end by
     * themselves, and until then they may be posted.
     */
    Mono<Void> dropOthers(TenantKeys current) {
        String versioned = TenantKeys.versioned(current.tenant());
        String mine = versioned + current.epoch().value() + ":";
        byte[] earlierPings = current.earlierPingsPrefix();
        String spared = earlierPings == null ? mine : new String(earlierPings, StandardCharsets.UTF_8);
        ScanArgs matching = ScanArgs.Builder.matches(escaped(versioned) + "*").limit(CHUNK);
        Function<@Nullable ScanCursor, Mono<KeyScanCursor<String>>> next = cursor -> Mono.fromCompletionStage(
                () -> lanes.ask(redis -> cursor == null ? redis.scan(matching) : redis.scan(cursor, matching)));
        return next.apply(null)
                .expand(page -> page.isFinished() ? Mono.empty() : next.apply(page))
                .concatMap(page -> {
                    List<String> others = page.getKeys().stream()
                            .filter(key -> key.startsWith(versioned) && !key.startsWith(mine))
                            .toList();
                    List<String> pings = others.stream()
                            .filter(key -> key.startsWith(spared))
                            .toList();
                    return drop(others.stream()
                                    .filter(key -> !key.startsWith(spared))
                                    .toList())
                            .thenMany(Flux.fromIterable(pings).concatMap(this::letEnd));
                })
                .then();
    }

    /** A bucket has an end already, unless all that was written to it came from calls that met another epoch. */
    private Mono<Boolean> letEnd(String bucket) {
        return Mono.fromCompletionStage(
                () -> lanes.ask(redis -> redis.expire(bucket, Epochs.EARLIER_SECONDS, ExpireArgs.Builder.nx())));
    }

    private Mono<Long> drop(List<String> keys) {
        return keys.isEmpty()
                ? Mono.empty()
                : Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.unlink(keys.toArray(String[]::new))));
    }

    /** A name as a pattern that matches only it. */
    private static String escaped(String name) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ("*?[]^-\\".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return pattern.toString();
    }

    private interface Write<T> {
        CompletionStage<?> apply(RedisAsyncCommands<String, String> redis, T item);
    }
}
