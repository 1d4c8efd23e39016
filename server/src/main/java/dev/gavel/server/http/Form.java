package dev.gavel.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code application/x-www-form-urlencoded}, of a body or of what stands behind an address' question mark, as browsers write it (WHATWG URL,
 * section 5.1), but strictly: malformed percent-encoding, bytes that are not UTF-8 and a member too many are refused, not passed over. A {@code #} or
 * {@code ;} that somebody forgot to encode is part of its value.
 *
 * <p>Thread safety: stateless.
 */
public final class Form {

    private Form() {}

    /**
     * The values of each name, in their order.
     *
     * @throws IllegalArgumentException when it is malformed or has more than {@code mostMembers}; quotes nothing
     */
    public static Map<String, List<String>> read(byte[] bytes, int mostMembers) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        int count = 0;
        int start = 0;
        for (int end = 0; end <= bytes.length; end++) {
            if (end < bytes.length && bytes[end] != '&') {
                continue;
            }
            if (end > start) {
                if (++count > mostMembers) {
                    throw new IllegalArgumentException("form: more than " + mostMembers + " members");
                }
                readMember(bytes, start, end, members);
            }
            start = end + 1;
        }
        return members;
    }

    private static void readMember(byte[] bytes, int start, int end, Map<String, List<String>> members) {
        int equals = start;
        while (equals < end && bytes[equals] != '=') {
            equals++;
        }
        String name = decoded(bytes, start, equals);
        String value = equals < end ? decoded(bytes, equals + 1, end) : "";
        members.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
    }

    private static String decoded(byte[] bytes, int start, int end) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            if (bytes[i] == '%') {
                if (end - i < 3) {
                    throw malformed();
                }
                plain.write(digit(bytes[i + 1]) << 4 | digit(bytes[i + 2]));
                i += 2;
            } else {
                plain.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plain.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            throw malformed();
        }
    }

    private static int digit(byte hex) {
        int digit = hex < 0 ? -1 : Character.digit(hex, 16);
        if (digit < 0) {
            throw malformed();
        }
        return digit;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("form: malformed percent-encoding or UTF-8");
    }
}
