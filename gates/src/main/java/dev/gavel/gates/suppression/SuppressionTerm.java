package dev.gavel.gates.suppression;

import dev.gavel.gates.SuppressionKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How long a suppression lasts. All kinds last for good but two: Washington's year (RCW 80.36.390(3)), which can be longer and not shorter,
 * and {@code opt_out}, which ends when its sender said so. Virginia's ten years at least (Code of Virginia 59.1-514) are for good.
 *
 * <p>Thread safety: stateless.
 */
public final class SuppressionTerm {

    private static final String VIRGINIA = "VA";
    private static final ZoneId WASHINGTON = ZoneId.of("America/Los_Angeles");

    private SuppressionTerm() {}

    /**
     * When a suppression ends; null for never.
     *
     * @param jurisdiction whose law it was asked under, such as {@code VA}; null when unknown
     * @param requested when its sender wants it to end; null for never
     * @return never earlier than asked for
     */
    public static @Nullable Instant until(
            SuppressionKind kind, @Nullable String jurisdiction, Instant receivedAt, @Nullable Instant requested) {
        if (VIRGINIA.equals(jurisdiction)) {
            return null;
        }
        return switch (kind) {
            case NO_SALE_YEAR -> later(endOfYearAfter(receivedAt), requested);
            case OPT_OUT -> requested;
            case REVOCATION, DO_NOT_SELL, DROP, INTERNAL_DNC, LITIGATOR -> null;
        };
    }

    /** Whether the sender may say when a suppression of this kind ends. */
    public static boolean canEnd(SuppressionKind kind) {
        return kind == SuppressionKind.NO_SALE_YEAR || kind == SuppressionKind.OPT_OUT;
    }

    /** The day of the request does not count: the year ends with the same day a year later. */
    private static Instant endOfYearAfter(Instant receivedAt) {
        LocalDate last = receivedAt.atZone(WASHINGTON).toLocalDate().plusYears(1);
        return last.plusDays(1).atStartOfDay(WASHINGTON).toInstant();
    }

    private static Instant later(Instant least, @Nullable Instant requested) {
        return requested != null && requested.isAfter(least) ? requested : least;
    }
}
