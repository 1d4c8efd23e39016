package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an open delivery ends outside of its flow: by its buyer's late answer, or by an operator's decision.
 *
 * <p>Thread safety: stateless.
 */
public final class Resolution {

    private Resolution() {}

    /**
     * What transaction 2 writes.
     *
     * @param event exact JSON text
     */
    public static Settlement settlement(OpenDelivery open, LegResult result, Instant at, String event) {
        return new Settlement(open.tenant(), open.pingId(), open.leadId(), List.of(result), at, deliveries -> {
            PostOutcome.Delivered answered = ResolvedOutcome.of(open.pingId(), open.leadId(), List.of(), deliveries);
            byte[] answer = VendorAnswers.post(answered, open.currency());
            return new Settlement.Answered(
                    PostFlow.state(answered), new String(answer, StandardCharsets.UTF_8), List.of(event));
        });
    }

    /**
     * What the cap ledger holds for it, to be released when the buyer does not take the lead.
     *
     * @param campaign null when the market no longer knows it: the consumer's marks then lapse by themselves
     * @throws dev.gavel.persistence.crypto.DecryptionException when the lead cannot be opened any more
     */
    public static CapLedger.Leg reservation(TenantKeys keys, @Nullable Campaign campaign, OpenDelivery open) {
        return reservation(campaign, open, new PingSealer().openLead(keys, open.leadId(), open.sealedLead()));
    }

    /** The same for a lead that is open: the ledger knows it by the candidate's position, not by the promised leg. */
    static CapLedger.Leg reservation(@Nullable Campaign campaign, OpenDelivery open, RememberedPing whole) {
        int number = whole.positionOf(open.contract());
        return campaign == null
                ? new CapLedger.Leg(open.tenant(), open.pingId(), number, 0, open.claims())
                : new CapLedger.Leg(
                        open.tenant(),
                        open.pingId(),
                        number,
                        0,
                        open.claims(),
                        Reservations.consumer(campaign, whole.consumerKeys()),
                        campaign.gates().duplicateWindow().toSeconds());
    }
}
