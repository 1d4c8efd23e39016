package dev.gavel.auction.contract;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Phase;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a lead a contract's requests may carry. What is not allowed never leaves, whatever a template says: an endpoint whose
 * template names it is refused with the market, and a request that would carry it all the same is not sent.
 *
 * <p>A request for bids never carries a restricted or sensitive field; a hash of one it may, where the contract lists it. A delivery carries
 * what the vertical requires of a post, and of the rest what is allowed here.
 *
 * <p>Source: FTC v. ITMedia Solutions (2022) and FTC v. Blue Global Media (2017), where showing whole applications to those who might buy
 * was pleaded as unlawful. Thread safety: immutable.
 *
 * @param inBids the only fields of a request for bids; null for every public and internal field that is no hash
 * @param inDeliveries the only optional fields of a delivery; null for every one that is not sensitive
 */
public record FieldAllowance(
        @Nullable Set<String> inBids, @Nullable Set<String> inDeliveries) {

    /** What holds for a contract that says nothing. */
    public static final FieldAllowance STANDARD = new FieldAllowance(null, null);

    public FieldAllowance {
        inBids = inBids == null ? null : Set.copyOf(inBids);
        inDeliveries = inDeliveries == null ? null : Set.copyOf(inDeliveries);
    }

    /** Whether those who are asked for a bid may see the field. Allocates nothing. */
    public boolean allowsInBid(Field field) {
        return inBids == null
                ? field.isForBidders() && field.type() != FieldType.HASH
                : inBids.contains(field.name()) && mayBeListedForBids(field);
    }

    /** Whether who has won the lead may see the field. Allocates nothing. */
    public boolean allowsInDelivery(Field field) {
        if (field.isRequiredIn(Phase.POST)) {
            return true;
        }
        return inDeliveries == null ? field.dataClass() != DataClass.SENSITIVE : inDeliveries.contains(field.name());
    }

    /** Whether a contract may list the field for its requests for bids at all. */
    public static boolean mayBeListedForBids(Field field) {
        return field.isForBidders() || (field.type() == FieldType.HASH && field.dataClass() == DataClass.RESTRICTED);
    }
}
