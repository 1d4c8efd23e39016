package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.lead.Consent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An accepted ping as it is kept until its post: sealed, because it holds what the vendor sent.
 *
 * @param fields the lead's valid fields in canonical spelling, by name
 * @param consumerKeys what the consumer is screened by
 * @param candidates in the order of the options that the cap ledger was asked about
 */
record RememberedPing(
        String campaign,
        String vendor,
        String source,
        long marketVersion,
        Map<String, String> fields,
        @Nullable Consent consent,
        List<String> consumerKeys,
        List<Kept> candidates) {

    RememberedPing {
        fields = Map.copyOf(fields);
        consumerKeys = List.copyOf(consumerKeys);
        candidates = List.copyOf(candidates);
    }

    /**
     * The position of a contract's candidate.
     *
     * @throws IllegalArgumentException when it has none
     */
    int positionOf(String contract) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).contract().equals(contract)) {
                return i;
            }
        }
        throw new IllegalArgumentException("contract: " + contract + " is no candidate of this ping");
    }

    /** A candidate with the amounts and claims of the ping. */
    record Kept(
            String contract,
            long priceMicros,
            long payoutMicros,
            @Nullable String bidReference,
            List<CapClaim> claims) {}

    /** Shows no value of the lead. */
    @Override
    public String toString() {
        return "RememberedPing[" + campaign + ", " + vendor + "/" + source + "]";
    }
}
