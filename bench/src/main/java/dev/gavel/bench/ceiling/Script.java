package dev.gavel.bench.ceiling;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A script with the keys and arguments of its next call.
 *
 * <p>Thread safety: confined to one event loop.
 */
interface Script {

    String text();

    byte[][] nextKeys();

    byte[][] nextArguments(ByteBuf body);

    /** The cheapest script that there is: what a round trip costs. */
    static Script returnOne() {
        return new ReturnOne();
    }

    /**
     * An award as one would write it at first; see {@code naive-award.lua}.
     *
     * @param loop a number that no other event loop has, which keeps ids apart
     */
    static Script naiveAward(int loop) {
        return new NaiveAward(loop);
    }

    /** Takes nothing, does nothing. */
    final class ReturnOne implements Script {

        private static final byte[][] NONE = {};

        @Override
        public String text() {
            return "return 1";
        }

        @Override
        public byte[][] nextKeys() {
            return NONE;
        }

        @Override
        public byte[][] nextArguments(ByteBuf body) {
            return NONE;
        }
    }

    /** A new consumer with every call. */
    final class NaiveAward implements Script {

        private static final byte[] SUPPRESSED = ascii("{t1}:suppressed");
        private static final byte[] RESERVATIONS = ascii("{t1}:contract:c1:reservations");
        private static final byte[] BUDGET = ascii("{t1}:contract:c1:budget");
        private static final byte[] EVENTS = ascii("{t1}:events");
        private static final byte[] TTL_SECONDS = ascii("120");
        private static final byte[] CAP = ascii("1000000000");
        private static final byte[] PRICE_MICROS = ascii("42500000");

        private final String text = resource("naive-award.lua");
        private final String prefix;
        private long calls;

        NaiveAward(int loop) {
            this.prefix = Long.toHexString(System.currentTimeMillis()) + "-" + loop + "-";
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public byte[][] nextKeys() {
            String id = prefix + ++calls;
            return new byte[][] {
                ascii("{t1}:ping:" + id),
                ascii("{t1}:seen:" + id),
                ascii("{t1}:velocity:" + calls % 100),
                SUPPRESSED,
                RESERVATIONS,
                BUDGET,
                EVENTS
            };
        }

        @Override
        public byte[][] nextArguments(ByteBuf body) {
            byte[] ping = new byte[body.readableBytes()];
            body.getBytes(body.readerIndex(), ping);
            return new byte[][] {ascii(prefix + calls), ping, PRICE_MICROS, CAP, TTL_SECONDS};
        }

        private static byte[] ascii(String text) {
            return text.getBytes(US_ASCII);
        }

        private static String resource(String name) {
            try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(name), name)) {
                return new String(in.readAllBytes(), US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
