package dev.gavel.server.buyer;

import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.money.Money;
import org.jspecify.annotations.Nullable;

/** What a request template draws on: the lead's fields, and what Gavel knows about the call itself. */
sealed interface CallFacts {

    Lead lead();

    /** The value of a name that Gavel provides; null when this call has none. */
    @Nullable
    String text(BuiltIn name);

    /** What bidders are told. */
    record OfBid(BidSource.Request request, String floor) implements CallFacts {

        static OfBid of(BidSource.Request request) {
            return new OfBid(request, Money.format(request.leastMicros()));
        }

        @Override
        public Lead lead() {
            return request.lead();
        }

        @Override
        public @Nullable String text(BuiltIn name) {
            return switch (name) {
                case PING_ID -> request.pingId();
                case CAMPAIGN -> request.campaign();
                case SOURCE -> request.source();
                case FLOOR -> floor;
                case LEAD_ID, LEG_ID, PRICE, BID_REFERENCE -> null;
                case CONSENT_TEXT,
                        CONSENT_URL,
                        CONSENT_IP,
                        CONSENT_USER_AGENT,
                        CONSENT_TIMESTAMP,
                        CONSENT_LANGUAGE,
                        CONSENT_SELLERS,
                        CONSENT_METHOD,
                        CONSENT_CHANNELS,
                        CONSENT_TRUSTEDFORM_CERT_URL,
                        CONSENT_JORNAYA_LEAD_ID -> null;
            };
        }
    }

    /** What the winner is told. */
    record OfDelivery(Delivery delivery) implements CallFacts {

        @Override
        public Lead lead() {
            return delivery.lead();
        }

        @Override
        public @Nullable String text(BuiltIn name) {
            return switch (name) {
                case PING_ID -> delivery.pingId();
                case LEAD_ID -> delivery.leadId();
                case LEG_ID -> delivery.legId();
                case CAMPAIGN -> delivery.campaign();
                case SOURCE -> delivery.source();
                case PRICE -> Money.format(delivery.priceMicros());
                case BID_REFERENCE -> delivery.bidReference();
                case FLOOR -> null;
                case CONSENT_TEXT,
                        CONSENT_URL,
                        CONSENT_IP,
                        CONSENT_USER_AGENT,
                        CONSENT_TIMESTAMP,
                        CONSENT_LANGUAGE,
                        CONSENT_SELLERS,
                        CONSENT_METHOD,
                        CONSENT_CHANNELS,
                        CONSENT_TRUSTEDFORM_CERT_URL,
                        CONSENT_JORNAYA_LEAD_ID -> consent(name);
            };
        }

        private @Nullable String consent(BuiltIn name) {
            return delivery.consent() == null ? null : name.of(delivery.consent());
        }
    }
}
