package dev.gavel.gates;

import dev.gavel.auction.cap.CapLedger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The lists that know consumers: suppression, earlier sales, recent pings. Asked before any buyer hears of a lead.
 *
 * <p>Thread safety: any thread.
 */
public interface ScreeningList {

    /**
     * What the lists say. Completes with {@link Screening#UNKNOWN} when they cannot be reached; never with an error.
     *
     * @param exceptPingId a ping that does not make its own consumer a duplicate: the one that is being posted; null for none
     */
    CompletionStage<Screening> screen(String tenant, CapLedger.Consumer consumer, @Nullable String exceptPingId);

    /**
     * A lead that came from an address.
     *
     * @param addressKey the tenant's keyed hash of the address
     * @param pingId counted once, however often it is asked about; null to count nothing and ask whether one more would be too many
     * @param most how many may come within the window
     */
    record Sending(
            String tenant, String addressKey, @Nullable String pingId, int most, long windowSeconds) {}

    /**
     * Counts a lead, and says whether too many came from its address within the window. Completes with UNKNOWN when that cannot be told, as by
     * lists that count none; never with an error.
     */
    default CompletionStage<Screening.Answer> burst(Sending sending) {
        return CompletableFuture.completedFuture(Screening.Answer.UNKNOWN);
    }
}
