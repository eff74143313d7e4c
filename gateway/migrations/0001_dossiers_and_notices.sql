-- Personal data (names, phone and identity numbers, message texts) stands in *_sealed columns only,
-- encrypted by the program; *_key columns are keyed look-ups (docs/formats/sealed-fields.md).

-- A system that pushes dossier events, with the agencies it may speak for.
CREATE TABLE sender (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           text        NOT NULL UNIQUE,
    key_hash       bytea       NOT NULL UNIQUE,   -- SHA-256 of the key; the key itself is shown once
    agency_scope   text[]      NOT NULL,          -- prefixes of agency identifiers, e.g. {H21}
    created_at     timestamptz NOT NULL,
    revoked_at     timestamptz
);

CREATE TABLE phone (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number_key     bytea       NOT NULL UNIQUE,
    number_sealed  bytea       NOT NULL,
    kind           text        NOT NULL,
    stopped_at     timestamptz,                    -- "this is not me": nothing goes there
    CONSTRAINT kind_known CHECK (kind IN ('mobile', 'fixed'))
);

-- The person or business a dossier belongs to. Known by identity number or tax code; without one,
-- a dossier has an owner row of its own.
CREATE TABLE owner (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_key       bytea       NOT NULL UNIQUE,
    kind            text        NOT NULL,
    name_sealed     bytea       NOT NULL,
    identity_sealed bytea,
    CONSTRAINT kind_known CHECK (kind IN ('citizen', 'business'))
);

CREATE TABLE dossier (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code             text        NOT NULL UNIQUE,
    national_code    text,
    procedure_code   text        NOT NULL,
    procedure_name   text        NOT NULL,
    agency_id        text        NOT NULL,
    agency_name      text        NOT NULL,
    unit_code        text,                         -- of today; null: unknown
    owner_id         bigint      REFERENCES owner (id),
    phone_id         bigint      REFERENCES phone (id),
    state            smallint    NOT NULL,
    state_raw        text        NOT NULL,
    state_at         timestamptz NOT NULL,         -- of the newest event by its own time
    received_at      timestamptz,
    due_at           timestamptz,
    CONSTRAINT state_known CHECK (state BETWEEN 1 AND 10)
);
CREATE INDEX dossier_national_code ON dossier (national_code) WHERE national_code IS NOT NULL;
CREATE INDEX dossier_phone ON dossier (phone_id, state_at DESC);
CREATE INDEX dossier_owner ON dossier (owner_id);

-- Every accepted event, for ever, in the order it came. `excuse` says why it owed no notice.
CREATE TABLE dossier_event (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender_id      bigint      NOT NULL REFERENCES sender (id),
    event_key      text        NOT NULL,
    dossier_id     bigint      NOT NULL REFERENCES dossier (id),
    state          smallint    NOT NULL,
    state_raw      text        NOT NULL,
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    detail_sealed  bytea       NOT NULL,
    excuse         text,
    UNIQUE (sender_id, event_key)
);
CREATE INDEX dossier_event_dossier ON dossier_event (dossier_id, occurred_at);

-- One thing one person is owed to be told. Ends delivered or excused.
CREATE TABLE notice (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id       bigint      NOT NULL REFERENCES dossier_event (id),
    dossier_id     bigint      NOT NULL REFERENCES dossier (id),
    phone_id       bigint      NOT NULL REFERENCES phone (id),
    kind           text        NOT NULL,
    urgency        smallint    NOT NULL,
    status         text        NOT NULL,
    excuse         text,
    useful_until   timestamptz NOT NULL,
    created_at     timestamptz NOT NULL,
    tracking_id    text        NOT NULL UNIQUE,
    message_id     text,
    attempts       smallint    NOT NULL DEFAULT 0,
    handed_over_at timestamptz,
    delivered_at   timestamptz,
    repeats_id     bigint      REFERENCES notice (id), -- the reminder of one whose fate stayed unknown
    UNIQUE NULLS NOT DISTINCT (event_id, phone_id, repeats_id),
    CONSTRAINT status_known
        CHECK (status IN ('waiting', 'handed_over', 'maybe_sent', 'delivered', 'excused')),
    CONSTRAINT excuse_goes_with_status CHECK ((status = 'excused') = (excuse IS NOT NULL)),
    CONSTRAINT delivery_goes_with_status CHECK ((status = 'delivered') = (delivered_at IS NOT NULL))
);
CREATE INDEX notice_dossier ON notice (dossier_id);
CREATE INDEX notice_event ON notice (event_id);
CREATE INDEX notice_message ON notice (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX notice_open ON notice (status, handed_over_at) WHERE status IN ('handed_over', 'maybe_sent');

-- What was tried: the clerk's answer to "why did she not get it?".
CREATE TABLE notice_attempt (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id      bigint      NOT NULL REFERENCES notice (id),
    at             timestamptz NOT NULL,
    channel        text        NOT NULL,
    outcome        text        NOT NULL,
    error_code     integer
);
CREATE INDEX notice_attempt_notice ON notice_attempt (notice_id);

-- Narrow rows, rewritten by each lease; the content stays with the notice.
CREATE TABLE outbox_item (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id      bigint      NOT NULL UNIQUE REFERENCES notice (id),
    urgency        smallint    NOT NULL,
    not_before     timestamptz NOT NULL,
    hold           text,                          -- the rule that made it wait, e.g. night
    started_at     timestamptz,                   -- set before the call, cleared by its outcome: a lapsed
                                                  -- lease with it set means that the call may have gone out
    lease_until    timestamptz NOT NULL DEFAULT '-infinity'
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0, fillfactor = 70);
CREATE INDEX outbox_item_order ON outbox_item (urgency, id);

-- The account's tokens. Refresh tokens are single use: the last good pair is kept beside.
CREATE TABLE zalo_token (
    account         text        PRIMARY KEY,
    access_sealed   bytea       NOT NULL,
    refresh_sealed  bytea       NOT NULL,
    previous_sealed bytea,
    renewed_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL
);

-- What Zalo told us, as it came; worked after the answer.
CREATE TABLE webhook (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_key      bytea       NOT NULL UNIQUE,
    event_name     text        NOT NULL,
    body_sealed    bytea       NOT NULL,
    received_at    timestamptz NOT NULL,
    worked_at      timestamptz
);
CREATE INDEX webhook_unworked ON webhook (id) WHERE worked_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON sender, phone, owner, dossier, dossier_event, notice, zalo_token, webhook TO tnung_app;
GRANT SELECT, INSERT ON notice_attempt TO tnung_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_item TO tnung_app;
