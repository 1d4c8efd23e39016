package dev.gavel.server.access;

import io.netty.util.NetUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses in CIDR notation ({@code 192.0.2.0/24}, {@code 2001:db8::/32}), or one address.
 *
 * <p>Thread safety: immutable.
 */
public final class AddressRange {

    private final String text;
    private final byte[] network;
    private final int prefixBits;

    private AddressRange(String text, byte[] network, int prefixBits) {
        this.text = text;
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads a range, or a single address.
     *
     * @throws IllegalArgumentException when the text is no address or range
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = bytes(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            throw new IllegalArgumentException(
                    "address range: " + text + " (expected: an IP address, or one with /bits)");
        }
        int bits = slash < 0 ? network.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > network.length * 8) {
            throw new IllegalArgumentException(
                    "address range: " + text + " (expected: 0 to " + network.length * 8 + " bits)");
        }
        return new AddressRange(text, network, bits);
    }

    /** Whether an address in text form falls in; false for what is no address. */
    public boolean contains(String address) {
        byte[] candidate = bytes(address);
        if (candidate == null || candidate.length != network.length) {
            return false;
        }
        int wholeBytes = prefixBits / 8;
        if (!Arrays.equals(network, 0, wholeBytes, candidate, 0, wholeBytes)) {
            return false;
        }
        int rest = prefixBits % 8;
        int mask = 0xFF << (8 - rest);
        return rest == 0 || ((network[wholeBytes] ^ candidate[wholeBytes]) & mask & 0xFF) == 0;
    }

    private static byte @Nullable [] bytes(String address) {
        return NetUtil.createByteArrayFromIpAddressString(address);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range && range.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
