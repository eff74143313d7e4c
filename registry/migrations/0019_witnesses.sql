-- What each witness of the audit log signed last (C2SP tlog-witness), and what it said since.
CREATE TABLE audit_witness (
    name           text        PRIMARY KEY,
    size           bigint      NOT NULL,            -- of the log, when it signed
    cosigned_at    timestamptz,                     -- by its own clock; null: never
    checkpoint     text        NOT NULL,            -- with its signature
    tried_at       timestamptz NOT NULL,
    trouble        text        NOT NULL,            -- of the last time; empty: none
    denies         boolean     NOT NULL             -- it knows another log of this name
);
GRANT SELECT, INSERT, UPDATE ON audit_witness TO tnung_app;
