package dev.gavel.auction.contract;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Consent.Channel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How a buyer reaches a consumer by phone. Laws on calling hours tell them apart, and so do consents. */
public enum CallChannel {
    /** A live call that somebody dials. */
    CALL,
    /** A text message. */
    TEXT,
    /** A call that plays a recorded or synthesized voice. */
    PRERECORDED,
    /** A live call that a machine dials. */
    AUTODIALED;

    /** All of them: what holds where nobody says how a buyer calls. */
    public static final Set<CallChannel> ALL = Set.copyOf(EnumSet.allOf(CallChannel.class));

    private static final CallChannel[] ALL_IN_ORDER = values();
    private static final List<Set<CallChannel>> SUBSETS = subsets();

    private static List<Set<CallChannel>> subsets() {
        List<Set<CallChannel>> subsets = new ArrayList<>();
        for (int bits = 0; bits < 1 << values().length; bits++) {
            Set<CallChannel> subset = EnumSet.noneOf(CallChannel.class);
            for (CallChannel channel : values()) {
                if ((bits & channel.bit()) != 0) {
                    subset.add(channel);
                }
            }
            subsets.add(Set.copyOf(subset));
        }
        return List.copyOf(subsets);
    }

    @SuppressWarnings("EnumOrdinal") // the bit of a channel is nobody's but this class's
    private int bit() {
        return 1 << ordinal();
    }

    /**
     * Those of these ways that a consent covers. Allocates nothing.
     *
     * @return the same set when all are covered, and also when the consent does not say what it covers, or not readably; empty for none
     */
    public static Set<CallChannel> covered(Set<CallChannel> ways, Consent.Capture capture) {
        Set<Channel> channels = capture.channels();
        if (channels.isEmpty() || channels.contains(Channel.UNREADABLE)) {
            return ways;
        }
        int bits = 0;
        int count = 0;
        for (CallChannel way : ALL_IN_ORDER) {
            if (ways.contains(way) && way.isCoveredBy(channels)) {
                bits |= way.bit();
                count++;
            }
        }
        return count == ways.size() ? ways : SUBSETS.get(bits);
    }

    private boolean isCoveredBy(Set<Channel> channels) {
        return switch (this) {
            // Who lets a machine dial lets a person.
            case CALL -> channels.contains(Channel.CALL) || channels.contains(Channel.AUTODIALED_CALL);
            case TEXT -> channels.contains(Channel.SMS);
            case PRERECORDED -> channels.contains(Channel.PRERECORDED);
            case AUTODIALED -> channels.contains(Channel.AUTODIALED_CALL);
        };
    }
}
