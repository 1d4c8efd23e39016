package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.UnavailableException;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads and repairs counters of one epoch, a few with each call, so that no call keeps Redis from selling for long. Fails with
 * {@link UnavailableException} when Redis does not answer or the epoch is over.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
final class CounterScripts {

    private static final int COUNTERS_PER_CALL = 50;
    private static final int INSPECTED_FIELDS = 4;

    private final Lanes lanes;
    private final Epochs epochs;

    CounterScripts(Lanes lanes, Epochs epochs) {
        this.lanes = lanes;
        this.epochs = epochs;
    }

    /** What Redis shows, compared with the counts as they were read before; in their order. */
    Mono<List<CounterLook>> inspect(TenantKeys keys, List<TrueCount> counts, long startedNanos) {
        return chunks(counts)
                .concatMap(chunk -> call(
                                Script.INSPECT,
                                keys,
                                chunk,
                                chunk.stream().map(TrueCount::counter).toList())
                        .flatMapIterable(numbers -> looks(chunk, numbers, startedNanos)))
                .collectList();
    }

    private static List<CounterLook> looks(List<TrueCount> counts, List<Long> numbers, long startedNanos) {
        List<CounterLook> looks = new ArrayList<>(counts.size());
        for (int i = 0; i < counts.size(); i++) {
            int at = i * INSPECTED_FIELDS;
            looks.add(new CounterLook(
                    numbers.get(at),
                    numbers.get(at + 1),
                    numbers.get(at + 2),
                    numbers.get(at + 3),
                    counts.get(i).taken(),
                    startedNanos,
                    startedNanos));
        }
        return looks;
    }

    /** Repairs what is still wrong; completes with what each counter's use was lowered by, below zero where it was raised. */
    Mono<List<Long>> repair(TenantKeys keys, List<CounterRepair> repairs) {
        return Flux.fromIterable(repairs)
                .buffer(COUNTERS_PER_CALL)
                .concatMap(chunk -> call(
                        Script.RECONCILE,
                        keys,
                        chunk.stream().map(CounterRepair::count).toList(),
                        chunk.stream()
                                .flatMap(repair -> arguments(repair).stream())
                                .toList()))
                .flatMapIterable(lowered -> lowered)
                .collectList();
    }

    private static List<String> arguments(CounterRepair repair) {
        TrueCount count = repair.count();
        CounterLook look = repair.look();
        return List.of(
                count.counter(),
                Long.toString(count.windowEndSeconds()),
                Long.toString(count.taken()),
                Long.toString(repair.stands()),
                Long.toString(look.givenBack()),
                Long.toString(look.limit()),
                Long.toString(look.repairs()),
                count.isFunds() ? "funds" : "cap");
    }

    private static Flux<List<TrueCount>> chunks(List<TrueCount> counts) {
        return Flux.fromIterable(counts).buffer(COUNTERS_PER_CALL);
    }

    private Mono<List<Long>> call(Script script, TenantKeys keys, List<TrueCount> counts, List<String> arguments) {
        List<String> names = new ArrayList<>(counts.size() + 1);
        names.add(TenantKeys.epochKey(keys.tenant()));
        counts.forEach(count -> names.add(keys.caps(count.windowStartSeconds())));
        List<String> values = new ArrayList<>(arguments.size() + 1);
        values.add(keys.epoch().value());
        values.addAll(arguments);
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.<List<Long>>eval(
                        script.text(),
                        ScriptOutputType.MULTI,
                        names.toArray(String[]::new),
                        values.toArray(String[]::new))))
                .flatMap(reply -> {
                    if (reply.getFirst() < 0) {
                        epochs.stale(keys);
                        return Mono.error(new UnavailableException("the counters are being rebuilt", null));
                    }
                    return Mono.just(reply.subList(1, reply.size()));
                });
    }
}
