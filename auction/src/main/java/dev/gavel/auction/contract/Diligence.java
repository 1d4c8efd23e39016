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
 * @param mostPerAddress pings from one address within the window beyond which no person sent them; 0 to count none
 * @param addressWindow the window
 */
public record Diligence(
        boolean buyerVetting,
        boolean buyerLicences,
        boolean sourceDomains,
        boolean ipReputation,
        Duration leastFormTime,
        boolean formTimeRequired,
        boolean gpcRequired,
        int mostPerAddress,
        Duration addressWindow) {

    /** What holds for a campaign that says nothing. */
    public static final Diligence STANDARD =
            new Diligence(true, false, false, false, Duration.ofSeconds(2), false, false);

    /** Asks for nothing: for tests and experiments. */
    public static final Diligence NONE = new Diligence(false, false, false, false, Duration.ZERO, false, false);

    /** One that counts no address's pings. */
    public Diligence(
            boolean buyerVetting,
            boolean buyerLicences,
            boolean sourceDomains,
            boolean ipReputation,
            Duration leastFormTime,
            boolean formTimeRequired,
            boolean gpcRequired) {
        this(
                buyerVetting,
                buyerLicences,
                sourceDomains,
                ipReputation,
                leastFormTime,
                formTimeRequired,
                gpcRequired,
                0,
                Duration.ofMinutes(10));
    }

    public Diligence {
        requireNonNull(leastFormTime, "leastFormTime");
        requireNonNull(addressWindow, "addressWindow");
        if (mostPerAddress < 0 || !addressWindow.isPositive()) {
            throw new IllegalArgumentException("mostPerAddress, addressWindow: " + mostPerAddress + ", " + addressWindow
                    + " (expected: 0 or more, positive)");
        }
        if (leastFormTime.isNegative()) {
            throw new IllegalArgumentException("leastFormTime: " + leastFormTime + " (expected: not negative)");
        }
    }
}
