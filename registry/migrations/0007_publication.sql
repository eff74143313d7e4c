-- What a unit owes around its declarations: written reminders to whoever is late (Decree 130/2020/NĐ-CP, article 20.2: two), and the
-- publication of what was handed over (article 11). Of what is declared at most the remarks speak, which are sealed.

CREATE TABLE filing_reminder (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    round          integer     NOT NULL,            -- how often it had been returned by then: each time anew
    number         integer     NOT NULL,            -- the first, the second
    name           text        NOT NULL,            -- as the paper names them, whatever they become
    post           text        NOT NULL,
    missed_on      date        NOT NULL,            -- the last day that was missed
    returned_at    timestamptz,                     -- of what was handed in and returned
    answer_by      date        NOT NULL,            -- the last day that it asks for
    made_at        timestamptz NOT NULL,
    made_by        bigint      NOT NULL REFERENCES staff (id),
    UNIQUE (filing_id, round, number),
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
    withdrawn_by   bigint      REFERENCES staff (id),
    CONSTRAINT way_known CHECK (way IN ('posting', 'meeting')),
    CONSTRAINT days_in_order CHECK (until_on >= from_on),
    CONSTRAINT ended_or_withdrawn CHECK (ended_at IS NULL OR withdrawn_at IS NULL),
    CONSTRAINT ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    -- Two of three who were summoned (article 11.5).
    CONSTRAINT meeting_was_one CHECK (ended_at IS NULL OR way = 'posting' OR (
        summoned IS NOT NULL AND attended IS NOT NULL AND summoned > 0 AND attended <= summoned AND 3 * attended >= 2 * summoned))
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

-- What is signed, or was taken back, stays.
CREATE FUNCTION publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'publication % has ended: it stays', OLD.id;
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON publication FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION publication_stays();

GRANT SELECT, INSERT ON filing_reminder, publication, publication_filing TO tnung_app;
GRANT UPDATE (ended_at, ended_by, summoned, attended, remarks_sealed, withdrawn_at, withdrawn_by) ON publication TO tnung_app;
GRANT UPDATE (withdrawn) ON publication_filing TO tnung_app;
