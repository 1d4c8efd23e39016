package dev.gavel.gates.source;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whose address it is, as far as addresses tell: an IPv4 address is one sender, and so are all IPv6 addresses of one /64, which is what a
 * household or a rented server gets.
 *
 * <p>Thread safety: stateless.
 */
public final class SenderNetwork {

    private SenderNetwork() {}

    /** A text that is the same for all addresses of one sender; null for what is no address. */
    public static @Nullable String of(@Nullable String address) {
        if (address == null || !IpAddress.isReadable(address)) {
            return null;
        }
        long high = IpAddress.high(address);
        long low = IpAddress.low(address);
        boolean mapped = high == 0 && low >>> 32 == 0xFFFFL;
        return HexFormat.of().toHexDigits(mapped ? low : high) + (mapped ? "" : "/64");
    }
}
