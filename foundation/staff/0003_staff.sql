-- People who sign in to this program (foundation/staff). Names are public; secrets are not.
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
    disabled_at     timestamptz
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

GRANT SELECT, INSERT, UPDATE ON staff TO tnung_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_session, sign_in_try TO tnung_app;
