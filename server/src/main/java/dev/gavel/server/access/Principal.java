package dev.gavel.server.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a call is from.
 *
 * @param vendor the vendor whose key it is; null for a key of the tenant itself
 * @param buyer the buyer whose key it is; null for any other key
 * @param test whether the key is a test key, whose leads never reach a buyer or a balance
 */
public record Principal(
        String tenant,
        String keyId,
        @Nullable String vendor,
        @Nullable String buyer,
        Set<Scope> scopes,
        boolean test) {
    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** A key that is no buyer's. */
    public Principal(String tenant, String keyId, @Nullable String vendor, Set<Scope> scopes, boolean test) {
        this(tenant, keyId, vendor, null, scopes, test);
    }
}
