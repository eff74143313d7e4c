-- Around reading what others declared (Anti-Corruption Law 36/2018/QH14, article 40; security.md, "Inside"): who must not read whom, who may
-- read more than a day's measure by a second person's word, and what of it was unusual, for the auditor to look at.

-- Somebody who is family or has an interest does not read that person's declarations (từ chối, thay đổi người thực hiện). The vault asks here.
CREATE TABLE recusal (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reader_id      bigint      NOT NULL REFERENCES staff (id),
    owner_id       bigint      NOT NULL REFERENCES staff (id),  -- whose declarations
    reason_sealed  bytea       NOT NULL,
    made_at        timestamptz NOT NULL,
    lifted_at      timestamptz,
    lifted_by      bigint      REFERENCES staff (id),
    CONSTRAINT lifted_whole CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
    CONSTRAINT lifted_by_another CHECK (lifted_by <> reader_id)
);
CREATE UNIQUE INDEX recusal_in_force ON recusal (reader_id, owner_id) WHERE lifted_at IS NULL;
CREATE INDEX recusal_owner ON recusal (owner_id);

-- More readings on one day than the measure: asked for with a reason, given by another person.
CREATE TABLE reading_permit (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reader_id      bigint      NOT NULL REFERENCES staff (id),
    on_day         date        NOT NULL,
    readings       integer     NOT NULL,
    reason         text        NOT NULL,
    asked_at       timestamptz NOT NULL,
    given          boolean,                         -- null: nobody looked at it yet
    decided_at     timestamptz,
    decided_by     bigint      REFERENCES staff (id),
    CONSTRAINT readings_some CHECK (readings > 0),
    CONSTRAINT decided_whole CHECK ((given IS NULL) = (decided_at IS NULL) AND (given IS NULL) = (decided_by IS NULL)),
    CONSTRAINT decided_by_another CHECK (decided_by <> reader_id)
);
CREATE UNIQUE INDEX reading_permit_waiting ON reading_permit (reader_id, on_day) WHERE given IS NULL;
CREATE INDEX reading_permit_day ON reading_permit (on_day, reader_id);

-- What was unusual, or refused by the vault; looked at by the auditor, who says what it was.
CREATE TABLE reading_alarm (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text        NOT NULL,            -- of reading_watch.hpp
    staff_id       bigint      REFERENCES staff (id),
    record_id      bigint,
    at             timestamptz NOT NULL,
    looked_at      timestamptz,
    looked_by      bigint      REFERENCES staff (id),
    said           text,
    CONSTRAINT looked_whole CHECK ((looked_at IS NULL) = (looked_by IS NULL) AND (looked_at IS NULL) = (said IS NULL))
);
CREATE INDEX reading_alarm_waiting ON reading_alarm (id) WHERE looked_at IS NULL;

GRANT SELECT, INSERT ON recusal, reading_permit TO tnung_app;
GRANT UPDATE (lifted_at, lifted_by) ON recusal TO tnung_app;
GRANT UPDATE (given, decided_at, decided_by) ON reading_permit TO tnung_app;
GRANT SELECT ON reading_alarm TO tnung_app;
GRANT UPDATE (looked_at, looked_by, said) ON reading_alarm TO tnung_app;
GRANT SELECT (reader_id, owner_id, lifted_at) ON recusal TO tnung_vault;
GRANT SELECT (reader_id, on_day, readings, given) ON reading_permit TO tnung_vault;
GRANT INSERT ON reading_alarm TO tnung_vault;

-- Who acknowledged which version of the regulation on using the register.
CREATE TABLE rules_acknowledgement (
    staff_id       bigint      NOT NULL REFERENCES staff (id),
    version        text        NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (staff_id, version)
);
GRANT SELECT, INSERT ON rules_acknowledgement TO tnung_app;
