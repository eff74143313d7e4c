-- Who must declare, campaigns, and how far each declaration is. What is declared lies in the vault.

CREATE TABLE agency (
    code           text        PRIMARY KEY,
    name           text        NOT NULL,
    parent_code    text        REFERENCES agency (code)
);

-- People in posts. What the list or the civil-servant database calls them by is `number`.
CREATE TABLE declarant (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number         text        NOT NULL UNIQUE,
    name           text        NOT NULL,
    name_key       text        NOT NULL,            -- without marks, for searching
    post           text        NOT NULL,
    agency_code    text        NOT NULL REFERENCES agency (code),
    staff_id       bigint      UNIQUE REFERENCES staff (id)  -- who signs in; null until invited
);
CREATE INDEX declarant_agency ON declarant (agency_code, name);

CREATE TABLE campaign (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text        NOT NULL,            -- of data/declaration-forms.tsv
    year           integer     NOT NULL,
    due_on         date        NOT NULL,            -- the last day for declarants
    opened_at      timestamptz NOT NULL,
    opened_by      bigint      REFERENCES staff (id),
    UNIQUE (kind, year)
);

-- What one person owes in one campaign, and how far it is.
CREATE TABLE filing (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id    bigint      NOT NULL REFERENCES campaign (id),
    declarant_id   bigint      NOT NULL REFERENCES declarant (id),
    agency_code    text        NOT NULL REFERENCES agency (code),   -- to whom it is handed in
    state          text        NOT NULL DEFAULT 'listed',
    due_on         date        NOT NULL,            -- whose turn it is, until when; the day of the act where it is nobody's
    form           text,                            -- of data/forms, once begun
    record_id      bigint,                          -- in the vault: the draft, or what was handed in last
    record_version integer,
    submitted_at   timestamptz,
    UNIQUE (campaign_id, declarant_id),
    CONSTRAINT state_known CHECK (state IN ('listed', 'draft', 'submitted', 'returned', 'received', 'handed_over')),
    CONSTRAINT begun_is_kept CHECK ((state = 'listed') = (record_id IS NULL) AND (record_id IS NULL) = (record_version IS NULL)
                                    AND (record_id IS NULL) = (form IS NULL))
);
CREATE INDEX filing_agency ON filing (agency_code, campaign_id, state);
CREATE INDEX filing_declarant ON filing (declarant_id, campaign_id);

-- The register book: every step, by whom; what was handed in then stays in the vault as it was.
CREATE TABLE filing_step (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    state          text        NOT NULL,
    at             timestamptz NOT NULL,
    staff_id       bigint      NOT NULL REFERENCES staff (id),
    record_id      bigint,
    record_version integer,
    reason_sealed  bytea,                           -- why it was returned
    receipt_code   text        UNIQUE               -- of what was handed in
);
CREATE INDEX filing_step_filing ON filing_step (filing_id, id);

GRANT SELECT, INSERT, UPDATE ON agency, declarant, campaign, filing TO tnung_app;
GRANT SELECT, INSERT ON filing_step TO tnung_app;
-- Who read what, for the declarant's own page; why stays with the vault.
GRANT SELECT (id, record_id, version, reader, at) ON vault_read TO tnung_app;
