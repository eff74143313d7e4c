-- Fairness in the outbox: within an urgency, units take turns by `place`. What must wait is held out of the order.
ALTER TABLE outbox_item ADD COLUMN flow text;                             -- whose turn it takes; null: nobody's
ALTER TABLE outbox_item ADD COLUMN place timestamptz;
ALTER TABLE outbox_item ADD COLUMN held boolean NOT NULL DEFAULT false;   -- until not_before
UPDATE outbox_item SET place = not_before, held = not_before > now();
ALTER TABLE outbox_item ALTER COLUMN place SET NOT NULL;
DROP INDEX outbox_item_order;
CREATE INDEX outbox_item_order ON outbox_item (urgency, place, id) WHERE NOT held;
CREATE INDEX outbox_item_held ON outbox_item (not_before) WHERE held;
CREATE INDEX outbox_item_flow ON outbox_item (flow, urgency, place) WHERE flow IS NOT NULL;

-- The account's rate, shared by all processes: calls up to `taken_until` are given out. Nothing is lost with it.
CREATE UNLOGGED TABLE zalo_pace (
    account      text        PRIMARY KEY,
    taken_until  timestamptz NOT NULL,
    closed_until timestamptz NOT NULL DEFAULT '-infinity'                 -- Zalo said that it is too much
);

-- Template messages of the day, as Zalo counts them.
CREATE TABLE zalo_quota (
    account    text        PRIMARY KEY,
    day        date        NOT NULL,
    quota      integer     NOT NULL,
    used       integer     NOT NULL
);

-- What it cost, by the price of its way on that day.
ALTER TABLE notice ADD COLUMN dong integer;

GRANT SELECT, INSERT, UPDATE, DELETE ON zalo_pace, zalo_quota TO tnung_app;
