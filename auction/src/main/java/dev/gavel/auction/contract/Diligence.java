package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How well a campaign must know those it trades with: its buyers, its vendors' sources, and what the consumer's browser said.
 *
 * <p>Thread safety: immutable.
 *
 * @param buyerVetting whether a buyer without a {@link Vetting} hears of nothing
 * @param buyerLicences whether a buyer without a licence in the consumer's state hears of nothing, also one whose record lists none
 * @param sourceDomains whether a source without agreed domains is taken no lead from
 * @param ipReputation whether the consumer's address must be looked up in the list of bad ones
 * @param leastFormTime a form that was filled in faster was not filled in by a person
 * @param formTimeRequired whether the time at which the form was begun must be sent
 * @param gpcRequired whether it must be sent if the browser sent the Global Privacy Control signal
 */
public record Diligence(
        boolean buyerVetting,
        boolean buyerLicences,
        boolean sourceDomains,
        boolean ipReputation,
        Duration leastFormTime,
        boolean formTimeRequired,
        boolean gpcRequired) {

    /** What holds for a campaign that says nothing. */
    public static final Diligence STANDARD =
            new Diligence(true, false, false, false, Duration.ofSeconds(2), false, false);

    /** Asks for nothing: for tests and experiments. */
    public static final Diligence NONE = new Diligence(false, false, false, false, Duration.ZERO, false, false);

    public Diligence {
        requireNonNull(leastFormTime, "leastFormTime");
        if (leastFormTime.isNegative()) {
            throw new IllegalArgumentException("leastFormTime: " + leastFormTime + " (expected: not negative)");
        }
    }
}
