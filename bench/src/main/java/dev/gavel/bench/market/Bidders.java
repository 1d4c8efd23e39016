package dev.gavel.bench.market;

import java.util.Locale;

/**
 * Bidders of a buyer farm as part of a {@link MarketYaml}: each a buyer with one contract that takes every lead, asked for its price.
 *
 * @param count how many
 * @param farmPort where the farm listens on the loopback
 * @param asking how they are asked
 * @param timeoutMillis of each bid, and of the campaign's asking
 */
public record Bidders(int count, int farmPort, Asking asking, int timeoutMillis) {

    /** Nobody. */
    public static final Bidders NONE = new Bidders(0, 0, Asking.HTTP, 1_000);

    private static final int MOST_CALLS = 100_000;

    /** What an endpoint speaks. */
    public enum Asking {
        HTTP,
        H2,
        STREAM;

        /** As in the names of subjects. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void appendBuyers(StringBuilder yaml, String neverFull) {
        for (int i = 0; i < count; i++) {
            yaml.append("""
                      bidder-%d:
                        legal_name: Example Bidder %d LLC
                        zone: America/Chicago
                        credit_limit: 1000000000.00
                        vetting: {verified_on: 2026-01-01, verified_by: bench, valid_until: 2099-12-31, permitted_use: none, verticals: [auto-insurance]}
                        caps: [%s]
                        endpoints:
                          bid:
                            %s
                            timeout: %dms
                            limits: {concurrent: %d, per_second: %d}
                            request: {auction: "${ping_id}", zip: "${zip}", vehicle: {year: "${vehicle_year}"}, insured: "${currently_insured}", floor: "${floor}"}
                            response: {status: status, accepted: [bid], rejected: [no_bid], price: price, reference: bid_id}
                          post:
                            url: http://127.0.0.1:%d/buyers/%d/post
                            timeout: 2s
                            request: {lead_id: "${lead_id}", price: "${price}"}
                            response: {status: status, accepted: [accepted], rejected: [rejected], reason: reason}
                    """.formatted(i, i, neverFull, address(i), timeoutMillis, MOST_CALLS, MOST_CALLS, farmPort, i));
        }
    }

    void appendContracts(StringBuilder yaml, String campaign, String neverFull) {
        for (int i = 0; i < count; i++) {
            yaml.append("""
                      realtime-%d:
                        campaign: %s
                        buyer: bidder-%d
                        filter: any_lead
                        schedule: always
                        price: {realtime: {endpoint: bid, min: 5.00, max: 100.00}}
                        caps: [%s]
                        delivery: post
                    """.formatted(i, campaign, i, neverFull));
        }
    }

    private String address(int bidder) {
        return switch (asking) {
            case HTTP -> "url: http://127.0.0.1:%d/buyers/%d/bid".formatted(farmPort, bidder);
            case H2 -> "url: http://127.0.0.1:%d/buyers/%d/bid\n        http: 2".formatted(farmPort, bidder);
            case STREAM -> "url: ws://127.0.0.1:%d/buyers/%d/bid".formatted(farmPort, bidder);
        };
    }
}
