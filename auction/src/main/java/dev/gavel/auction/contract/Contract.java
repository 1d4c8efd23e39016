package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.returns.ReturnPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One buyer's standing order in one campaign.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the tenant
 * @param caps those of scope {@code CONTRACT}; the buyer's own stand with the buyer
 * @param priority smaller is served first where the ranking asks for it
 * @param weight share of the leads where the ranking is weighted, at least 1
 * @param conflictGroup of all contracts with the same group at most one gets a leg of a lead; null when in none
 * @param deliveryEndpoint the buyer's endpoint that receives the post; null when the buyer fetches its leads itself
 * @param paused never matches while true
 * @param returns on which terms the buyer may return leads; null when it may not
 * @param fields what its requests may carry
 * @param channels how the buyer reaches the consumer; all where it does not say
 * @param repeatWindow for how long a consumer that the buyer was sold is not sold to it under this contract; null for the buyer's own
 */
public record Contract(
        String id,
        String campaign,
        String buyer,
        Filter filter,
        SourceRule sources,
        Schedule schedule,
        PriceRule price,
        List<Cap> caps,
        int priority,
        int weight,
        SaleMode mode,
        @Nullable String conflictGroup,
        @Nullable String deliveryEndpoint,
        boolean paused,
        @Nullable ReturnPolicy returns,
        FieldAllowance fields,
        Set<CallChannel> channels,
        @Nullable Duration repeatWindow) {

    public Contract {
        requireNonNull(id, "id");
        requireNonNull(campaign, "campaign");
        requireNonNull(buyer, "buyer");
        requireNonNull(filter, "filter");
        requireNonNull(sources, "sources");
        requireNonNull(schedule, "schedule");
        requireNonNull(price, "price");
        requireNonNull(mode, "mode");
        requireNonNull(fields, "fields");
        caps = List.copyOf(caps);
        if (weight < 1) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: >= 1)");
        }
        channels = Set.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("channels: none (expected: at least one)");
        }
    }

    /**
     * A contract that takes no returns, whose requests may carry what is usual, and that says neither how its buyer calls nor how soon it takes
     * a consumer again.
     */
    public Contract(
            String id,
            String campaign,
            String buyer,
            Filter filter,
            SourceRule sources,
            Schedule schedule,
            PriceRule price,
            List<Cap> caps,
            int priority,
            int weight,
            SaleMode mode,
            @Nullable String conflictGroup,
            @Nullable String deliveryEndpoint,
            boolean paused) {
        this(
                id,
                campaign,
                buyer,
                filter,
                sources,
                schedule,
                price,
                caps,
                priority,
                weight,
                mode,
                conflictGroup,
                deliveryEndpoint,
                paused,
                null,
                FieldAllowance.STANDARD,
                CallChannel.ALL,
                null);
    }
}
