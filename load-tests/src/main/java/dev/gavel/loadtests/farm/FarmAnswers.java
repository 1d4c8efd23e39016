package dev.gavel.loadtests.farm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The farm's answers: bytes made once, in which the digits of a price and of an id are replaced. */
final class FarmAnswers {

    private static final String PRICE = "00.00";
    private static final String ID = "0000000000000000";
    private static final String BID = "{\"status\":\"bid\",\"price\":\"" + PRICE + "\",\"bid_id\":\"" + ID + "\"}";
    private static final byte[] BID_BYTES = BID.getBytes(US_ASCII);
    private static final int PRICE_AT = BID.indexOf(PRICE);
    private static final int ID_AT = BID.indexOf(ID);
    private static final byte[] NO_BID_BYTES = "{\"status\":\"no_bid\"}".getBytes(US_ASCII);
    private static final byte[] BID_HEAD = head(BID_BYTES.length);
    private static final byte[] NO_BID = http("{\"status\":\"no_bid\"}");
    private static final byte[] ACCEPTED = http("{\"status\":\"accepted\",\"reference\":\"farm\"}");
    private static final byte[] REJECTED = http("{\"status\":\"rejected\",\"reason\":\"not wanted\"}");
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private FarmAnswers() {}

    /** The answer to a request for a bid, as an HTTP response; {@code cents} 0 declines. */
    static ByteBuf bid(ByteBufAllocator allocator, int cents, long id) {
        if (cents == 0) {
            return allocator.buffer(NO_BID.length).writeBytes(NO_BID);
        }
        ByteBuf out = allocator.buffer(BID_HEAD.length + BID_BYTES.length).writeBytes(BID_HEAD);
        writeBid(out, cents, id);
        return out;
    }

    /** The JSON alone. */
    static void writeBid(ByteBuf out, int cents, long id) {
        if (cents == 0) {
            out.writeBytes(NO_BID_BYTES);
            return;
        }
        int start = out.writerIndex();
        out.writeBytes(BID_BYTES);
        int price = start + PRICE_AT;
        out.setByte(price, '0' + cents / 1_000 % 10);
        out.setByte(price + 1, '0' + cents / 100 % 10);
        out.setByte(price + 3, '0' + cents / 10 % 10);
        out.setByte(price + 4, '0' + cents % 10);
        for (int i = 0; i < ID.length(); i++) {
            out.setByte(start + ID_AT + i, HEX[(int) (id >>> (60 - 4 * i)) & 15]);
        }
    }

    /** The answer to a lead, as an HTTP response. */
    static ByteBuf post(ByteBufAllocator allocator, boolean taken) {
        return allocator.buffer().writeBytes(taken ? ACCEPTED : REJECTED);
    }

    private static byte[] http(String json) {
        return (new String(head(json.length()), US_ASCII) + json).getBytes(US_ASCII);
    }

    private static byte[] head(int length) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(US_ASCII);
    }
}
