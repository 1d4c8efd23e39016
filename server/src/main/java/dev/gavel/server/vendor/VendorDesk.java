package dev.gavel.server.vendor;

import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.ContactLog;
import dev.gavel.gates.DncScrubber;
import dev.gavel.gates.EvidenceVerifier;
import dev.gavel.gates.Gates;
import dev.gavel.gates.ScreeningList;
import dev.gavel.persistence.postgres.EvidenceRecord;
import dev.gavel.persistence.postgres.HoldBook;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.server.buyer.Deliverer;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.ops.GateMetrics;
import dev.gavel.server.ops.HoldMetrics;
import dev.gavel.server.ops.PingMetrics;
import dev.gavel.server.ops.PostMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * The vendors' side, put together.
 *
 * @param heldPosts what is done with posts that are held for review
 */
public record VendorDesk(VendorApi api, HeldPosts heldPosts) {

    /**
     * The vendors' side over these parts, on the system's time.
     *
     * @param mustNotSell whether a tenant must not sell now, because its audit backlog is too long
     * @param evidenceKeeper keeps what issuers of certificates have said
     */
    public static VendorDesk open(
            LiveMarkets markets,
            Predicate<String> mustNotSell,
            Gates gates,
            CapLedger ledger,
            ScreeningList lists,
            ContactLog contacts,
            DncScrubber scrubber,
            EvidenceVerifier verifier,
            BiFunction<String, List<EvidenceRecord>, Mono<Void>> evidenceKeeper,
            BidSource bidSource,
            Deliverer deliveries,
            SalesBook sales,
            HoldBook holds,
            MeterRegistry meters,
            InstantSource clock) {
        return open(
                markets,
                mustNotSell,
                gates,
                ledger,
                lists,
                contacts,
                scrubber,
                verifier,
                evidenceKeeper,
                bidSource,
                deliveries,
                sales,
                holds,
                meters,
                FlowClock.of(clock),
                new IdSource());
    }

    /** The same on another's time, with ids from another source. */
    public static VendorDesk open(
            LiveMarkets markets,
            Predicate<String> mustNotSell,
            Gates gates,
            CapLedger ledger,
            ScreeningList lists,
            ContactLog contacts,
            DncScrubber scrubber,
            EvidenceVerifier verifier,
            BiFunction<String, List<EvidenceRecord>, Mono<Void>> evidenceKeeper,
            BidSource bidSource,
            Deliverer deliveries,
            SalesBook sales,
            HoldBook holds,
            MeterRegistry meters,
            FlowClock clock,
            IdSource ids) {
        PingSealer sealer = new PingSealer();
        GateMetrics gateMetrics = new GateMetrics(meters, gates);
        PingMetrics pingMetrics = new PingMetrics(meters, gateMetrics, clock::nanoTime);
        PostMetrics postMetrics = new PostMetrics(meters, gateMetrics);
        PostAnswers answers = new PostAnswers(sales, clock);
        Reservations reservations = new Reservations(ledger, contacts, gates);
        LegDelivery legDelivery = new LegDelivery(deliveries, sales, reservations, gates, ids, clock);
        EvidenceStep evidence = new EvidenceStep(gates, verifier, evidenceKeeper, sealer, clock);
        HoldMetrics holdMetrics = new HoldMetrics(meters);
        PostFlow postFlow = new PostFlow(
                gates,
                ledger,
                lists,
                scrubber,
                evidence,
                reservations,
                sales,
                new PostHolds(holds, sealer, holdMetrics),
                answers,
                legDelivery,
                sealer,
                postMetrics,
                clock);
        VendorApi api = new VendorApi(
                markets,
                mustNotSell,
                new PingFlow(gates, ledger, lists, scrubber, evidence, bidSource, sealer, pingMetrics, clock),
                new PostDesk(ledger, answers, sealer, postFlow, ids, clock),
                new PingStatus(ledger, answers, sealer),
                ids,
                clock,
                pingMetrics,
                postMetrics);
        return new VendorDesk(api, new HeldPosts(holds, postFlow, sealer, holdMetrics, clock));
    }
}
