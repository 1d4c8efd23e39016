package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.Claims;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.lead.Consent;
import dev.gavel.server.market.LiveMarket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An accepted ping as it is kept until its post: sealed, because it holds what the vendor sent.
 *
 * @param fields the lead's valid fields in canonical spelling, by name
 * @param consumerKeys what the consumer is screened by
 * @param candidates first those that the cap ledger was asked about, as its options were
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

    /**
     * The same with what those candidates claim now that the ledger was not asked about: they are only there to fall back to. What was reserved is
     * settled as it was, whatever the market has become since.
     */
    RememberedPing withClaims(LiveMarket market, Instant now) {
        Claims claims = market.claimsAt(now);
        List<Kept> complete = new ArrayList<>(candidates.size());
        for (Kept kept : candidates) {
            Contract contract = kept.claims().isEmpty() ? market.contract(kept.contract()) : null;
            complete.add(
                    contract == null
                            ? kept
                            : new Kept(
                                    kept.contract(),
                                    kept.priceMicros(),
                                    kept.payoutMicros(),
                                    kept.bidReference(),
                                    claims.of(contract, vendor, source, kept.priceMicros())));
        }
        return new RememberedPing(campaign, vendor, source, marketVersion, fields, consent, consumerKeys, complete);
    }

    /**
     * A candidate with the amounts and claims of the ping.
     *
     * @param claims empty when the ledger was not asked about it
     */
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
