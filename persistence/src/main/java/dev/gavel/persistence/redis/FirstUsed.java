package dev.gavel.persistence.redis;

import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The counters that were first used in an epoch, until Postgres knows them: a post that committed in Redis and never reached
 * transaction 1 may have been the first of its window, which nothing else would tell.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
final class FirstUsed {

    private final Lanes lanes;

    FirstUsed(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Some of them; all, once the cursors were followed to the end. */
    record Page(List<TrueCount> counts, ScanCursor next) {}

    /**
     * The next of them.
     *
     * @param cursor of the page before; null to begin
     * @param about how many
     */
    Mono<Page> page(TenantKeys keys, @Nullable ScanCursor cursor, int about) {
        String key = TenantKeys.firstUsed(keys.tenant(), keys.epoch());
        ScanArgs limit = ScanArgs.Builder.limit(about);
        return Mono.fromCompletionStage(() ->
                        lanes.ask(redis -> cursor == null ? redis.hscan(key, limit) : redis.hscan(key, cursor, limit)))
                .map(FirstUsed::page);
    }

    private static Page page(MapScanCursor<String, String> found) {
        return new Page(
                found.getMap().entrySet().stream()
                        .map(entry -> TrueCount.unused(entry.getKey(), Long.parseLong(entry.getValue())))
                        .toList(),
                found);
    }

    /** These need not be told any more. */
    Mono<Void> forget(TenantKeys keys, Collection<TrueCount> counts) {
        if (counts.isEmpty()) {
            return Mono.empty();
        }
        String[] names = counts.stream().map(TrueCount::name).toArray(String[]::new);
        return Mono.fromCompletionStage(() ->
                        lanes.ask(redis -> redis.hdel(TenantKeys.firstUsed(keys.tenant(), keys.epoch()), names)))
                .then();
    }
}
