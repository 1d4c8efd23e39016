package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * When and how the buyers of a campaign reach its consumers. Made from {@link #STANDARD} by saying what differs.
 *
 * <p>Thread safety: immutable.
 *
 * @param schedule when the campaign sells at all, beside the contracts' own schedules
 * @param channels how its buyers may reach the consumer: the rules for all of these are kept. Not empty
 * @param exemptions whether an exemption of the law is used where its fact is evidenced
 * @param limits whether the laws on how often a consumer may be contacted are kept
 */
public record ContactPolicy(Schedule schedule, Set<CallChannel> channels, boolean exemptions, boolean limits) {

    /** What holds for a campaign that says nothing. */
    public static final ContactPolicy STANDARD = new ContactPolicy(Schedule.ALWAYS, CallChannel.ALL, false, true);

    public ContactPolicy {
        requireNonNull(schedule, "schedule");
        channels = Set.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("channels: none (expected: at least one)");
        }
    }

    /** The same, selling by another schedule. */
    public ContactPolicy withSchedule(Schedule other) {
        return new ContactPolicy(other, channels, exemptions, limits);
    }

    /** The same, with other channels. */
    public ContactPolicy withChannels(Set<CallChannel> others) {
        return new ContactPolicy(schedule, others, exemptions, limits);
    }

    /** The same, using exemptions, or not. */
    public ContactPolicy withExemptions(boolean used) {
        return new ContactPolicy(schedule, channels, used, limits);
    }

    /** The same, keeping the limits on contacts, or not. */
    public ContactPolicy withLimits(boolean kept) {
        return new ContactPolicy(schedule, channels, exemptions, kept);
    }
}
