package dev.gavel.server.vendor;

import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.ContactLog;
import dev.gavel.gates.Gates;
import dev.gavel.gates.ScreeningList;
import dev.gavel.persistence.postgres.Sales;
import dev.gavel.server.buyer.Deliveries;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.ops.GateMetrics;
import dev.gavel.server.ops.PingMetrics;
import dev.gavel.server.ops.PostMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Puts the vendors' side together. */
public final class VendorDesk {

    private VendorDesk() {}

    /**
     * The vendors' API over these parts.
     *
     * @param mustNotSell whether a tenant must not sell now, because its audit backlog is too long
     */
    public static VendorApi open(
            LiveMarkets markets,
            Predicate<String> mustNotSell,
            Gates gates,
            CapLedger ledger,
            ScreeningList lists,
            ContactLog contacts,
            BidSource bidSource,
            Deliveries deliveries,
            Sales sales,
            MeterRegistry meters,
            InstantSource clock) {
        IdSource ids = new IdSource();
        PingSealer sealer = new PingSealer();
        GateMetrics gateMetrics = new GateMetrics(meters, gates);
        PingMetrics pingMetrics = new PingMetrics(meters, gateMetrics);
        PostMetrics postMetrics = new PostMetrics(meters, gateMetrics);
        Reservations reservations = new Reservations(ledger, contacts, gates);
        LegDelivery legDelivery = new LegDelivery(deliveries, sales, reservations, gates, ids);
        PostFlow postFlow = new PostFlow(gates, ledger, lists, reservations, sales, legDelivery, sealer, postMetrics);
        return new VendorApi(
                markets,
                mustNotSell,
                new PingFlow(gates, ledger, lists, bidSource, sealer, pingMetrics),
                new PostDesk(ledger, sales, sealer, postFlow, ids, clock),
                new PingStatus(ledger, sales, sealer),
                ids,
                clock,
                pingMetrics,
                postMetrics);
    }
}
