-- Messages to vendors beside those to buyers, sent receiver by receiver, replayed by operators; and the legs of a lead that found no room, which
-- its answer names for as long as it is given.

-- A vendor and a buyer may have the same id: the party tells them apart.
ALTER TABLE webhook_task
    ADD COLUMN party text NOT NULL DEFAULT 'BUYER' CHECK (party IN ('BUYER', 'VENDOR')),
    ADD COLUMN replays integer NOT NULL DEFAULT 0,
    DROP CONSTRAINT webhook_task_tenant_kind_recipient_subject_key,
    ADD CONSTRAINT webhook_task_once UNIQUE (tenant, kind, party, recipient, subject);
ALTER TABLE webhook_task ALTER COLUMN party DROP DEFAULT;
DROP INDEX webhook_task_due;
CREATE INDEX webhook_task_due ON webhook_task (tenant, party, recipient, next_attempt_at) WHERE state = 'PENDING';
CREATE INDEX webhook_task_give_up ON webhook_task (tenant, give_up_at) WHERE state = 'PENDING';
CREATE INDEX webhook_task_abandoned ON webhook_task (tenant, task_id) WHERE state = 'ABANDONED';
CREATE INDEX webhook_task_ended ON webhook_task (tenant, ended_at) WHERE state <> 'PENDING';
GRANT UPDATE (give_up_at, replays), DELETE ON webhook_task TO gavel_app;

-- A market's currency may change until money is booked.
GRANT UPDATE (currency) ON account TO gavel_app;

-- Null where every leg found room.
ALTER TABLE lead ADD COLUMN refused_legs uuid[], ADD COLUMN refused_payouts bigint[];
GRANT UPDATE (refused_legs, refused_payouts) ON lead TO gavel_app;
