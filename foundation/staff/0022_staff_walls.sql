-- Who signs people in is a process and a role of its own, tnung_authority (foundation/authority):
-- whoever takes over the program that serves pages makes no session, gives out no role, reads no
-- secret and forgets no failed try. Pages see who somebody is, and that a session is still used.
CREATE TABLE staff_device (
    token_hash      bytea       PRIMARY KEY,   -- of what a browser keeps after a sign-in
    staff_id        bigint      NOT NULL REFERENCES staff (id),
    made_at         timestamptz NOT NULL,
    used_at         timestamptz NOT NULL
);
CREATE INDEX staff_device_staff ON staff_device (staff_id);

-- Null: still looked at. A try is written down before its password is.
ALTER TABLE sign_in_try ALTER COLUMN succeeded DROP NOT NULL;
CREATE INDEX sign_in_try_at ON sign_in_try (at);

REVOKE ALL ON staff, staff_session, sign_in_try FROM tnung_app;
GRANT SELECT (id, login, name, role, unit_code, created_at, disabled_at) ON staff TO tnung_app;
GRANT SELECT, UPDATE (used_at) ON staff_session TO tnung_app;
GRANT SELECT (at) ON sign_in_try TO tnung_app; -- what is kept too long is counted
GRANT SELECT, INSERT, UPDATE ON staff TO tnung_authority;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_session, staff_device, sign_in_try TO tnung_authority;
