-- Forms that were sent: each page gives each of its forms a number, so that a button that is pressed twice acts once.
-- `location` is where the first one's answer led: no personal data.
CREATE TABLE act_once (
    key      bytea       PRIMARY KEY,   -- SHA-256 of session, address and all that the form says
    at       timestamptz NOT NULL,
    location text
);
CREATE INDEX act_once_at ON act_once (at);
GRANT SELECT, INSERT, UPDATE, DELETE ON act_once TO tnung_app;
