package dev.gavel.gates;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Of which moment the lists of others are that a tenant has loaded. A list with several sources is as old as the oldest of them.
 *
 * <p>Thread safety: immutable.
 *
 * @param litigator of the list of known litigators; null when it was never loaded
 * @param drop of California's deletion requests (DROP); null when they were never loaded
 */
public record ListDates(
        @Nullable Instant litigator, @Nullable Instant drop) {

    /** None was ever loaded, or nothing is known of them: who asks for one does not sell. */
    public static final ListDates NONE = new ListDates(null, null);
}
