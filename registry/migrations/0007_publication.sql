-- What a unit owes around its declarations: written reminders to whoever is late (Decree 130/2020/NĐ-CP, article 20.2: two), and the
-- publication of what was handed over (article 11). What is declared stands in none of it.

CREATE TABLE filing_reminder (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    number         integer     NOT NULL,            -- the first, the second
    answer_by      date        NOT NULL,            -- the last day that it asks for
    made_at        timestamptz NOT NULL,
    made_by        bigint      NOT NULL REFERENCES staff (id),
    UNIQUE (filing_id, number),
    CONSTRAINT two_at_most CHECK (number IN (1, 2))
);

-- Declarations put up, or read at a meeting, together: one paper of minutes.
CREATE TABLE publication (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_code    text        NOT NULL REFERENCES agency (code),
    way            text        NOT NULL,
    place          text        NOT NULL,
    from_on        date        NOT NULL,
    until_on       date        NOT NULL,            -- of a posting its last day; of a meeting its day
    head           text        NOT NULL,            -- who signs the minutes: of the agency, of its trade union
    union_name     text        NOT NULL,
    made_at        timestamptz NOT NULL,
    made_by        bigint      NOT NULL REFERENCES staff (id),
    ended_at       timestamptz,                     -- the minutes are signed
    ended_by       bigint      REFERENCES staff (id),
    summoned       integer,                         -- to a meeting, and who came
    attended       integer,
    remarks_sealed bytea,                           -- questions and answers may speak of what is declared
    withdrawn_at   timestamptz,                     -- put down by mistake; its declarations are free again
    CONSTRAINT way_known CHECK (way IN ('posting', 'meeting')),
    CONSTRAINT days_in_order CHECK (until_on >= from_on),
    CONSTRAINT ended_or_withdrawn CHECK (ended_at IS NULL OR withdrawn_at IS NULL),
    CONSTRAINT ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT meeting_was_counted CHECK (ended_at IS NULL OR way = 'posting' OR (summoned > 0 AND attended BETWEEN 0 AND summoned))
);
CREATE INDEX publication_agency ON publication (agency_code, id);

CREATE TABLE publication_filing (
    publication_id bigint      NOT NULL REFERENCES publication (id),
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    withdrawn      boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (publication_id, filing_id)
);
-- Once, whatever two people do at one time.
CREATE UNIQUE INDEX publication_filing_once ON publication_filing (filing_id) WHERE NOT withdrawn;

GRANT SELECT, INSERT ON filing_reminder, publication, publication_filing TO tnung_app;
GRANT UPDATE (ended_at, ended_by, summoned, attended, remarks_sealed, withdrawn_at) ON publication TO tnung_app;
GRANT UPDATE (withdrawn) ON publication_filing TO tnung_app;
