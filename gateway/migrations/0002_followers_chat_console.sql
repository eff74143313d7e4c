-- Who is who, what the account says in the chat, what clerks do. Personal data in *_sealed columns only.

-- One Zalo user as this account knows him (his id differs from account to account).
CREATE TABLE follower (
    id                  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    zalo_user_key       bytea       NOT NULL UNIQUE,
    zalo_user_sealed    bytea       NOT NULL,
    display_name_sealed bytea,
    language            text        NOT NULL DEFAULT 'vi',
    minor               boolean     NOT NULL DEFAULT false, -- Zalo's is_sensitive: no personal data at all
    first_seen_at       timestamptz NOT NULL,
    followed_at         timestamptz,                        -- null: wrote without following
    unfollowed_at       timestamptz,
    interacted_at       timestamptz,                        -- our own clock of Zalo's windows
    withdrawn_at        timestamptz,
    CONSTRAINT language_known CHECK (language IN ('vi', 'en'))
);

-- What the account asked last in this chat, so that a bare "4821" means something. One row each, rewritten.
CREATE TABLE conversation (
    follower_id    bigint      PRIMARY KEY REFERENCES follower (id),
    step           text        NOT NULL,
    dossier_id     bigint      REFERENCES dossier (id),
    number_sealed  bytea,                       -- the number that was claimed
    until          timestamptz NOT NULL,
    CONSTRAINT step_known CHECK (step IN ('number', 'reference', 'code', 'not_me', 'talk'))
);

-- A follower and a number that he proved. Ended rows stay: who was told what, and when.
CREATE TABLE phone_link (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    follower_id     bigint      NOT NULL REFERENCES follower (id),
    phone_id        bigint      NOT NULL REFERENCES phone (id),
    proved_by       text        NOT NULL,
    proved_at       timestamptz NOT NULL,       -- renewed by a new proof
    details_from    timestamptz NOT NULL,       -- level 2 waits, so that a cheat's link is noticed first
    consent_version text        NOT NULL,
    ended_at        timestamptz,
    ended_by        text,
    CONSTRAINT proof_known CHECK (proved_by IN ('code', 'counter')),
    CONSTRAINT end_known CHECK (ended_by IN ('follower', 'not_me', 'clerk', 'withdrawn', 'silence')),
    CONSTRAINT end_goes_together CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX phone_link_once ON phone_link (follower_id, phone_id) WHERE ended_at IS NULL;
CREATE INDEX phone_link_phone ON phone_link (phone_id) WHERE ended_at IS NULL;

-- Whose dossiers a link opens: the owner of the dossier it was proved with, and those added by their digits.
CREATE TABLE phone_link_owner (
    phone_link_id   bigint      NOT NULL REFERENCES phone_link (id),
    owner_id        bigint      NOT NULL REFERENCES owner (id),
    known_at        timestamptz NOT NULL,
    PRIMARY KEY (phone_link_id, owner_id)
);

-- Different people on one number: beyond a bound the number is an intermediary's (data, not a verdict).
CREATE TABLE phone_person (
    phone_id        bigint      NOT NULL REFERENCES phone (id),
    person_key      bytea       NOT NULL,
    PRIMARY KEY (phone_id, person_key)
);

-- One dossier opened to one follower at the counter; never lifts others.
CREATE TABLE dossier_grant (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    follower_id     bigint      NOT NULL REFERENCES follower (id),
    dossier_id      bigint      NOT NULL REFERENCES dossier (id),
    granted_at      timestamptz NOT NULL,
    ended_at        timestamptz
);
CREATE UNIQUE INDEX dossier_grant_once ON dossier_grant (follower_id, dossier_id) WHERE ended_at IS NULL;
CREATE INDEX dossier_grant_dossier ON dossier_grant (dossier_id) WHERE ended_at IS NULL;

-- What a person types to show which dossier he means (start) or that he stands at the counter (counter).
CREATE TABLE typed_code (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text        NOT NULL,
    code_key        bytea       NOT NULL UNIQUE,
    dossier_id      bigint      NOT NULL REFERENCES dossier (id),
    staff_id        bigint,
    made_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('start', 'counter'))
);

-- Sent to a number as a template message without being owed by an event: codes and warnings.
CREATE TABLE phone_message (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text        NOT NULL,
    phone_id        bigint      NOT NULL REFERENCES phone (id),
    parameters_sealed bytea,                    -- gone once it left: it may hold a code
    status          text        NOT NULL DEFAULT 'waiting',
    cause           text,
    created_at      timestamptz NOT NULL,
    useful_until    timestamptz NOT NULL,
    attempts        smallint    NOT NULL DEFAULT 0,
    tracking_id     text        NOT NULL UNIQUE,
    message_id      text,
    CONSTRAINT kind_known CHECK (kind IN ('link_code', 'linked', 'number_changed')),
    CONSTRAINT status_known CHECK (status IN ('waiting', 'handed_over', 'maybe_sent', 'delivered', 'dropped'))
);

-- Every asking for a code, sent or not: the limits count here. The answer in the chat is the same either way.
CREATE TABLE one_time_code (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    follower_id     bigint      NOT NULL REFERENCES follower (id),
    number_key      bytea       NOT NULL,
    phone_id        bigint      REFERENCES phone (id),
    dossier_id      bigint      REFERENCES dossier (id),
    code_hash       bytea,                      -- null: nothing was sent
    refusal         text,                       -- why nothing was sent
    asked_at        timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    tries           smallint    NOT NULL DEFAULT 0,
    used_at         timestamptz,
    CONSTRAINT sent_or_refused CHECK ((code_hash IS NULL) = (refusal IS NOT NULL))
);
CREATE INDEX one_time_code_follower ON one_time_code (follower_id, asked_at DESC);
CREATE INDEX one_time_code_number ON one_time_code (number_key, asked_at DESC);
CREATE INDEX one_time_code_asked ON one_time_code (asked_at) WHERE code_hash IS NOT NULL;

-- What the account answers in the chat. Useful for minutes; never repeated where its fate is unknown.
CREATE TABLE reply (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    follower_id     bigint      NOT NULL REFERENCES follower (id),
    message_sealed  bytea       NOT NULL,
    status          text        NOT NULL DEFAULT 'waiting',
    cause           text,
    created_at      timestamptz NOT NULL,
    useful_until    timestamptz NOT NULL,
    attempts        smallint    NOT NULL DEFAULT 0,
    message_id      text,
    CONSTRAINT status_known CHECK (status IN ('waiting', 'handed_over', 'maybe_sent', 'dropped'))
);
CREATE INDEX reply_message ON reply (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX reply_follower ON reply (follower_id, id DESC);

-- A private address of one dossier's page, sent in a message; kept as a hash.
CREATE TABLE page_link (
    token_hash      bytea       PRIMARY KEY,
    dossier_id      bigint      REFERENCES dossier (id),   -- null: the follower's own list
    phone_id        bigint      REFERENCES phone (id),
    follower_id     bigint      REFERENCES follower (id),
    made_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    tries           smallint    NOT NULL DEFAULT 0,
    seen_at         timestamptz,
    CONSTRAINT to_somebody CHECK (phone_id IS NOT NULL OR follower_id IS NOT NULL)
);

-- A browser that gave the owner's last digits: level 2 on one dossier, or on a follower's own.
CREATE TABLE citizen_session (
    token_hash      bytea       PRIMARY KEY,
    dossier_id      bigint      REFERENCES dossier (id),
    phone_id        bigint      REFERENCES phone (id),
    follower_id     bigint      REFERENCES follower (id),
    made_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL
);

-- People who work here. Names of staff are public; secrets are not.
CREATE TABLE staff (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login           text        NOT NULL UNIQUE,
    name            text        NOT NULL,
    role            text        NOT NULL,
    unit_code       text,                       -- null: the whole province
    password_hash   text        NOT NULL,
    totp_sealed     bytea       NOT NULL,
    totp_step       bigint      NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    disabled_at     timestamptz,
    CONSTRAINT role_known CHECK (role IN ('clerk', 'operator', 'administrator')),
    CONSTRAINT clerks_have_a_unit CHECK (role <> 'clerk' OR unit_code IS NOT NULL)
);

CREATE TABLE staff_session (
    token_hash      bytea       PRIMARY KEY,
    staff_id        bigint      NOT NULL REFERENCES staff (id),
    made_at         timestamptz NOT NULL,
    used_at         timestamptz NOT NULL,
    ended_at        timestamptz
);

-- Tries to sign in, by login and by network: locking one out does not lock the other.
CREATE TABLE sign_in_try (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login           text        NOT NULL,
    network         text        NOT NULL,
    at              timestamptz NOT NULL,
    succeeded       boolean     NOT NULL
);
CREATE INDEX sign_in_try_login ON sign_in_try (login, network, at DESC);
CREATE INDEX sign_in_try_network ON sign_in_try (network, at DESC);

-- Why a clerk read one dossier: one statement for an hour.
CREATE TABLE staff_purpose (
    staff_id        bigint      NOT NULL REFERENCES staff (id),
    dossier_id      bigint      NOT NULL REFERENCES dossier (id),
    purpose         text        NOT NULL,
    stated_at       timestamptz NOT NULL,
    PRIMARY KEY (staff_id, dossier_id)
);

-- What waits for a clerk of a unit: a wrong number, a person who wants to talk, a call to make.
CREATE TABLE task (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text        NOT NULL,
    unit_code       text,                       -- null: the province's own
    dossier_id      bigint      REFERENCES dossier (id),
    notice_id       bigint      UNIQUE REFERENCES notice (id),
    follower_id     bigint      REFERENCES follower (id),
    phone_id        bigint      REFERENCES phone (id),
    opened_at       timestamptz NOT NULL,
    due_at          timestamptz,                -- when a person would lose a right
    calls           smallint    NOT NULL DEFAULT 0,
    closed_at       timestamptz,
    closed_by       bigint      REFERENCES staff (id),
    result          text,
    CONSTRAINT kind_known CHECK (kind IN ('wrong_number', 'talk', 'call')),
    CONSTRAINT end_goes_together CHECK ((closed_at IS NULL) = (result IS NULL))
);
CREATE INDEX task_open ON task (unit_code, kind, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX task_dossier ON task (dossier_id);
CREATE UNIQUE INDEX task_wrong_number_once ON task (dossier_id) WHERE kind = 'wrong_number' AND closed_at IS NULL;
CREATE UNIQUE INDEX task_talk_once ON task (follower_id) WHERE kind = 'talk' AND closed_at IS NULL;

-- What a person and a clerk wrote to one another under a task of kind talk.
CREATE TABLE task_message (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id         bigint      NOT NULL REFERENCES task (id),
    staff_id        bigint      REFERENCES staff (id),   -- null: the person wrote it
    text_sealed     bytea       NOT NULL,
    at              timestamptz NOT NULL
);
CREATE INDEX task_message_task ON task_message (task_id, id);

-- A business's staff, named at the counter with the business's paper: a tax code is public and proves nothing.
CREATE TABLE business_staff (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id        bigint      NOT NULL REFERENCES owner (id),
    phone_id        bigint      NOT NULL REFERENCES phone (id),
    name_sealed     bytea       NOT NULL,
    named_at        timestamptz NOT NULL,
    named_by        bigint      NOT NULL REFERENCES staff (id),
    ended_at        timestamptz
);
CREATE UNIQUE INDEX business_staff_once ON business_staff (owner_id, phone_id) WHERE ended_at IS NULL;

-- A clerk's correction of the number of one dossier; the sender fetches it (GET /api/v1/corrections).
CREATE TABLE number_correction (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dossier_id      bigint      NOT NULL REFERENCES dossier (id),
    old_phone_id    bigint      REFERENCES phone (id),
    new_phone_id    bigint      NOT NULL REFERENCES phone (id),
    reason          text        NOT NULL,
    staff_id        bigint      NOT NULL REFERENCES staff (id),
    at              timestamptz NOT NULL
);
CREATE INDEX number_correction_dossier ON number_correction (dossier_id);

-- The number that a clerk put right holds until the sender's own events say the same.
ALTER TABLE dossier ADD COLUMN corrected_phone_id bigint REFERENCES phone (id);
-- "This is not me" was said of the number for the dossiers it stood on then; it stays refused for them when the
-- number's holder proves it again with a dossier of his own.
ALTER TABLE dossier ADD COLUMN refused_phone_id bigint REFERENCES phone (id);
CREATE INDEX dossier_refused_phone ON dossier (refused_phone_id) WHERE refused_phone_id IS NOT NULL;
CREATE INDEX dossier_unit ON dossier (unit_code, state_at DESC);

CREATE INDEX dossier_told_phone ON dossier ((coalesce(corrected_phone_id, phone_id)), state_at DESC);
DROP INDEX dossier_phone;

ALTER TABLE typed_code ADD FOREIGN KEY (staff_id) REFERENCES staff (id);

-- What each follower may be told of, and on what ground; the level is judged in gateway/citizen/disclosure.
CREATE VIEW follower_dossier AS
SELECT link.follower_id, dossier.id AS dossier_id, link.phone_id, link.details_from,
       CASE WHEN owner.kind = 'business'
            THEN EXISTS (SELECT 1 FROM business_staff staff
                          WHERE staff.owner_id = dossier.owner_id AND staff.phone_id = link.phone_id AND staff.ended_at IS NULL)
            ELSE EXISTS (SELECT 1 FROM phone_link_owner known
                          WHERE known.phone_link_id = link.id AND known.owner_id = dossier.owner_id)
       END AS owner_matches,
       false AS granted,
       greatest(link.proved_at, follower.interacted_at) AS alive_at
  FROM phone_link link
  JOIN follower ON follower.id = link.follower_id
  JOIN dossier ON coalesce(dossier.corrected_phone_id, dossier.phone_id) = link.phone_id
  LEFT JOIN owner ON owner.id = dossier.owner_id
 WHERE link.ended_at IS NULL AND dossier.refused_phone_id IS DISTINCT FROM link.phone_id
UNION ALL
SELECT let_in.follower_id, let_in.dossier_id, NULL, let_in.granted_at, false, true,
       greatest(let_in.granted_at, follower.interacted_at)
  FROM dossier_grant let_in
  JOIN follower ON follower.id = let_in.follower_id
 WHERE let_in.ended_at IS NULL;

ALTER TABLE phone ADD COLUMN stopped_by text;

-- A notice goes to a number, or to one follower who proved it or was let in at the counter.
ALTER TABLE notice
    ALTER COLUMN phone_id DROP NOT NULL,
    ADD COLUMN follower_id bigint REFERENCES follower (id),
    ADD COLUMN channel text,
    ADD COLUMN seen_at timestamptz,
    ADD CONSTRAINT to_somebody CHECK (phone_id IS NOT NULL OR follower_id IS NOT NULL),
    DROP CONSTRAINT notice_event_id_phone_id_repeats_id_key,
    ADD CONSTRAINT notice_once UNIQUE NULLS NOT DISTINCT (event_id, phone_id, follower_id, repeats_id),
    DROP CONSTRAINT status_known,
    ADD CONSTRAINT status_known
        CHECK (status IN ('waiting', 'handed_over', 'maybe_sent', 'to_call', 'delivered', 'excused'));
CREATE INDEX notice_phone ON notice (phone_id) WHERE status IN ('waiting', 'maybe_sent', 'to_call');

-- Not only states are told: a new date with an apology (form 04), a payment that was booked.
ALTER TABLE dossier_event
    ADD COLUMN kind text NOT NULL DEFAULT 'state',
    ADD CONSTRAINT kind_known CHECK (kind IN ('state', 'delayed', 'payment_recorded'));

-- Several kinds of things leave through one outbox; each keeps its content with itself.
ALTER TABLE outbox_item DROP CONSTRAINT outbox_item_notice_id_fkey;
ALTER TABLE outbox_item DROP CONSTRAINT outbox_item_notice_id_key;
ALTER TABLE outbox_item RENAME COLUMN notice_id TO subject_id;
ALTER TABLE outbox_item ADD COLUMN kind text NOT NULL DEFAULT 'notice';
ALTER TABLE outbox_item ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE outbox_item ADD CONSTRAINT outbox_item_once UNIQUE (kind, subject_id);

-- A receipt may overtake the record of what it acknowledges: it is looked at again.
ALTER TABLE webhook ADD COLUMN not_before timestamptz NOT NULL DEFAULT '-infinity';

GRANT SELECT, INSERT, UPDATE ON follower, phone_link, phone_link_owner, phone_person, dossier_grant, typed_code,
    phone_message, one_time_code, reply, page_link, staff, task, task_message, number_correction,
    staff_purpose, business_staff TO tnung_app;
GRANT SELECT ON follower_dossier TO tnung_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON conversation, citizen_session, staff_session, sign_in_try TO tnung_app;
