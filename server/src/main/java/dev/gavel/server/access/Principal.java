package dev.gavel.server.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a call is from.
 *
 * @param vendor the vendor whose key it is; null for a key of a buyer or of the tenant itself
 * @param buyer the buyer whose key it is; null for a key of a vendor or of the tenant itself
 * @param test whether the key is a test key, whose leads never reach a buyer or a balance
 */
public record Principal(
        String tenant,
        String keyId,
        @Nullable String vendor,
        @Nullable String buyer,
        Set<Scope> scopes,
        boolean test) {

    /** Whoever is no buyer. */
    public Principal(String tenant, String keyId, @Nullable String vendor, Set<Scope> scopes, boolean test) {
        this(tenant, keyId, vendor, null, scopes, test);
    }

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** Whether it is a key of the tenant itself, which may decide. */
    public boolean isOperator() {
        return vendor == null && buyer == null && scopes.contains(Scope.ADMIN);
    }
}
