package dev.gavel.server.buyer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Writes JSON texts (RFC 8259, section 7) as UTF-8. */
final class JsonText {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** The text between quotes. Allocates nothing where nothing has to be escaped. */
    static void writeQuoted(ByteBuf out, String text) {
        out.writeByte('"');
        writeEscaped(out, text);
        out.writeByte('"');
    }

    /** The text in JSON's spelling, without the quotes. */
    static void writeEscaped(ByteBuf out, String text) {
        int clean = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                ByteBufUtil.reserveAndWriteUtf8(out, text, clean, i, ByteBufUtil.utf8MaxBytes(i - clean));
                writeEscape(out, c);
                clean = i + 1;
            }
        }
        ByteBufUtil.reserveAndWriteUtf8(
                out, text, clean, text.length(), ByteBufUtil.utf8MaxBytes(text.length() - clean));
    }

    /** A whole number in decimal digits; allocates nothing. */
    static void writeNumber(ByteBuf out, long number) {
        if (number < 0) {
            out.writeByte('-');
        }
        long place = 1;
        while (number / place >= 10 || number / place <= -10) {
            place *= 10;
        }
        for (; place > 0; place /= 10) {
            out.writeByte('0' + (int) Math.abs(number / place % 10));
        }
    }

    /** A number from 0 with leading zeros. */
    static void writePadded(ByteBuf out, long number, int digits) {
        long place = 1;
        for (int i = 1; i < digits; i++) {
            place *= 10;
        }
        for (; place > 0; place /= 10) {
            out.writeByte('0' + (int) (number / place % 10));
        }
    }

    private static void writeEscape(ByteBuf out, char c) {
        out.writeByte('\\');
        switch (c) {
            case '"', '\\' -> out.writeByte(c);
            case '\n' -> out.writeByte('n');
            case '\r' -> out.writeByte('r');
            case '\t' -> out.writeByte('t');
            default -> {
                out.writeByte('u').writeByte('0').writeByte('0');
                out.writeByte(HEX[c >> 4]).writeByte(HEX[c & 15]);
            }
        }
    }
}
