package dev.gavel.auction.contract;

import java.util.EnumSet;
import java.util.Set;

/** How a buyer reaches a consumer by phone. Laws on calling hours tell them apart. */
public enum CallChannel {
    /** A live call. */
    CALL,
    /** A text message. */
    TEXT,
    /** A call that plays a recorded or synthesized voice. */
    PRERECORDED;

    /** All of them: what holds where nobody says how a buyer calls. */
    public static final Set<CallChannel> ALL = Set.copyOf(EnumSet.allOf(CallChannel.class));
}
