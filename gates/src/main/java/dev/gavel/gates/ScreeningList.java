package dev.gavel.gates;

import dev.gavel.auction.cap.CapLedger;
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
}
