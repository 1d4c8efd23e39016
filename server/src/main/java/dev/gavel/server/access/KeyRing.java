package dev.gavel.server.access;

import dev.gavel.persistence.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of all tenants in memory, by the SHA-256 of the key: replaced whole when a key was made or revoked.
 *
 * <p>Thread safety: lock-free reads from any thread.
 */
public final class KeyRing {

    private static final int LONGEST_KEY = 128;

    private volatile Map<Hash, Key> byHash = Map.of();

    /** Keys that left the ring with a use that nobody has drained. */
    private final Queue<Key> dropped = new ConcurrentLinkedQueue<>();

    /** The 32 bytes of a SHA-256, as something to look up by. */
    private record Hash(long first, long second, long third, long fourth) {

        static Hash of(byte[] digest) {
            ByteBuffer bytes = ByteBuffer.wrap(digest);
            return new Hash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        }

        /** Bits of a SHA-256 are as good as any hash of them. */
        @Override
        public int hashCode() {
            return (int) first;
        }
    }

    /** One key. Its rate limit lives as long as it does on this node. */
    public static final class Key {

        private final Hash hash;
        private final Principal principal;
        private final List<AddressRange> allowed;
        private final @Nullable TokenBucket bucket;

        /** INVARIANT: true until a drain has it, so that no use is lost between two drains. */
        private final AtomicBoolean used = new AtomicBoolean();

        /**
         * @param hash SHA-256 of the key in hex
         * @param allowed addresses it may be used from; empty means any
         * @param perSecond 0 for no limit
         */
        public Key(String hash, Principal principal, List<AddressRange> allowed, int perSecond, long nowNanos) {
            this.hash = Hash.of(HexFormat.of().parseHex(hash));
            this.principal = principal;
            this.allowed = List.copyOf(allowed);
            this.bucket = perSecond == 0 ? null : new TokenBucket(perSecond, nowNanos);
        }

        Principal principal() {
            return principal;
        }

        boolean allowsAddress(String address) {
            return allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address));
        }

        boolean takePermit(long nowNanos) {
            return bucket == null || bucket.tryTake(nowNanos);
        }
    }

    /** Replaces all keys; a key that stays keeps its rate limit's state. */
    public void replace(Collection<Key> keys) {
        Map<Hash, Key> before = byHash;
        Map<Hash, Key> after = HashMap.newHashMap(keys.size());
        for (Key key : keys) {
            Key old = before.get(key.hash);
            boolean same = old != null && old.principal.equals(key.principal) && old.allowed.equals(key.allowed);
            after.put(key.hash, same ? old : key);
        }
        byHash = Map.copyOf(after);
        // Behind the swap: a use that comes later finds the key gone, and drops it by itself.
        for (Key old : before.values()) {
            if (after.get(old.hash) != old && old.used.get()) {
                dropped.add(old);
            }
        }
    }

    /** The key that was presented, or null. One SHA-256. */
    @Nullable
    Key find(String presented) {
        if (presented.isEmpty() || presented.length() > LONGEST_KEY) {
            return null;
        }
        Hash hash = hash(presented);
        Key key = byHash.get(hash);
        if (key != null && !key.used.get()) {
            noteUse(hash, key);
        }
        return key;
    }

    private void noteUse(Hash hash, Key key) {
        key.used.set(true);
        if (byHash.get(hash) != key) {
            dropped.add(key);
        }
    }

    /** The ids of the keys that were used since the last call, by tenant; each use is in this answer or in the next. */
    public Map<String, List<String>> drainUsed() {
        Set<Principal> drained = new HashSet<>();
        for (Key key : byHash.values()) {
            if (key.used.getAndSet(false)) {
                drained.add(key.principal);
            }
        }
        Key gone;
        while ((gone = dropped.poll()) != null) {
            if (gone.used.getAndSet(false)) {
                drained.add(gone.principal);
            }
        }
        return drained.stream()
                .collect(Collectors.groupingBy(
                        Principal::tenant, Collectors.mapping(Principal::keyId, Collectors.toList())));
    }

    private static Hash hash(String presented) {
        return Hash.of(Sha256.of(presented));
    }
}
