package dev.gavel.auction.contract;

/**
 * What a campaign asks of the do-not-call lists beyond that a listed number is not sold. The exemptions hold for the national registry alone,
 * never for a state's list or the tenant's own.
 *
 * <p>Thread safety: immutable.
 *
 * @param pingByHash whether a ping that has the phone only as a hash may be priced; its post is judged with the number in any case
 * @param exemptWrittenConsent whether a listed number may be sold to a buyer whom evidenced written consent names
 * @param exemptRelationship whether a listed number may be sold to a buyer with whom a business relationship is on record
 */
public record DncPolicy(boolean pingByHash, boolean exemptWrittenConsent, boolean exemptRelationship) {

    /** What holds for a campaign that says nothing: priced by hash, no exemption. */
    public static final DncPolicy STANDARD = new DncPolicy(true, false, false);

    /** Whether any exemption is used: then a lead that passes may still not go to every buyer. */
    public boolean hasExemptions() {
        return exemptWrittenConsent || exemptRelationship;
    }
}
