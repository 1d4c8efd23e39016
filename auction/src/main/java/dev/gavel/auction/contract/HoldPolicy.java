package dev.gavel.auction.contract;

import dev.gavel.auction.reason.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which findings of the gates a campaign has a person look at, instead of refusing the lead. A held lead is not sold; a named person may
 * release it, and then everything else must still pass.
 *
 * <p>Only a finding on which the law leaves a choice can be held: one that rests on what the tenant asks for beyond the law, about signals
 * that a person can look into. What a statute, a list or a consumer's word decides is never held ({@link #REVIEWABLE}).
 *
 * <p>Thread safety: immutable.
 *
 * @param reasons those held, among {@link #REVIEWABLE}
 * @param priceHolds how long the price of a ping holds of which is known that its post will be held; null for the campaign's time
 */
public record HoldPolicy(Set<Reason> reasons, @Nullable Duration priceHolds) {

    /** What can be held: where the form is, who filled it in, how fast and how often, by the source gate. */
    public static final Set<Reason> REVIEWABLE = Collections.unmodifiableSet(EnumSet.of(
            Reason.SOURCE_DOMAIN_UNKNOWN,
            Reason.SOURCE_DOMAIN_REFUSED,
            Reason.IP_REPUTATION_UNKNOWN,
            Reason.IP_REPUTATION_BAD,
            Reason.FORM_TOO_FAST,
            Reason.FORM_TIME_UNKNOWN,
            Reason.ADDRESS_BURST));

    /** Holds nothing. */
    public static final HoldPolicy NONE = new HoldPolicy(Set.of(), null);

    public HoldPolicy {
        reasons = Set.copyOf(reasons);
        if (!REVIEWABLE.containsAll(reasons)) {
            throw new IllegalArgumentException("reasons: " + reasons + " (expected: among " + REVIEWABLE + ")");
        }
    }
}
