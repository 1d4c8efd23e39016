package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.testkit.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes over the wire, byte by byte, and the tables that number it. */
class EncodingTest {

    @Test
    void writesBulkStrings() {
        RespWriter writer = new RespWriter();
        writer.add("abc");
        writer.add("zü");
        writer.add(0);
        writer.add(-1_203);
        writer.add(Long.MIN_VALUE);
        writer.add("key:".getBytes(StandardCharsets.US_ASCII), "middle", 12);
        writer.add("key:".getBytes(StandardCharsets.US_ASCII), "é", "last");
        writer.add(new byte[0]);

        assertThat(writer.count()).isEqualTo(8);
        assertThat(text(writer).replace("\r\n", "|"))
                .isEqualTo("$3|abc|$3|zü|$1|0|$5|-1203|$20|-9223372036854775808|$13|key:middle:12|$11|key:é:last|$0||");
    }

    @Test
    void writesAnyNumberLikeJava() {
        Property.forAll(200, random -> {
            long number = random.nextLong() >> random.nextInt(64);
            RespWriter writer = new RespWriter();
            writer.add(number);
            String expected = Long.toString(number);
            assertThat(text(writer)).isEqualTo("$" + expected.length() + "\r\n" + expected + "\r\n");
        });
    }

    @Test
    void growsAndIsUsedAgain() {
        RespWriter writer = new RespWriter();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                writer.add("0123456789");
            }
            assertThat(text(writer)).hasSize(10_000 * 17);
            writer.reset();
        }
        assertThat(writer.count()).isZero();
        assertThat(text(writer)).isEmpty();
    }

    @Test
    void packsLittleEndian() {
        PackedWriter writer = new PackedWriter();
        writer.putByte(255);
        writer.putShort(65_535);
        writer.putInt(4_294_967_295L);
        writer.putNumber(CapClaim.NO_END);
        writer.putDecimal(207);
        writer.setShort(1, 513);

        ByteBuffer packed = ByteBuffer.wrap(writer.bytes(), 0, writer.size()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(packed.get()).isEqualTo((byte) -1);
        assertThat(packed.getShort()).isEqualTo((short) 513);
        assertThat(packed.getInt()).isEqualTo(-1);
        assertThat(packed.getDouble()).isEqualTo(9_007_199_254_740_991.0);
        byte[] texts = new byte[packed.remaining()];
        packed.get(texts);
        assertThat(texts).isEqualTo(new byte[] {'2', '0', '7'});
    }

    @Test
    void refusesWhatDoesNotFit() {
        PackedWriter writer = new PackedWriter();
        assertThatThrownBy(() -> writer.putByte(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.putShort(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.putInt(1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.putNumber((1L << 53) + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.setShort(0, 65_536)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersCountersLikeAMap() {
        CounterTable table = new CounterTable();
        Property.forAll(20, random -> {
            table.clear();
            Map<String, Integer> expected = new HashMap<>();
            for (int i = 0; i < 2_000; i++) {
                CapClaim claim = new CapClaim("cap-" + random.nextInt(300), random.nextInt(3), 9, 1, random.nextInt(2));
                int number = expected.computeIfAbsent(
                        claim.counter() + "@" + claim.windowStartSeconds(), key -> expected.size() + 1);
                assertThat(table.numberOf(claim)).isEqualTo(number);
                assertThat(table.get(number).counter()).isEqualTo(claim.counter());
            }
            assertThat(table.size()).isEqualTo(expected.size());
        });
    }

    @Test
    void tellsOfCountersByWindowAndOfThoseThatWishesAreAboutFirst() {
        CounterOrder order = new CounterOrder();
        Property.forAll(50, random -> {
            CounterTable table = new CounterTable();
            WishTable wishes = new WishTable();
            wishes.clear();
            int counters = random.nextInt(300);
            for (int i = 0; i < counters; i++) {
                CapClaim claim = new CapClaim("cap-" + i, random.nextInt(5), 9, 1, 1);
                table.numberOf(claim);
                if (random.nextBoolean()) {
                    wishes.add(List.of(claim), table, true);
                }
            }

            order.arrange(table, wishes);

            int position = 0;
            for (int window = 1; window <= order.windows(); window++) {
                for (int i = 0; i < order.counters(window); i++) {
                    int number = order.numberAt(++position);
                    assertThat(order.positionOf(number)).isEqualTo(position);
                    assertThat(table.get(number).windowStartSeconds()).isEqualTo(order.startSeconds(window));
                    assertThat(wishes.isAbout(number)).isEqualTo(i < order.wished(window));
                }
            }
            assertThat(position).isEqualTo(counters);
        });
    }

    @Test
    void everyScriptIsNamedByItsText() {
        for (Script script : Script.values()) {
            assertThat(new String(script.sha(), StandardCharsets.US_ASCII)).matches("[0-9a-f]{40}");
            assertThat(new String(script.text(), StandardCharsets.UTF_8)).startsWith("#!lua\n--");
        }
    }

    @Test
    void settingsDoNotShowThePassword() {
        assertThat(RedisSettings.of("redis://:secret@localhost")).asString().doesNotContain("secret");
    }

    private static String text(RespWriter writer) {
        ByteBuf buffer = Unpooled.buffer();
        writer.copyTo(buffer);
        return buffer.toString(StandardCharsets.UTF_8);
    }
}
