package dev.gavel.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections that are open, in all and by address, and says when there are too many.
 *
 * <p>Thread safety: any thread; lock-free but for the bin of an address in a map, and that only where addresses have a limit of their own.
 */
final class OpenConnections {

    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> addressToOpen = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    /** @param mostPerAddress 0 for no limit */
    OpenConnections(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** Takes a place; true is paired with one {@link #leave} from the same address. */
    boolean enter(@Nullable SocketAddress from) {
        int now = open.get();
        while (now < most) {
            if (open.compareAndSet(now, now + 1)) {
                if (enterOfAddress(from)) {
                    return true;
                }
                open.decrementAndGet();
                break;
            }
            now = open.get();
        }
        refused.increment();
        return false;
    }

    private boolean enterOfAddress(@Nullable SocketAddress from) {
        InetAddress address = address(from);
        if (mostPerAddress == 0 || address == null) {
            return true;
        }
        boolean[] entered = new boolean[1];
        addressToOpen.compute(address, (_, before) -> {
            int count = before == null ? 0 : before;
            entered[0] = count < mostPerAddress;
            return entered[0] ? count + 1 : (Integer) count;
        });
        return entered[0];
    }

    void leave(@Nullable SocketAddress from) {
        open.decrementAndGet();
        InetAddress address = address(from);
        if (mostPerAddress > 0 && address != null) {
            addressToOpen.computeIfPresent(address, (_, before) -> before == 1 ? null : (Integer) (before - 1));
        }
    }

    private static @Nullable InetAddress address(@Nullable SocketAddress from) {
        return from instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    int open() {
        return open.get();
    }

    long refused() {
        return refused.sum();
    }
}
