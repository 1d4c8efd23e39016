package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.gates.Screening;
import dev.gavel.gates.ScreeningList;
import dev.gavel.gates.source.SenderNetwork;
import dev.gavel.persistence.crypto.LookupHash;
import dev.gavel.server.market.LiveMarket;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks the lists about a lead's consumer, by all that the consumer may be listed by, and where the campaign counts them about the address that
 * the lead came from. The one way in which pings, posts and explanations ask.
 *
 * <p>Thread safety: any thread.
 */
final class ConsumerScreen {

    private final ScreeningList lists;

    ConsumerScreen(ScreeningList lists) {
        this.lists = lists;
    }

    /** Whose lead is asked about. */
    record Subject(
            LiveMarket market,
            Campaign campaign,
            Lead lead,
            @Nullable Consent consent) {}

    /**
     * What the lists say.
     *
     * @param ownPingId the lead's own ping where it was counted already, which does not make it a duplicate; null for none
     * @param countedPingId under what its address is counted; null to count nothing
     */
    Mono<Screening> ask(Subject subject, @Nullable String ownPingId, @Nullable String countedPingId) {
        Campaign campaign = subject.campaign();
        CapLedger.Consumer consumer = new CapLedger.Consumer(
                campaign.id(),
                ConsumerKeys.suppressible(subject.lead(), subject.market().keys()),
                campaign.gates().mostPingsPerHour());
        Mono<Screening> listed =
                Mono.fromCompletionStage(() -> lists.screen(subject.market().tenant(), consumer, ownPingId));
        return countsAddresses(campaign)
                ? listed.flatMap(screening -> burst(subject, countedPingId).map(screening::withBurst))
                : listed;
    }

    /** Whether a campaign's leads are counted by the address that they come from. */
    static boolean countsAddresses(Campaign campaign) {
        return campaign.gates().diligence().mostPerAddress() > 0;
    }

    private Mono<Screening.Answer> burst(Subject subject, @Nullable String pingId) {
        Diligence asked = subject.campaign().gates().diligence();
        Consent consent = subject.consent();
        String sender = SenderNetwork.of(consent == null ? null : consent.ip());
        return sender == null
                ? Mono.just(Screening.Answer.UNKNOWN)
                : Mono.fromCompletionStage(() -> lists.burst(new ScreeningList.Sending(
                        subject.market().tenant(),
                        LookupHash.of(subject.market().keys(), "a" + sender),
                        pingId,
                        asked.mostPerAddress(),
                        asked.addressWindow().toSeconds())));
    }
}
