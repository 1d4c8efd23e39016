package dev.gavel.persistence.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The Lua scripts that Redis runs. Each file's header states keys, arguments, replies and cost; {@code docs/redis.md} tells how they
 * belong together. The shebang makes Redis refuse a script that would cross slots, and any write when memory is full.
 */
@SuppressWarnings("ImmutableEnumChecker") // The arrays are written once; who is given them does not change them.
enum Script {
    AWARD("consumer", "counter", "leg", "award", "award_screen", "award_choose", "award_write"),
    COMMIT("consumer", "counter", "leg", "commit"),
    RELEASE("consumer", "counter", "leg", "release"),
    RECALL("recall"),
    SCREEN("consumer", "contact", "screen"),
    BURST("burst"),
    ADMIT("contact", "admit"),
    FORGET("forget"),
    FUNDS("counter", "funds"),
    REBUILD("counter", "rebuild"),
    ACTIVATE("activate"),
    INSPECT("counter", "inspect"),
    RECONCILE("counter", "reconcile"),
    ACKNOWLEDGE("acknowledge");

    private final byte[] text;
    private final byte[] sha;

    Script(String... files) {
        StringBuilder joined = new StringBuilder("#!lua\n");
        for (String file : files) {
            joined.append(read(file + ".lua"));
        }
        text = joined.toString().getBytes(StandardCharsets.UTF_8);
        sha = sha1(text);
    }

    /** What Redis is given; not to be changed. */
    byte[] text() {
        return text;
    }

    /** The name that Redis knows it by: 40 hexadecimal digits; not to be changed. */
    byte[] sha() {
        return sha;
    }

    private static String read(String file) {
        try (InputStream bytes = Script.class.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IllegalStateException("no " + file + " on the class path");
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static byte[] sha1(byte[] text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-1, by which Redis names scripts", e);
        }
    }
}
