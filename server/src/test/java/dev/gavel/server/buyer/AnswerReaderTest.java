package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidOutcome.Cause;
import dev.gavel.auction.bid.BidOutcome.NoBid;
import dev.gavel.auction.bid.BidOutcome.Offered;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint.ResponseMapping;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.server.buyer.DeliveryOutcome.Accepted;
import dev.gavel.server.buyer.DeliveryOutcome.Rejected;
import dev.gavel.server.buyer.wire.Answer;
import dev.gavel.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AnswerReaderTest {

    private static final Contract CONTRACT = BuyerWorld.contract("acme");
    private static final PriceRule.RealTime BOUNDS = new PriceRule.RealTime("acme-bid", 1, 1_000_000_000);
    private static final ResponseMapping NESTED = new ResponseMapping(
            "result.success",
            Set.of("true", "1"),
            Set.of("false"),
            "result.bids.0.price",
            "result.error.text",
            "result.bids.0.id");

    @Test
    void pathsReachIntoObjectsAndLists() {
        assertThat(
                        nested(
                                "{\"result\":{\"bids\":[{\"id\":17,\"price\":12.25},{\"id\":18,\"price\":99}],\"success\":true}}"))
                .isEqualTo(new Offered(new dev.gavel.auction.bid.Bid(CONTRACT, 12_250_000, "17")));
        assertThat(nested("{\"result\":{\"success\":1,\"bids\":[{\"price\":\"3\"}]},\"bids\":[{\"price\":5}]}"))
                .isEqualTo(new Offered(new dev.gavel.auction.bid.Bid(CONTRACT, 3_000_000, null)));
        assertThat(nested("{\"result\":{\"success\":false,\"bids\":[{\"price\":3}]}}"))
                .isInstanceOf(NoBid.class);
    }

    @Test
    void refusalIsLookedAtBeforeAcceptance() {
        ResponseMapping both = new ResponseMapping("status", Set.of("ok"), Set.of("OK"), "price", null, null);

        assertThat(AnswerReader.compile(both, Purpose.BID)
                        .readBid(answer(200, "{\"status\":\"ok\",\"price\":3}"), CONTRACT, BOUNDS))
                .isInstanceOf(NoBid.class);
    }

    @Test
    void priceMustBeAPlainAmount() {
        for (String price :
                new String[] {"null", "\"\"", "\"$3\"", "-1", "\"-1\"", "1e3", "1.2345678", "true", "[3]", "{}"}) {
            assertThat(flat("{\"status\":\"bid\",\"price\":" + price + "}"))
                    .as(price)
                    .isEqualTo(new BidOutcome.Void(CONTRACT, Cause.UNREADABLE));
        }
        assertThat(flat("{\"status\":\"bid\",\"price\":0.00}")).isInstanceOf(NoBid.class);
    }

    @Test
    void ambiguousAnswerIsUnreadable() {
        BidOutcome unreadable = new BidOutcome.Void(CONTRACT, Cause.UNREADABLE);
        assertThat(flat("{\"status\":\"bid\",\"price\":3,\"price\":300}")).isEqualTo(unreadable);
        assertThat(flat("{\"status\":\"no_bid\",\"status\":\"bid\",\"price\":3}"))
                .isEqualTo(unreadable);
        assertThat(flat("{\"status\":\"bid\",\"price\":3} {}")).isEqualTo(unreadable);
        assertThat(flat("{\"status\":\"bid\",\"price\":3,\"x\":" + "[".repeat(50) + "]".repeat(50) + "}"))
                .isEqualTo(unreadable);
        assertThat(flat("{\"status\":\"bid\",\"price\":3,\"bid_id\":\"a\\u0000b\"}"))
                .isEqualTo(unreadable);
        assertThat(flat("{\"status\":\"bid\",\"price\":3,\"bid_id\":\"" + "x".repeat(2_049) + "\"}"))
                .isEqualTo(unreadable);
    }

    @Test
    void scalarsAndListsAtTheTopAreNoStatus() {
        assertThat(flat("[]")).isEqualTo(new BidOutcome.Void(CONTRACT, Cause.UNKNOWN_STATUS));
        assertThat(flat("\"bid\"")).isEqualTo(new BidOutcome.Void(CONTRACT, Cause.UNKNOWN_STATUS));
    }

    @Test
    void anyBytesGiveAnOutcome() {
        String sound = "{\"status\":\"bid\",\"price\":\"31.50\",\"bid_id\":\"x-1\",\"reason\":\"Jürgen\"}";
        AnswerReader bids = AnswerReader.compile(BuyerWorld.BID_ANSWER, Purpose.BID);
        AnswerReader posts = AnswerReader.compile(BuyerWorld.POST_ANSWER, Purpose.DELIVERY);
        Property.forAll(5_000, random -> {
            byte[] bytes = sound.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Answer answer = Answer.of(random.nextInt(200, 600), bytes);

            assertThat(bids.readBid(answer, CONTRACT, BOUNDS)).isNotNull();
            assertThat(posts.readDelivery(answer, BuyerWorld.lead())).isNotNull();
        });
    }

    @Test
    void reasonNeverRepeatsTheConsumersData() {
        assertThat(reason("duplicate: (512) 555-0100, TESTINA@example.com / testina from 78701"))
                .isEqualTo("duplicate: (512) - - / - from -");
        assertThat(reason("=cmd|'calc' <b>no</b>")).isEqualTo("cmd 'calc' b no /b");
        assertThat(reason("a".repeat(500))).hasSize(120);
        assertThat(reason("zażółć\\u0000 gęślą")).isEqualTo("za g l");
        assertThat(reason("")).isEmpty();
    }

    @Test
    void reasonOfAnyTextIsShortPlainAndWithoutTheLead() {
        Property.forAll(2_000, random -> {
            StringBuilder said = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                switch (random.nextInt(4)) {
                    case 0 -> said.append("Testina");
                    case 1 -> said.append("+15125550100");
                    case 2 -> said.appendCodePoint(random.nextInt(0x11_0000));
                    default -> said.append((char) random.nextInt(0x80));
                }
            }
            String cleaned = ReasonText.clean(said.toString(), BuyerWorld.lead());

            assertThat(cleaned).hasSizeLessThanOrEqualTo(120).matches("[ -~]*").doesNotContainIgnoringCase("testina");
            assertThat(cleaned).doesNotContain("5550100");
        });
    }

    @Test
    void mappingsThatCantWorkAreRefused() {
        assertRefused(new ResponseMapping("status", Set.of("ok"), Set.of(), null, null, null), "price");
        assertRefused(new ResponseMapping("status", Set.of(), Set.of("no"), "price", null, null), "accepted");
        assertRefused(new ResponseMapping("a..b", Set.of("ok"), Set.of(), "price", null, null), "a..b");
        assertRefused(new ResponseMapping("", Set.of("ok"), Set.of(), "price", null, null), "path");
    }

    private static void assertRefused(ResponseMapping mapping, String culprit) {
        assertThatThrownBy(() -> AnswerReader.compile(mapping, Purpose.BID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(culprit);
    }

    private static BidOutcome nested(String json) {
        return AnswerReader.compile(NESTED, Purpose.BID).readBid(answer(200, json), CONTRACT, BOUNDS);
    }

    private static BidOutcome flat(String json) {
        return AnswerReader.compile(BuyerWorld.BID_ANSWER, Purpose.BID).readBid(answer(200, json), CONTRACT, BOUNDS);
    }

    private static String reason(String said) {
        DeliveryOutcome outcome = AnswerReader.compile(BuyerWorld.POST_ANSWER, Purpose.DELIVERY)
                .readDelivery(answer(200, "{\"status\":\"rejected\",\"reason\":\"" + said + "\"}"), BuyerWorld.lead());
        assertThat(outcome).isNotInstanceOf(Accepted.class);
        return ((Rejected) outcome).reason();
    }

    private static Answer answer(int status, String body) {
        return Answer.of(status, body.getBytes(StandardCharsets.UTF_8));
    }
}
