package dev.gavel.server.buyer.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.buyer.wire.Answer;
import dev.gavel.server.buyer.wire.Ask;
import dev.gavel.server.buyer.wire.Digits;
import io.netty.buffer.ByteBuf;

/**
 * The lines of a bid stream. A message is one line after the other, each ended by a line feed, which the last one may lack.
 *
 * <p>Thread safety: stateless.
 */
final class StreamLines {

    private static final byte[] ASK = "ask ".getBytes(US_ASCII);
    private static final byte[] ANSWER = "answer ".getBytes(US_ASCII);
    private static final byte[] PASS = "pass ".getBytes(US_ASCII);
    private static final byte[] WINDOW = "window ".getBytes(US_ASCII);
    private static final byte[] DRAIN = "drain".getBytes(US_ASCII);
    private static final int MOST_DIGITS = 18;
    private static final int MORE_BYTES = 64;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private StreamLines() {}

    /** Appends {@code ask <id> <milliseconds> <contract> <ping id> <request>}. */
    static void writeAsk(ByteBuf out, long id, Ask ask) {
        byte[] body = ask.body();
        out.ensureWritable(MORE_BYTES + ask.contract().length() + ask.pingId().length() + body.length);
        out.writeBytes(ASK);
        Digits.write(out, id);
        out.writeByte(' ');
        Digits.write(out, ask.leftMillis());
        out.writeByte(' ');
        out.writeCharSequence(ask.contract(), US_ASCII);
        out.writeByte(' ');
        out.writeCharSequence(ask.pingId(), US_ASCII);
        out.writeByte(' ');
        out.writeBytes(body).writeByte('\n');
    }

    /** Who hears what the lines say. */
    interface Reader {

        /** An answer, a 204 without a body where the buyer passes. The same id may come twice, and one that was never asked. */
        void onAnswer(long id, Answer answer);

        /** An answer that is larger than {@link Answer#MOST_BYTES}. */
        void onTooLarge(long id);

        /** From now on at most so many requests at a time without an answer. */
        void onWindow(long requests);

        /** No more requests on this connection. */
        void onDrain();
    }

    /** Reads all lines; false, with the lines before it heard, at one that is none. */
    static boolean read(ByteBuf message, Reader reader) {
        int end = message.writerIndex();
        int at = message.readerIndex();
        while (at < end) {
            int feed = message.indexOf(at, end, (byte) '\n');
            int stop = feed < 0 ? end : feed;
            if (!readLine(message, at, withoutReturn(message, at, stop), reader)) {
                return false;
            }
            at = stop + 1;
        }
        return true;
    }

    private static int withoutReturn(ByteBuf in, int at, int stop) {
        return stop > at && in.getByte(stop - 1) == '\r' ? stop - 1 : stop;
    }

    private static boolean readLine(ByteBuf in, int at, int stop, Reader reader) {
        if (at == stop) {
            return true;
        }
        if (startsWith(in, at, stop, ANSWER)) {
            return readAnswer(in, at + ANSWER.length, stop, reader);
        }
        if (startsWith(in, at, stop, PASS)) {
            long id = number(in, at + PASS.length, stop);
            if (id >= 0) {
                reader.onAnswer(id, new Answer(NO_CONTENT));
            }
            return id >= 0;
        }
        if (startsWith(in, at, stop, WINDOW)) {
            long requests = number(in, at + WINDOW.length, stop);
            if (requests >= 0) {
                reader.onWindow(requests);
            }
            return requests >= 0;
        }
        if (stop - at == DRAIN.length && startsWith(in, at, stop, DRAIN)) {
            reader.onDrain();
            return true;
        }
        return false;
    }

    private static boolean readAnswer(ByteBuf in, int at, int stop, Reader reader) {
        int space = in.indexOf(at, stop, (byte) ' ');
        long id = space < 0 ? -1 : number(in, at, space);
        if (id < 0) {
            return false;
        }
        int length = stop - space - 1;
        if (length > Answer.MOST_BYTES) {
            reader.onTooLarge(id);
        } else {
            byte[] body = new byte[length];
            in.getBytes(space + 1, body);
            reader.onAnswer(id, Answer.of(OK, body));
        }
        return true;
    }

    private static boolean startsWith(ByteBuf in, int at, int stop, byte[] word) {
        if (stop - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (in.getByte(at + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** The digits between the positions as a number; -1 when they are none, or too many. */
    private static long number(ByteBuf in, int at, int stop) {
        if (at == stop || stop - at > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = at; i < stop; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
