package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.CallChannel;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When and for what a row of a table holds.
 *
 * @param effectiveFrom the first local day; null when it has held for as long as Gavel's data goes back
 * @param effectiveTo the last local day; null when it still holds
 * @param channels ways of calling that the row binds
 * @param exemptIf facts that lift the row, each by itself
 */
public record RowScope(
        @Nullable LocalDate effectiveFrom,
        @Nullable LocalDate effectiveTo,
        Set<CallChannel> channels,
        Set<Exemption> exemptIf) {

    /** Always, for everybody. */
    public static final RowScope ALWAYS = new RowScope(null, null, CallChannel.ALL, Set.of());

    public RowScope {
        channels = Set.copyOf(channels);
        exemptIf = Set.copyOf(exemptIf);
        requireNonNull(channels, "channels");
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("channels: none (expected: at least one)");
        }
    }

    /** Whether it holds on a local day. */
    boolean holdsOn(long epochDay) {
        return (effectiveFrom == null || epochDay >= effectiveFrom.toEpochDay())
                && (effectiveTo == null || epochDay <= effectiveTo.toEpochDay());
    }

    /** Whether it binds somebody who may call in one of these ways. */
    boolean binds(Set<CallChannel> ways) {
        return channels.contains(CallChannel.CALL) && ways.contains(CallChannel.CALL)
                || channels.contains(CallChannel.TEXT) && ways.contains(CallChannel.TEXT)
                || channels.contains(CallChannel.RECORDED) && ways.contains(CallChannel.RECORDED);
    }
}
