package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.lead.UsState;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every row of a rule table says of itself: for whom, for which calls and when it holds, and where it was taken from.
 *
 * <p>Thread safety: immutable.
 *
 * @param state whose residents; null for the federal row, which holds everywhere
 * @param channel which way of reaching the consumer the row is about
 * @param effectiveFrom the first day that the row holds; null when it has held for as long as Gavel's data goes back
 * @param effectiveTo the last day; null when it still holds
 * @param sources addresses that the row was taken from; at least one
 * @param confidence how sure the row is
 * @param note what a reader should know: disagreements, readings; empty for nothing, but never of a row that is {@link Confidence#C}
 */
public record RuleScope(
        @Nullable UsState state,
        Channel channel,
        @Nullable LocalDate effectiveFrom,
        @Nullable LocalDate effectiveTo,
        List<String> sources,
        Confidence confidence,
        String note) {

    public RuleScope {
        requireNonNull(channel, "channel");
        requireNonNull(confidence, "confidence");
        requireNonNull(note, "note");
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("sources: none (expected: where the row was taken from)");
        }
        if (confidence == Confidence.C && note.isBlank()) {
            throw new IllegalArgumentException("note: none (expected: what is doubtful about a row of confidence C)");
        }
        if (effectiveFrom != null && effectiveTo != null && effectiveTo.isBefore(effectiveFrom)) {
            throw new IllegalArgumentException(
                    "effectiveTo: " + effectiveTo + " (expected: not before " + effectiveFrom + ")");
        }
    }

    /** Whether the row holds on a day, as days since 1970-01-01. Allocates nothing. */
    public boolean holdsOn(long epochDay) {
        return (effectiveFrom == null || epochDay >= effectiveFrom.toEpochDay())
                && (effectiveTo == null || epochDay <= effectiveTo.toEpochDay());
    }

    /** The jurisdiction as it is written: {@code US} or a USPS code. */
    public String jurisdiction() {
        return state == null ? RuleFile.FEDERAL : state.name();
    }

    /** How sure a row is. Whatever it is, the row is kept to: doubt is told, and read strictly. */
    public enum Confidence {
        /** Read in the law or at its authority, or told alike by several sources that know it. */
        A,
        /** Told alike by secondary sources, or by one that names the law. */
        B,
        /** By one source, by sources that disagree, or from general knowledge: confirm it first. */
        C
    }

    /** The ways of reaching a consumer. */
    public enum Channel {
        /** The rule does not tell them apart. */
        ANY,
        CALL,
        PRERECORDED,
        TEXT,
        EMAIL;

        /** Whether a row about this channel binds somebody who may call in one of these ways. Allocates nothing. */
        public boolean binds(Set<CallChannel> ways) {
            return switch (this) {
                case ANY -> true;
                case CALL -> ways.contains(CallChannel.CALL) || ways.contains(CallChannel.AUTODIALED);
                case PRERECORDED -> ways.contains(CallChannel.PRERECORDED);
                case TEXT -> ways.contains(CallChannel.TEXT);
                case EMAIL -> false;
            };
        }
    }
}
