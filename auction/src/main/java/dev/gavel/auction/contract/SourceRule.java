package dev.gavel.auction.contract;

import java.util.Set;

/**
 * Which vendors' sources a contract buys from. Entries are {@code vendor} or {@code vendor/source}.
 *
 * <p>Thread safety: immutable.
 *
 * @param allow empty means all
 * @param deny wins over allow
 */
public record SourceRule(Set<String> allow, Set<String> deny) {

    public static final SourceRule ALL = new SourceRule(Set.of(), Set.of());

    public SourceRule {
        allow = Set.copyOf(allow);
        deny = Set.copyOf(deny);
    }

    /** Whether leads of this source may be bought. */
    public boolean accepts(String vendor, String source) {
        String both = vendor + "/" + source;
        if (deny.contains(vendor) || deny.contains(both)) {
            return false;
        }
        return allow.isEmpty() || allow.contains(vendor) || allow.contains(both);
    }
}
