package dev.gavel.persistence.redis;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.models.stream.ClaimedMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * The tenants' audit events on their way from the decision to Postgres: one stream a tenant, to which the {@code award} script appends
 * what it decides, and {@link #append} whatever is decided elsewhere. Whoever stores the events reads batches, stores them, and
 * acknowledges them; until then they stay, also when the reader dies or Redis is restarted.
 *
 * <p>Every method fails with {@link dev.gavel.auction.cap.CapLedger.UnavailableException} when Redis does not answer. Thread safety: any
 * thread, but one reader at a time for each tenant and consumer name; nothing blocks.
 */
public final class EventStream {

    private static final String GROUP = "drainer";
    /** Events, one a line. */
    private static final String WHOLE = "e";
    /** What the award script completed events with, one a line; their heads are fields of their own, named 1, 2, 3, ... */
    private static final String TAILS = "t";

    private static final String SEPARATOR = "\n";
    private static final String OWN_PENDING = "0";
    private static final Duration DEFAULT_ABANDONED = Duration.ofSeconds(30);

    private final Lanes lanes;
    private final String consumer;
    private final Duration abandoned;
    private final Map<String, Boolean> groups = new ConcurrentHashMap<>();

    /**
     * @param consumer this node's name among the readers; another node's must differ
     */
    public EventStream(Lanes lanes, String consumer) {
        this(lanes, consumer, DEFAULT_ABANDONED);
    }

    /**
     * @param abandoned after this time without an acknowledgement a batch is taken over from another consumer
     */
    public EventStream(Lanes lanes, String consumer, Duration abandoned) {
        this.lanes = lanes;
        this.consumer = consumer;
        this.abandoned = abandoned;
    }

    /**
     * Appends events as one batch. When it fails, it is unknown whether they were appended.
     *
     * @param events JSON objects without line breaks; none is nothing to do
     */
    public CompletionStage<Void> append(String tenant, List<String> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(events).thenAccept(_ -> {});
        }
        return lanes.ask(redis -> redis.xadd(TenantKeys.events(tenant), Map.of(WHOLE, String.join(SEPARATOR, events))))
                .thenAccept(_ -> {});
    }

    /**
     * The oldest batches that are not acknowledged: first what this consumer read before, then what other consumers read and abandoned,
     * then what nobody has read. So reading again without an acknowledgement gives the same batches again. Empty when there are none.
     *
     * @param maxEntries most batches, at least 1
     */
    public Mono<List<StreamBatch>> read(String tenant, int maxEntries) {
        String key = TenantKeys.events(tenant);
        return group(key)
                .then(Mono.defer(() -> readGroup(tenant, maxEntries, XReadArgs.StreamOffset.from(key, OWN_PENDING))))
                .filter(batches -> !batches.isEmpty())
                .switchIfEmpty(Mono.defer(() -> takeOver(tenant, maxEntries)))
                .filter(batches -> !batches.isEmpty())
                .switchIfEmpty(
                        Mono.defer(() -> readGroup(tenant, maxEntries, XReadArgs.StreamOffset.lastConsumed(key))))
                .onErrorResume(EventStream::groupIsMissing, error -> {
                    groups.remove(key);
                    return Mono.error(error);
                });
    }

    /** The group and the stream are made when Redis has none, and once more when Redis lost them. */
    private Mono<Void> group(String key) {
        if (groups.containsKey(key)) {
            return Mono.empty();
        }
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.xgroupCreate(
                                XReadArgs.StreamOffset.from(key, OWN_PENDING),
                                GROUP,
                                XGroupCreateArgs.Builder.mkstream())
                        .exceptionally(error -> {
                            if (says(error, "BUSYGROUP")) {
                                return "there already";
                            }
                            throw new java.util.concurrent.CompletionException(error);
                        })))
                .doOnNext(_ -> groups.put(key, true))
                .then();
    }

    private static boolean groupIsMissing(Throwable error) {
        return says(error, "NOGROUP");
    }

    private static boolean says(Throwable error, String code) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (cause instanceof RedisCommandExecutionException && message != null && message.startsWith(code)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked") // One stream is read; Lettuce's signature is for an array of any.
    private Mono<List<StreamBatch>> readGroup(String tenant, int maxEntries, XReadArgs.StreamOffset<String> offset) {
        return Mono.fromCompletionStage(() -> lanes.ask(redis ->
                        redis.xreadgroup(Consumer.from(GROUP, consumer), XReadArgs.Builder.count(maxEntries), offset)))
                .flatMap(messages -> batches(tenant, messages));
    }

    private Mono<List<StreamBatch>> takeOver(String tenant, int maxEntries) {
        XAutoClaimArgs<String> args = XAutoClaimArgs.Builder.xautoclaim(
                        Consumer.from(GROUP, consumer), abandoned, OWN_PENDING)
                .count(maxEntries);
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.xautoclaim(TenantKeys.events(tenant), args)))
                .map(ClaimedMessages<String, String>::getMessages)
                .flatMap(messages -> batches(tenant, messages));
    }

    /** Without those that are pending but were deleted: they are acknowledged, so that they do not come again. */
    private Mono<List<StreamBatch>> batches(String tenant, List<StreamMessage<String, String>> messages) {
        List<StreamBatch> batches = new ArrayList<>(messages.size());
        List<String> deleted = new ArrayList<>();
        for (StreamMessage<String, String> message : messages) {
            Map<String, String> body = message.getBody();
            if (body == null || body.isEmpty()) {
                deleted.add(message.getId());
            } else {
                batches.add(new StreamBatch(message.getId(), events(body)));
            }
        }
        return deleted.isEmpty()
                ? Mono.just(batches)
                : acknowledge(tenant, deleted).thenReturn(batches);
    }

    private static List<String> events(Map<String, String> body) {
        String whole = body.get(WHOLE);
        if (whole != null) {
            return List.of(whole.split(SEPARATOR));
        }
        String[] events = requireNonNull(body.get(TAILS), TAILS).split(SEPARATOR);
        for (int i = 0; i < events.length; i++) {
            events[i] = requireNonNull(body.get(Integer.toString(i + 1)), "head") + events[i];
        }
        return List.of(events);
    }

    /** Forgets batches that were stored, and gives their memory back. Idempotent. */
    public Mono<Void> acknowledge(String tenant, List<String> ids) {
        if (ids.isEmpty()) {
            return Mono.empty();
        }
        String[] arguments = new String[ids.size() + 1];
        arguments[0] = GROUP;
        for (int i = 0; i < ids.size(); i++) {
            arguments[i + 1] = ids.get(i);
        }
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.<Long>eval(
                        Script.ACKNOWLEDGE.text(),
                        ScriptOutputType.INTEGER,
                        new String[] {TenantKeys.events(tenant)},
                        arguments)))
                .then();
    }

    /** How many batches are not acknowledged; a batch holds as many events as leads were decided together. */
    public Mono<Long> backlog(String tenant) {
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.xlen(TenantKeys.events(tenant))));
    }
}
