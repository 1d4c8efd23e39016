package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's withdrawal of consent.
 *
 * @param revocationId TypeID, {@code revocation_} in front
 * @param requestKey what makes a repeated request the same one, such as the message's id at its provider; null when there is none
 * @param receivedAt when the consumer said it
 * @param dueAt until when everyone must honour it
 * @param jurisdiction such as {@code FL}; null when unknown
 * @param source who brought it
 * @param sealed what was said and by whom, sealed under the tenant's key with the revocation's id
 */
public record Revocation(
        String revocationId,
        @Nullable String requestKey,
        Instant receivedAt,
        Instant recordedAt,
        Instant dueAt,
        String channel,
        @Nullable String jurisdiction,
        String source,
        List<String> consumerKeys,
        byte[] sealed) {

    public Revocation {
        requireNonNull(revocationId, "revocationId");
        requireNonNull(receivedAt, "receivedAt");
        requireNonNull(recordedAt, "recordedAt");
        requireNonNull(dueAt, "dueAt");
        requireNonNull(channel, "channel");
        requireNonNull(source, "source");
        consumerKeys = List.copyOf(consumerKeys);
    }

    /** Without what was said, and by whom. */
    @Override
    public String toString() {
        return "Revocation[" + revocationId + "]";
    }
}
