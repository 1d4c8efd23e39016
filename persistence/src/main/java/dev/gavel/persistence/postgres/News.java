package dev.gavel.persistence.postgres;

import dev.gavel.persistence.postgres.PostRows.LockedLead;
import dev.gavel.persistence.postgres.PostRows.PingKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the news of a lead from its locked rows. Thread safety: stateless. */
final class News {

    private News() {}

    static LeadNews of(PingKey key, LockedLead lead, Instant at, List<EndedDelivery> ended, List<String> unsoldLegs) {
        return new LeadNews(
                key.tenant(),
                Ids.text(Ids.PING, key.pingId()),
                Ids.text(Ids.LEAD, lead.leadId()),
                lead.campaign(),
                lead.vendor(),
                lead.source(),
                lead.currency(),
                at,
                ended,
                unsoldLegs);
    }

    /**
     * The legs that this settlement leaves without a buyer: those whose last delivery it ends, and with the first answer those that never had
     * one.
     */
    static List<String> unsold(LockedLead lead, List<EndedDelivery> ended, List<DeliveryStanding> standings) {
        Map<String, Boolean> legToIsUnsold = new LinkedHashMap<>();
        for (DeliveryStanding standing : standings) {
            boolean gone = standing.outcome() == LegOutcome.REJECTED || standing.outcome() == LegOutcome.NOT_SENT;
            legToIsUnsold.merge(standing.legId(), gone, Boolean::logicalAnd);
        }
        List<String> unsold = new ArrayList<>();
        legToIsUnsold.forEach((leg, isUnsold) -> {
            boolean now = ended.stream().anyMatch(delivery -> delivery.legId().equals(leg))
                    || (lead.answer() == null
                            && lead.refused().stream()
                                    .anyMatch(refused -> refused.legId().equals(leg)));
            if (isUnsold && now) {
                unsold.add(leg);
            }
        });
        return unsold;
    }
}
