package dev.gavel.gates;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a lead would go.
 *
 * <p>Thread safety: immutable.
 *
 * @param buyer whom the lead would go to; null when it is judged for all
 * @param ways how the consumer would be reached: by the buyer that is named, or by any of the campaign's
 */
public record Destination(@Nullable Buyer buyer, Set<CallChannel> ways) {}
