package dev.gavel.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes a small JSON object (RFC 8259) where that happens for every ping: straight into bytes that are used again, with nothing in
 * between. Larger documents are {@link Json}'s.
 *
 * <p>Thread safety: confined to one thread; {@link #object} and {@link #openObject} may be called from any, each has its own.
 */
public final class JsonBytes {

    private static final ThreadLocal<JsonBytes> OWN = ThreadLocal.withInitial(JsonBytes::new);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_BYTES = 2_048;
    private static final int MOST_BYTES_KEPT = 65_536;
    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST_ESCAPE = 6;

    private byte[] bytes = new byte[USUAL_BYTES];
    private int size;

    private JsonBytes() {}

    /** The bytes of one object whose members {@code members} writes; these must not write another. */
    public static byte[] object(Consumer<JsonBytes> members) {
        JsonBytes json = written(members);
        json.put('}');
        return Arrays.copyOf(json.bytes, json.size);
    }

    /** The same without the closing brace, for somebody else to add members. */
    public static byte[] openObject(Consumer<JsonBytes> members) {
        JsonBytes json = written(members);
        return Arrays.copyOf(json.bytes, json.size);
    }

    private static JsonBytes written(Consumer<JsonBytes> members) {
        JsonBytes json = OWN.get();
        if (json.bytes.length > MOST_BYTES_KEPT) {
            json.bytes = new byte[USUAL_BYTES];
        }
        json.size = 0;
        json.put('{');
        members.accept(json);
        return json;
    }

    /** A member that is a text. */
    public JsonBytes text(String name, String value) {
        name(name);
        quoted(value);
        return this;
    }

    /** A member that is a number. */
    public JsonBytes number(String name, long value) {
        name(name);
        number(value);
        return this;
    }

    /** A member that is true or false. */
    public JsonBytes bool(String name, boolean value) {
        name(name);
        for (byte b : value ? TRUE : FALSE) {
            put(b);
        }
        return this;
    }

    /** The members of another object, as they are. */
    public JsonBytes membersOf(byte[] object) {
        if (object.length > 2) {
            comma();
            ensure(object.length);
            System.arraycopy(object, 1, bytes, size, object.length - 2);
            size += object.length - 2;
        }
        return this;
    }

    /** Begins a member that is an array. */
    public JsonBytes array(String name) {
        name(name);
        put('[');
        return this;
    }

    /** Begins an array within an array. */
    public JsonBytes array() {
        comma();
        put('[');
        return this;
    }

    public JsonBytes endArray() {
        put(']');
        return this;
    }

    /** Begins a member that is an object. */
    public JsonBytes object(String name) {
        name(name);
        put('{');
        return this;
    }

    /** Begins an object within an array. */
    public JsonBytes object() {
        comma();
        put('{');
        return this;
    }

    public JsonBytes endObject() {
        put('}');
        return this;
    }

    /** A text within an array. */
    public JsonBytes element(String value) {
        comma();
        quoted(value);
        return this;
    }

    /** A number within an array. */
    public JsonBytes element(long value) {
        comma();
        number(value);
        return this;
    }

    private void name(String name) {
        comma();
        quoted(name);
        put(':');
    }

    /** Between members and elements; none before the first. */
    private void comma() {
        byte last = bytes[size - 1];
        if (last != '{' && last != '[') {
            put(',');
        }
    }

    private void quoted(String text) {
        int length = text.length();
        ensure(length + 2);
        byte[] to = bytes;
        int at = size;
        to[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c >= 0x80) {
                size = at;
                quotedRest(text, i);
                return;
            }
            to[at++] = (byte) c;
        }
        to[at++] = '"';
        size = at;
    }

    /** The rest of a text, from a character on that cannot stand as it is. */
    private void quotedRest(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                escape(c, length - i);
            } else if (c < 0x80) {
                put(c);
            } else {
                encode(text, i);
                return;
            }
        }
        put('"');
    }

    /** The rest of a text that is not ASCII, and the closing quote. */
    private void encode(String text, int from) {
        for (byte b : text.substring(from).getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && (b < ' ' || b == '"' || b == '\\')) {
                escape((char) b, 0);
            } else {
                put(b);
            }
        }
        put('"');
    }

    private void escape(char c, int rest) {
        ensure(LONGEST_ESCAPE + rest + 1);
        bytes[size++] = '\\';
        if (c >= ' ') {
            bytes[size++] = (byte) c;
            return;
        }
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xF];
    }

    private void number(long value) {
        ensure(LONGEST_NUMBER);
        if (value < 0) {
            bytes[size++] = '-';
        }
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        byte[] to = bytes;
        long rest = value;
        for (int at = size + digits - 1, first = size; at >= first; at--) {
            to[at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        size += digits;
    }

    private void put(int b) {
        ensure(1);
        bytes[size++] = (byte) b;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
