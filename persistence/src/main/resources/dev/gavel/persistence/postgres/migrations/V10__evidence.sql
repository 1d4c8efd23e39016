-- What issuers of certificates have said of a lead's consent, before any buyer heard of the lead. Written once, never changed.
--
-- certificate is the certificate's id under the tenant's data key, bound to the lead: with the issuer's account it leads to the consumer. The rest
-- names nobody. reference is Gavel's id that the issuer keeps it under.
CREATE TABLE evidence (
    tenant text NOT NULL REFERENCES tenant,
    lead_id uuid NOT NULL,
    issuer text NOT NULL CHECK (issuer IN ('TRUSTEDFORM', 'JORNAYA')),
    ping_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('CONFIRMED', 'REFUSED', 'UNKNOWN')),
    match text NOT NULL CHECK (match IN ('MATCHED', 'NOT_MATCHED', 'NOT_SAID')),
    detail text NOT NULL,
    certificate bytea NOT NULL,
    reference text NOT NULL,
    made_at timestamptz,
    kept_until timestamptz,
    page_host text,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, lead_id, issuer)
);
SELECT keep_to_tenant('evidence');
CREATE INDEX evidence_ping ON evidence (tenant, ping_id);
GRANT SELECT, INSERT ON evidence TO gavel_app;
