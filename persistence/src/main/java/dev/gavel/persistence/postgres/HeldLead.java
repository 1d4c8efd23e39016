package dev.gavel.persistence.postgres;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hold, as people see it. Carries no personal data: the lead itself is read with {@link StoredLeads}.
 *
 * @param chosen positions of the promised legs among the lead's candidates
 * @param reasons codes of the findings that a release waives
 * @param findings the gates' verdicts as JSON
 * @param decision what a person decided; null while nobody has
 * @param endReason code of the reason why the lead was not sold; null while it is held, and when it was released
 * @param endedAt null while it is held
 */
public record HeldLead(
        String pingId,
        String leadId,
        String campaign,
        String vendor,
        String source,
        List<Integer> chosen,
        List<Integer> reasons,
        String findings,
        HoldState state,
        Instant heldAt,
        Instant until,
        @Nullable HoldDecision decision,
        @Nullable Integer endReason,
        @Nullable Instant endedAt) {

    static final String COLUMNS = """
            h.ping_id, h.lead_id, h.campaign, h.vendor, h.source, h.chosen, h.reasons, h.findings, h.state, h.held_at,
            h.until, h.decision, h.decided_by, h.decided_with, h.decided_for, h.decided_at, h.end_reason, h.ended_at""";

    /** Whether a person has released it. */
    public boolean isReleased() {
        return decision != null && decision.kind() == HoldDecision.Kind.RELEASE;
    }

    static HeldLead of(Readable row) {
        return new HeldLead(
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                Rows.text(row, "campaign"),
                Rows.text(row, "vendor"),
                Rows.text(row, "source"),
                Rows.smallNumbers(row, "chosen"),
                Rows.smallNumbers(row, "reasons"),
                Rows.text(row, "findings"),
                HoldState.valueOf(Rows.text(row, "state")),
                Rows.instant(row, "held_at"),
                Rows.instant(row, "until"),
                decision(row),
                row.get("end_reason", Integer.class),
                Rows.instantOrNull(row, "ended_at"));
    }

    private static @Nullable HoldDecision decision(Readable row) {
        String kind = Rows.textOrNull(row, "decision");
        return kind == null
                ? null
                : new HoldDecision(
                        HoldDecision.Kind.valueOf(kind),
                        Rows.text(row, "decided_by"),
                        Rows.text(row, "decided_with"),
                        Rows.text(row, "decided_for"),
                        Rows.instant(row, "decided_at"));
    }
}
