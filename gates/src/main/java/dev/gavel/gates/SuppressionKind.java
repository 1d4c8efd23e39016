package dev.gavel.gates;

import dev.gavel.auction.reason.Reason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a consumer is suppressed. Where several hold, the first of these is the reason that is given.
 *
 * <p>Thread safety: immutable.
 */
public enum SuppressionKind {
    /** Consent was withdrawn: 47 CFR 64.1200(a)(10). */
    REVOCATION(Reason.CONSENT_REVOKED),
    /** A request not to sell or share: California Civil Code 1798.120 and its like. */
    DO_NOT_SELL(Reason.SALE_OPTED_OUT),
    /** A deletion request through California's DROP: Civil Code 1798.99.86. */
    DROP(Reason.DELETION_REQUESTED),
    /** Washington: no calls and no sale for a year after a removal request, RCW 80.36.390. */
    NO_SALE_YEAR(Reason.NO_SALE_YEAR),
    /** The tenant's own do-not-call list: 47 CFR 64.1200(d). */
    INTERNAL_DNC(Reason.INTERNAL_DNC),
    /** A known plaintiff, of a list that the tenant loads. */
    LITIGATOR(Reason.LITIGATOR),
    /** Any other wish to be left alone. */
    OPT_OUT(Reason.SUPPRESSED);

    private final Reason reason;
    private final String text;

    SuppressionKind(Reason reason) {
        this.reason = reason;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    /** What a refusal for this kind is called. */
    public Reason reason() {
        return reason;
    }

    /** The name in files, bodies and tables: {@code no_sale_year}. */
    public String text() {
        return text;
    }

    /** The kind of this name, or null. */
    public static @Nullable SuppressionKind named(@Nullable String text) {
        for (SuppressionKind kind : values()) {
            if (kind.text.equals(text)) {
                return kind;
            }
        }
        return null;
    }
}
