-- Senders that sign their calls (RFC 9421), each nonce once; sessions of those that speak as to the national portal;
-- how far what we fetch ourselves was fetched.
ALTER TABLE sender ADD COLUMN verify_key bytea;
CREATE UNIQUE INDEX sender_verify_key ON sender (verify_key) WHERE verify_key IS NOT NULL AND revoked_at IS NULL;

CREATE TABLE sender_nonce (
    sender_id bigint NOT NULL REFERENCES sender,
    nonce     text NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (sender_id, nonce)
);
CREATE INDEX sender_nonce_made ON sender_nonce (made_at);

CREATE TABLE sender_session (
    token_hash bytea PRIMARY KEY,
    sender_id  bigint NOT NULL REFERENCES sender,
    expires_at timestamptz NOT NULL
);

CREATE TABLE fetched_until (
    source       text PRIMARY KEY, -- the service that was asked
    until        timestamptz NOT NULL,
    leased_until timestamptz NOT NULL DEFAULT '-infinity', -- one process asks at a time, none before that
    failed_at    timestamptz,      -- the last try, where it failed
    cause        text
);

GRANT SELECT, INSERT, UPDATE, DELETE ON sender_nonce, sender_session TO tnung_app;
GRANT SELECT, INSERT, UPDATE ON fetched_until TO tnung_app;
