package dev.gavel.server.buyer.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Addresses where no buyer is, whatever a name resolves to: those of no host or of many, and link-local ones, among them 169.254.169.254, where clouds
 * hand out credentials. Looked at after the name was resolved and for the very address that is connected to, so that a name that changes between two
 * look-ups gains nothing.
 *
 * <p>Private and loopback addresses are let through: buyers in the same network, and simulated ones, have them.
 */
final class AddressGuard {

    /** Where Amazon's metadata service is over IPv6; its prefix is otherwise private. */
    private static final byte[] METADATA_V6 = {
        (byte) 0xfd, 0x00, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54
    };

    private AddressGuard() {}

    static boolean refuses(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return ip == null
                || ip.isAnyLocalAddress()
                || ip.isLinkLocalAddress()
                || ip.isMulticastAddress()
                || isBroadcast(ip.getAddress())
                || java.util.Arrays.equals(ip.getAddress(), METADATA_V6);
    }

    private static boolean isBroadcast(byte[] bytes) {
        return bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1;
    }
}
