-- Posted leads that a person is to look at. The lead itself stands in lead, sealed, in state HELD: the same key that lets a ping be posted
-- once lets it be held once. Here stands what the person sees and decides; nothing of it is personal data.
--
-- chosen are the positions of the promised legs, reasons the codes that a release waives, findings the verdicts as JSON. until is the promise's
-- end. due_at is when somebody has to do something: end what expired, or try again what was released and could not be judged.
CREATE TABLE hold (
    tenant text NOT NULL,
    ping_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    campaign text NOT NULL,
    vendor text NOT NULL,
    source text NOT NULL,
    chosen integer[] NOT NULL,
    reasons integer[] NOT NULL,
    findings text NOT NULL,
    state text NOT NULL CHECK (state IN ('HELD', 'RELEASED', 'REFUSED', 'EXPIRED')),
    held_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    decision text CHECK (decision IN ('RELEASE', 'REFUSE')),
    decided_by text,
    decided_with text,
    decided_for text,
    decided_at timestamptz,
    end_reason integer,
    ended_at timestamptz,
    PRIMARY KEY (tenant, ping_id),
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_with IS NULL)
        AND (decision IS NULL) = (decided_for IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CHECK (state <> 'RELEASED' OR decision = 'RELEASE'),
    CHECK ((state = 'HELD') = (ended_at IS NULL))
);
SELECT keep_to_tenant('hold');
CREATE UNIQUE INDEX hold_lead ON hold (tenant, lead_id);
CREATE INDEX hold_due ON hold (tenant, due_at) WHERE state = 'HELD';
GRANT SELECT, INSERT,
    UPDATE (state, due_at, decision, decided_by, decided_with, decided_for, decided_at, end_reason, ended_at) ON hold TO gavel_app;
