package dev.gavel.persistence.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/** A stream in memory; it can lose acknowledgements, as a connection that breaks does. Thread safety: guarded by itself. */
final class FakeEventSource implements EventSource {
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private long last;
    private boolean losesAcknowledgements;

    synchronized String append(String... events) {
        String id = ++last + "-0";
        entries.put(last, new Entry(id, List.of(events)));
        return id;
    }

    synchronized void appendAgain(String id, String... events) {
        entries.put(Long.parseLong(id.substring(0, id.indexOf('-'))), new Entry(id, List.of(events)));
    }

    synchronized void loseAcknowledgements(boolean lose) {
        losesAcknowledgements = lose;
    }

    @Override
    public synchronized Mono<List<Entry>> read(String tenant, int max) {
        List<Entry> oldest = new ArrayList<>(entries.values());
        return Mono.just(List.copyOf(oldest.subList(0, Math.min(max, oldest.size()))));
    }

    @Override
    public synchronized Mono<Void> acknowledge(String tenant, List<String> ids) {
        if (losesAcknowledgements) {
            return Mono.error(new IllegalStateException("the acknowledgement was lost"));
        }
        ids.forEach(id -> entries.remove(Long.parseLong(id.substring(0, id.indexOf('-')))));
        return Mono.empty();
    }

    @Override
    public synchronized Mono<Long> backlog(String tenant) {
        return Mono.just((long) entries.size());
    }
}
