package dev.gavel.server.buyer;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint.ResponseMapping;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.money.Money;
import dev.gavel.server.buyer.wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an endpoint's JSON answers by its mapping, compiled once per configuration. Refusal is looked at before acceptance, because some
 * buyers put an id or a price into a refusal; what is neither is unknown.
 *
 * <p>Thread safety: immutable.
 */
final class AnswerReader {

    /** The longest reference and address that is kept. */
    static final int MOST_REFERENCE_CHARS = 2_048;

    /** Where a delivery's answer may name the page to which the consumer is sent. */
    private static final String REDIRECT_PATH = "redirect_url";

    private static final int STATUS = 0;
    private static final int PRICE = 1;
    private static final int REASON = 2;
    private static final int REFERENCE = 3;
    private static final int REDIRECT = 4;

    private final JsonPaths paths;
    private final String[] accepted;
    private final String[] rejected;

    private AnswerReader(JsonPaths paths, Set<String> accepted, Set<String> rejected) {
        this.paths = paths;
        this.accepted = accepted.toArray(String[]::new);
        this.rejected = rejected.toArray(String[]::new);
    }

    /**
     * Compiles a mapping.
     *
     * @throws IllegalArgumentException when a bid endpoint has no price path, no word means yes, or a path is malformed
     */
    static AnswerReader compile(ResponseMapping mapping, Purpose purpose) {
        if (purpose == Purpose.BID && mapping.pricePath() == null) {
            throw new IllegalArgumentException(
                    "response: no price path (expected: one, because bids are asked for here)");
        }
        if (mapping.accepted().isEmpty()) {
            throw new IllegalArgumentException("response: no accepted status (expected: at least one)");
        }
        List<@Nullable String> paths = new ArrayList<>();
        paths.add(mapping.statusPath());
        paths.add(purpose == Purpose.BID ? mapping.pricePath() : null);
        paths.add(mapping.reasonPath());
        paths.add(mapping.referencePath());
        paths.add(purpose == Purpose.DELIVERY ? REDIRECT_PATH : null);
        return new AnswerReader(JsonPaths.compile(paths), mapping.accepted(), mapping.rejected());
    }

    /**
     * What an answer to a request for a bid means. Bids outside the bounds are void, never clamped; a price of zero is no bid.
     *
     * @param bounds those of the contract
     */
    BidOutcome readBid(Answer answer, Contract contract, PriceRule.RealTime bounds) {
        if (!answer.isSuccess() && !answer.isClientError()) {
            return new BidOutcome.Failed(contract);
        }
        if (answer.isSuccess() && answer.length() == 0) {
            return answer.status() == 204 ? new BidOutcome.NoBid(contract) : unreadable(contract);
        }
        @Nullable String[] found = paths.read(answer.body(), answer.length());
        if (answer.isClientError()) {
            return found != null && says(found, rejected)
                    ? new BidOutcome.NoBid(contract)
                    : new BidOutcome.Failed(contract);
        }
        if (found == null) {
            return unreadable(contract);
        }
        if (says(found, rejected)) {
            return new BidOutcome.NoBid(contract);
        }
        return says(found, accepted)
                ? offer(found, contract, bounds)
                : new BidOutcome.Void(contract, BidOutcome.Cause.UNKNOWN_STATUS);
    }

    private static BidOutcome offer(@Nullable String[] found, Contract contract, PriceRule.RealTime bounds) {
        String price = found[PRICE];
        long micros = price == null ? Money.INVALID : Money.parseMicros(price);
        String reference = found[REFERENCE];
        if (micros == Money.INVALID || (reference != null && !isReference(reference))) {
            return unreadable(contract);
        }
        if (micros == 0) {
            return new BidOutcome.NoBid(contract);
        }
        if (micros < bounds.leastMicros()) {
            return new BidOutcome.Void(contract, BidOutcome.Cause.BELOW_BOUND);
        }
        if (micros > bounds.mostMicros()) {
            return new BidOutcome.Void(contract, BidOutcome.Cause.ABOVE_BOUND);
        }
        return new BidOutcome.Offered(new Bid(contract, micros, reference));
    }

    /**
     * What an answer to a delivery means.
     *
     * @param lead what was delivered: none of its values is repeated in the outcome
     */
    DeliveryOutcome readDelivery(Answer answer, Lead lead) {
        if (!answer.isSuccess() && !answer.isClientError()) {
            return new DeliveryOutcome.Unknown(DeliveryOutcome.Doubt.HTTP_STATUS);
        }
        @Nullable String[] found = paths.read(answer.body(), answer.length());
        if (found != null && says(found, rejected)) {
            String reason = found[REASON];
            return new DeliveryOutcome.Rejected(reason == null ? "" : ReasonText.clean(reason, lead));
        }
        if (answer.isClientError()) {
            return new DeliveryOutcome.Unknown(DeliveryOutcome.Doubt.HTTP_STATUS);
        }
        if (found == null) {
            return new DeliveryOutcome.Unknown(DeliveryOutcome.Doubt.UNREADABLE);
        }
        return says(found, accepted)
                ? new DeliveryOutcome.Accepted(usableReference(found[REFERENCE]), usableAddress(found[REDIRECT]))
                : new DeliveryOutcome.Unknown(DeliveryOutcome.Doubt.UNKNOWN_STATUS);
    }

    private static boolean says(@Nullable String[] found, String[] terms) {
        String status = found[STATUS];
        if (status == null) {
            return false;
        }
        for (String term : terms) {
            if (term.equalsIgnoreCase(status)) {
                return true;
            }
        }
        return false;
    }

    private static BidOutcome unreadable(Contract contract) {
        return new BidOutcome.Void(contract, BidOutcome.Cause.UNREADABLE);
    }

    /** An id is opaque; control characters would not survive headers, logs and databases. */
    private static boolean isReference(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return text.length() <= MOST_REFERENCE_CHARS;
    }

    private static @Nullable String usableReference(@Nullable String text) {
        return text != null && isReference(text) ? text : null;
    }

    private static @Nullable String usableAddress(@Nullable String text) {
        if (text == null || !isReference(text) || text.indexOf(' ') >= 0) {
            return null;
        }
        return text.startsWith("https://") || text.startsWith("http://") ? text : null;
    }
}
