package dev.gavel.server.net;

import io.netty.channel.EventLoop;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.NameResolver;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import reactor.netty.transport.NameResolverProvider;

/**
 * Keeps calls from addresses that nobody on the Internet has: somebody who may write an address into the market must not reach the network that
 * Gavel runs in. What a name resolves to is judged, at each connection, so that a name cannot change its mind in between; addresses written
 * as numbers are judged the same way.
 *
 * <p>Link-local addresses, where clouds answer with their credentials, are never reached; private ones and this machine only when that was allowed.
 * Thread safety: stateless.
 */
public final class AddressGuard {

    /** Where Amazon's metadata service is over IPv6; its prefix is otherwise private. */
    private static final byte[] METADATA_V6 = {
        (byte) 0xfd, 0x00, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54
    };

    private final boolean privateAllowed;

    /** @param privateAllowed whether addresses of private networks and of this machine are reached */
    public AddressGuard(boolean privateAllowed) {
        this.privateAllowed = privateAllowed;
    }

    /** An address that is not connected to. Its message names it not: it may be a secret of the network's. */
    static final class AddressNotAllowed extends Exception {
        AddressNotAllowed() {
            super("the address is not allowed", null, false, false);
        }
    }

    /** Whether an address may be connected to. */
    public boolean allows(InetAddress address) {
        if (address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? allowsV4(bytes) : allowsV6(address, bytes);
    }

    private boolean allowsV4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean nowhere = first == 0 || first >= 240;
        boolean shared = first == 100 && second >= 64 && second < 128;
        boolean inside = first == 127
                || first == 10
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || shared;
        return !nowhere && (privateAllowed || !inside);
    }

    private boolean allowsV6(InetAddress address, byte[] bytes) {
        // fc00::/7; and addresses that carry an IPv4 address: mapped and compatible, 64:ff9b::/96, 2002::/16.
        boolean unique = (bytes[0] & 0xfe) == 0xfc;
        boolean carrying = isZero(bytes, 10)
                || (bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b)
                || (bytes[0] == 0x20 && bytes[1] == 0x02);
        if (Arrays.equals(bytes, METADATA_V6)) {
            return false;
        }
        if (address.isLoopbackAddress() || unique) {
            return privateAllowed;
        }
        return !carrying && !address.isSiteLocalAddress();
    }

    private static boolean isZero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Resolves names as usual, and judges what they resolve to. */
    public void resolveBy(NameResolverProvider.NameResolverSpec spec) {
        spec.dnsAddressResolverGroupProvider(GuardedGroup::new);
    }

    private final class GuardedGroup extends DnsAddressResolverGroup {

        GuardedGroup(DnsNameResolverBuilder builder) {
            super(builder);
        }

        @Override
        protected AddressResolver<InetSocketAddress> newAddressResolver(
                EventLoop eventLoop, NameResolver<InetAddress> resolver) throws Exception {
            return new GuardedResolver(eventLoop, super.newAddressResolver(eventLoop, resolver));
        }
    }

    private final class GuardedResolver extends AbstractAddressResolver<InetSocketAddress> {

        private final AddressResolver<InetSocketAddress> names;

        GuardedResolver(EventExecutor executor, AddressResolver<InetSocketAddress> names) {
            super(executor, InetSocketAddress.class);
            this.names = names;
        }

        /** So that addresses written as numbers come here too. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            Promise<List<InetSocketAddress>> all = executor().newPromise();
            doResolveAll(address, all);
            all.addListener((Future<List<InetSocketAddress>> resolved) -> {
                if (resolved.isSuccess()) {
                    promise.trySuccess(resolved.getNow().getFirst());
                } else {
                    promise.tryFailure(resolved.cause());
                }
            });
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            if (!address.isUnresolved()) {
                judge(List.of(address), promise);
                return;
            }
            names.resolveAll(address).addListener((Future<List<InetSocketAddress>> resolved) -> {
                if (resolved.isSuccess()) {
                    judge(resolved.getNow(), promise);
                } else {
                    promise.tryFailure(resolved.cause());
                }
            });
        }

        private void judge(List<InetSocketAddress> resolved, Promise<List<InetSocketAddress>> promise) {
            List<InetSocketAddress> allowed = resolved.stream()
                    .filter(address -> allows(address.getAddress()))
                    .toList();
            if (allowed.isEmpty()) {
                promise.tryFailure(new AddressNotAllowed());
            } else {
                promise.trySuccess(allowed);
            }
        }
    }
}
