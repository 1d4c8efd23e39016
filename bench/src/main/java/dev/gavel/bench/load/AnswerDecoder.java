package dev.gavel.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;

/**
 * Reads HTTP/1.1 answers that give a Content-Length or are chunked, as much as counting them needs. An answer is read anew from its
 * beginning until it is whole, which is cheap because answers are small and come in one piece.
 *
 * <p>Thread safety: confined to one connection's event loop.
 */
final class AnswerDecoder {

    /** What {@link #decode} says when the answer is not whole yet. */
    static final int INCOMPLETE = -1;

    private static final ByteBuf HEAD_END = ascii("\r\n\r\n");
    private static final ByteBuf LINE_END = ascii("\r\n");
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(US_ASCII);
    private static final byte[] CHUNKED = "transfer-encoding: chunked".getBytes(US_ASCII);
    private static final int STATUS_AT = 9;
    private static final int LEAST_HEAD = 12;

    private final ByteBuf marker;
    private boolean marked;

    /** @param marker text to look for in bodies; empty: none */
    AnswerDecoder(String marker) {
        this.marker = ascii(marker);
    }

    /** The status of the next answer, which is then consumed; or {@link #INCOMPLETE}, and nothing is. */
    int decode(ByteBuf in) {
        int start = in.readerIndex();
        int headLength = in.readableBytes() < LEAST_HEAD ? -1 : ByteBufUtil.indexOf(HEAD_END, in.slice());
        if (headLength < 0) {
            return INCOMPLETE;
        }
        int bodyStart = start + headLength + HEAD_END.readableBytes();
        int end = isChunked(in, start, bodyStart)
                ? endOfChunks(in, bodyStart)
                : bodyStart + contentLength(in, start, bodyStart);
        if (end < 0 || end > in.writerIndex()) {
            return INCOMPLETE;
        }
        marked = marker.isReadable() && ByteBufUtil.indexOf(marker, in.slice(bodyStart, end - bodyStart)) >= 0;
        in.readerIndex(end);
        return digit(in, start + STATUS_AT) * 100
                + digit(in, start + STATUS_AT + 1) * 10
                + digit(in, start + STATUS_AT + 2);
    }

    /** Whether the last decoded answer's body had the marker. */
    boolean isMarked() {
        return marked;
    }

    private static int digit(ByteBuf in, int index) {
        int digit = in.getByte(index) - '0';
        if (digit < 0 || digit > 9) {
            throw new CorruptedFrameException("not an HTTP status");
        }
        return digit;
    }

    private static int contentLength(ByteBuf in, int from, int to) {
        int at = lineStartingWith(in, from, to, CONTENT_LENGTH);
        if (at < 0) {
            throw new CorruptedFrameException("an answer with neither Content-Length nor chunks");
        }
        int length = 0;
        for (int i = at + CONTENT_LENGTH.length; in.getByte(i) != '\r'; i++) {
            if (in.getByte(i) != ' ') {
                length = length * 10 + digit(in, i);
            }
        }
        return length;
    }

    private static boolean isChunked(ByteBuf in, int from, int to) {
        return lineStartingWith(in, from, to, CHUNKED) >= 0;
    }

    /** Where the header line begins, whatever the case of its letters; or -1. */
    private static int lineStartingWith(ByteBuf in, int from, int to, byte[] lowerCase) {
        for (int i = in.indexOf(from, to, (byte) '\n') + 1; i > 0 && i + lowerCase.length < to; ) {
            int matched = 0;
            while (matched < lowerCase.length && lowerCased(in.getByte(i + matched)) == lowerCase[matched]) {
                matched++;
            }
            if (matched == lowerCase.length) {
                return i;
            }
            i = in.indexOf(i, to, (byte) '\n') + 1;
        }
        return -1;
    }

    private static int lowerCased(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }

    /** The index after the last chunk, which is assumed to have no trailers; or -1 when it has not come yet. */
    private static int endOfChunks(ByteBuf in, int from) {
        int at = from;
        while (at < in.writerIndex()) {
            int lineLength = ByteBufUtil.indexOf(LINE_END, in.slice(at, in.writerIndex() - at));
            if (lineLength < 0) {
                return INCOMPLETE;
            }
            int size = Integer.parseInt(in.toString(at, lineLength, US_ASCII), 16);
            at += lineLength + size + 2 * LINE_END.readableBytes();
            if (size == 0) {
                return at;
            }
        }
        return INCOMPLETE;
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.wrappedBuffer(text.getBytes(US_ASCII)).asReadOnly());
    }
}
