package dev.gavel.gates.dnc;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.DncPolicy;
import dev.gavel.auction.lead.Consent;
import dev.gavel.gates.DncExemption;
import dev.gavel.gates.DncRelationship;
import dev.gavel.gates.Facts;
import dev.gavel.gates.SellerNames;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a number on the national registry may be called all the same. Asked of listed numbers only.
 *
 * <p>Written agreement: 16 CFR 310.4(b)(1)(iii)(B)(1), 47 CFR 64.1200(c)(2)(ii); it must be evidenced (text, time, a certificate), cover a way of calling,
 * and name the seller. Established business relationship: 16 CFR 310.4(b)(1)(iii)(B)(2). Thread safety: stateless.
 */
final class Exemptions {

    private Exemptions() {}

    /** The first exemption of the campaign's that holds for the buyer, or for any buyer where none is given; null for none. */
    static @Nullable DncExemption of(Facts facts) {
        DncPolicy policy = facts.campaign().gates().dnc();
        if (policy.exemptWrittenConsent() && isWritten(facts)) {
            return DncExemption.WRITTEN_CONSENT;
        }
        return policy.exemptRelationship() ? relationship(facts) : null;
    }

    private static boolean isWritten(Facts facts) {
        Consent consent = facts.consent();
        Buyer buyer = facts.buyer();
        if (consent == null
                || isBlank(consent.text())
                || consent.timestamp() == null
                || (isBlank(consent.trustedFormCertUrl()) && isBlank(consent.jornayaLeadId()))
                || !allowsCalls(facts.ways(), consent.capture())) {
            return false;
        }
        return buyer == null ? !SellerNames.areBlank(consent.sellers()) : SellerNames.name(consent.sellers(), buyer);
    }

    /** Written, and for some way of calling: a recorded voice is no writing, and whoever agreed to e-mail agreed to no call. */
    private static boolean allowsCalls(Set<CallChannel> ways, Consent.Capture capture) {
        return capture.method().isWritten()
                && !capture.channels().contains(Consent.Channel.UNREADABLE)
                && !CallChannel.covered(ways, capture).isEmpty();
    }

    /** A day of UTC: at most a day off where the consumer lives, as the period's own days are. */
    private static @Nullable DncExemption relationship(Facts facts) {
        Buyer buyer = facts.buyer();
        LocalDate today = LocalDate.ofInstant(facts.now(), ZoneOffset.UTC);
        DncExemption found = null;
        for (DncRelationship relationship : facts.dnc().scrub().relationships()) {
            if ((buyer == null || relationship.buyer().equals(buyer.id())) && relationship.holdsOn(today)) {
                found = switch (relationship.kind()) {
                    case PURCHASE -> DncExemption.PURCHASE;
                    case INQUIRY -> found == null ? DncExemption.INQUIRY : found;
                };
            }
        }
        return found;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
