package dev.gavel.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a request, with the positions of its numbers.
 *
 * <p>Thread safety: immutable.
 */
final class PreparedRequest {

    static final int DIGITS = 16;

    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private final byte[] bytes;
    private final int[] positions;

    private PreparedRequest(byte[] bytes, int[] positions) {
        this.bytes = bytes;
        this.positions = positions;
    }

    static PreparedRequest of(String text) {
        StringBuilder filled = new StringBuilder(text.length() + 64);
        List<Integer> positions = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(RequestTemplate.NUMBER); at >= 0; at = text.indexOf(RequestTemplate.NUMBER, from)) {
            filled.append(text, from, at);
            positions.add(filled.toString().getBytes(UTF_8).length);
            filled.append("0".repeat(DIGITS));
            from = at + RequestTemplate.NUMBER.length();
        }
        filled.append(text, from, text.length());
        return new PreparedRequest(
                filled.toString().getBytes(UTF_8),
                positions.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The request with this number, in a buffer that the caller owns. One copy. */
    ByteBuf write(ByteBufAllocator allocator, long number) {
        ByteBuf buffer = allocator.directBuffer(bytes.length);
        buffer.writeBytes(bytes);
        for (int position : positions) {
            long rest = number;
            for (int i = position + DIGITS - 1; i >= position; i--) {
                buffer.setByte(i, HEX[(int) (rest & 15)]);
                rest >>>= 4;
            }
        }
        return buffer;
    }
}
