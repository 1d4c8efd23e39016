package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.market.MarketFile;
import dev.gavel.auction.market.MarketReading;
import dev.gavel.auction.market.Verticals;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reader of the market file and the calls to buyers know the same names. */
final class MarketFileEndpointsTest {

    @SuppressWarnings("InlineFormatString") // It reads better by itself.
    private static final String MARKET = """
            currency: USD
            campaigns:
              auto: {vertical: auto-insurance, margin: {percent: 15}}
            buyers:
              beacon:
                legal_name: Beacon Insurance Services Inc
                zone: America/Chicago
                endpoints:
                  bid:
                    url: https://leads.example.com/bid
                    headers: {Authorization: "Bearer ${secret:TOKEN}"}
                    timeout: 140ms
                    request: {zip: "${zip}", year: "${vehicle_year}", all: [%s]}
                    response: {status: status, accepted: [bid], rejected: [no_bid], price: price, reference: bid_id}
                  post:
                    url: https://leads.example.com/post
                    timeout: 5s
                    request: {name: "${first_name} ${last_name}", phone: "${phone}", all: [%s]}
                    response: {status: status, accepted: [accepted], rejected: [rejected], reason: reason, reference: id}
            contracts:
              beacon-auto:
                campaign: auto
                buyer: beacon
                filter: any_lead
                schedule: always
                price: {realtime: {endpoint: bid, min: 5.00, max: 60.00}}
                delivery: post
            """;

    @Test
    void whatTheReaderTakesIsCompiled() {
        try (BuyerWorld world = new BuyerWorld()) {
            Market market = market(namesFor(Purpose.BID), namesFor(Purpose.DELIVERY));

            assertThatCode(() -> world.endpoints.apply(market)).doesNotThrowAnyException();
        }
    }

    @Test
    void whatTheReaderRefusesIsNotForThatPurpose() {
        for (BuiltIn builtIn : BuiltIn.values()) {
            String name = "\"${" + builtIn.wireName() + "}\"";
            assertThat(read(name, "") instanceof MarketReading.Refused)
                    .as("%s in a bid", name)
                    .isNotEqualTo(Purpose.BID.knows(builtIn));
            assertThat(read("", name) instanceof MarketReading.Refused)
                    .as("%s in a delivery", name)
                    .isNotEqualTo(Purpose.DELIVERY.knows(builtIn));
        }
    }

    private static String namesFor(Purpose purpose) {
        return Stream.of(BuiltIn.values())
                .filter(builtIn -> purpose.knows(builtIn))
                .map(builtIn -> "\"${" + builtIn.wireName() + "}\"")
                .collect(Collectors.joining(", "));
    }

    private static Market market(String bidNames, String deliveryNames) {
        return switch (read(bidNames, deliveryNames)) {
            case MarketReading.Accepted accepted -> accepted.market();
            case MarketReading.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    private static MarketReading read(String bidNames, String deliveryNames) {
        return MarketFile.read(MARKET.formatted(bidNames, deliveryNames), BuyerWorld.TENANT, Verticals.standard());
    }
}
