package dev.gavel.persistence.redis;

import java.util.List;

/**
 * Events that were appended to a tenant's stream together, in their order.
 *
 * @param id of the stream's entry, {@code <milliseconds since 1970>-<number>}: ascending, unique in the tenant's stream
 * @param events JSON objects, at least one
 */
public record StreamBatch(String id, List<String> events) {

    public StreamBatch {
        events = List.copyOf(events);
    }

    /** When Redis took the batch: milliseconds since 1970. */
    public long epochMillis() {
        return Long.parseLong(id, 0, id.indexOf('-'), 10);
    }
}
