package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What a person decided about a held lead.
 *
 * @param by the person's name, as told with the decision
 * @param with the id of the API key that it was told with, or {@code operator} for a command
 * @param why in words; no personal data
 */
public record HoldDecision(Kind kind, String by, String with, String why, Instant at) {

    /** The names are stored: they are never changed. */
    public enum Kind {
        /** The findings that the lead is held for shall not stand against it. */
        RELEASE,
        /** The lead shall not be sold. */
        REFUSE
    }

    public HoldDecision {
        requireNonNull(kind, "kind");
        requireNonNull(with, "with");
        requireNonNull(at, "at");
        if (by.isBlank() || why.isBlank()) {
            throw new IllegalArgumentException("by, why: blank (expected: a person's name, and words)");
        }
    }
}
