package dev.gavel.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of all tenants in memory, by the SHA-256 of the key: replaced whole when a key was made or revoked.
 *
 * <p>Thread safety: lock-free reads from any thread.
 */
public final class KeyRing {

    private static final int LONGEST_KEY = 128;

    private volatile Map<String, Key> byHash = Map.of();
    private final Set<Principal> used = ConcurrentHashMap.newKeySet();

    /** One key. Its rate limit lives as long as it does on this node. */
    public static final class Key {

        private final String hash;
        private final Principal principal;
        private final List<AddressRange> allowed;
        private final @Nullable TokenBucket bucket;

        /**
         * @param hash SHA-256 of the key in hex
         * @param allowed addresses it may be used from; empty means any
         * @param perSecond 0 for no limit
         */
        public Key(String hash, Principal principal, List<AddressRange> allowed, int perSecond, long nowNanos) {
            this.hash = hash;
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
        Map<String, Key> before = byHash;
        Map<String, Key> after = HashMap.newHashMap(keys.size());
        for (Key key : keys) {
            Key old = before.get(key.hash);
            boolean same = old != null && old.principal.equals(key.principal) && old.allowed.equals(key.allowed);
            after.put(key.hash, same ? old : key);
        }
        byHash = Map.copyOf(after);
    }

    /** The key that was presented, or null. One SHA-256. */
    @Nullable
    Key find(String presented) {
        if (presented.isEmpty() || presented.length() > LONGEST_KEY) {
            return null;
        }
        Key key = byHash.get(hash(presented));
        if (key != null) {
            used.add(key.principal);
        }
        return key;
    }

    /** The ids of the keys that were used since the last call, by tenant. */
    public Map<String, List<String>> drainUsed() {
        Set<Principal> drained = Set.copyOf(used);
        used.removeAll(drained);
        return drained.stream()
                .collect(Collectors.groupingBy(
                        Principal::tenant, Collectors.mapping(Principal::keyId, Collectors.toList())));
    }

    private static String hash(String presented) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(presented.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
