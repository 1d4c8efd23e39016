package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who receives leads.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the tenant
 * @param legalName as it must stand in a consent that names sellers
 * @param zone in which the windows of the caps begin
 * @param caps those of scope {@code BUYER} and {@code BUYER_SOURCE}
 * @param creditLimitMicros how far the account may fall below zero; 0 for a prepaid account
 * @param lowBalanceMicros the operator is told when less than this may still be spent; 0 for never
 * @param vetting what was made sure of about the buyer; null for nothing yet
 * @param revocations where the buyer hears of consumers who revoke; null when it fetches them itself
 * @param repeatWindow for how long a consumer that the buyer was sold is not sold to it again, in any campaign; zero for no such wish
 * @param subscription what the buyer is told of as it happens; null for nothing
 * @param aliases other registered names of the same company, any of which names it in a consent as its legal name does
 */
public record Buyer(
        String id,
        String legalName,
        ZoneId zone,
        List<Cap> caps,
        long creditLimitMicros,
        List<Endpoint> endpoints,
        long lowBalanceMicros,
        @Nullable Vetting vetting,
        @Nullable Webhook revocations,
        Duration repeatWindow,
        @Nullable Subscription subscription,
        List<String> aliases) {

    public Buyer {
        requireNonNull(id, "id");
        requireNonNull(legalName, "legalName");
        requireNonNull(zone, "zone");
        caps = List.copyOf(caps);
        endpoints = List.copyOf(endpoints);
        if (creditLimitMicros < 0) {
            throw new IllegalArgumentException("creditLimitMicros: " + creditLimitMicros + " (expected: >= 0)");
        }
        if (lowBalanceMicros < 0) {
            throw new IllegalArgumentException("lowBalanceMicros: " + lowBalanceMicros + " (expected: >= 0)");
        }
        requireNonNull(repeatWindow, "repeatWindow");
        aliases = List.copyOf(aliases);
    }

    /**
     * A buyer whose balance nobody watches, of which nothing was made sure yet, that fetches revocations itself, and that takes a consumer as
     * often as the campaigns let it.
     */
    public Buyer(
            String id,
            String legalName,
            ZoneId zone,
            List<Cap> caps,
            long creditLimitMicros,
            List<Endpoint> endpoints) {
        this(id, legalName, zone, caps, creditLimitMicros, endpoints, 0, null, null, Duration.ZERO, null, List.of());
    }

    /** The same buyer with another record of what was made sure of. */
    public Buyer withVetting(@Nullable Vetting record) {
        return new Buyer(
                id,
                legalName,
                zone,
                caps,
                creditLimitMicros,
                endpoints,
                lowBalanceMicros,
                record,
                revocations,
                repeatWindow,
                subscription,
                aliases);
    }

    /** The same buyer with another window. */
    public Buyer withRepeatWindow(Duration other) {
        return new Buyer(
                id,
                legalName,
                zone,
                caps,
                creditLimitMicros,
                endpoints,
                lowBalanceMicros,
                vetting,
                revocations,
                other,
                subscription,
                aliases);
    }

    /** The same buyer under other names beside its legal one. */
    public Buyer withAliases(List<String> others) {
        return new Buyer(
                id,
                legalName,
                zone,
                caps,
                creditLimitMicros,
                endpoints,
                lowBalanceMicros,
                vetting,
                revocations,
                repeatWindow,
                subscription,
                others);
    }
}
