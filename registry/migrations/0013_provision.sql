-- What the register gives to a body that asked in writing (Anti-Corruption Law 36/2018/QH14, article 42; Decree 130/2020/NĐ-CP, articles 17
-- to 19): which body, by which document, for what, how much of it; one person puts it down, another decides, the answer is in writing.
CREATE TABLE provision_request (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body           text        NOT NULL,            -- who asks
    document       text        NOT NULL,            -- number and day of the written request
    purpose        text        NOT NULL,
    scope          text        NOT NULL,            -- what it asks for
    received_on    date        NOT NULL,
    answer_by      date        NOT NULL,
    made_at        timestamptz NOT NULL,
    made_by        bigint      NOT NULL REFERENCES staff (id),
    given          boolean,                         -- null: nobody decided yet
    decided_at     timestamptz,
    decided_by     bigint      REFERENCES staff (id),
    refused_why    text,
    answer         text,                            -- number and day of the written answer; null: not answered yet
    answered_at    timestamptz,
    answered_by    bigint      REFERENCES staff (id),
    CONSTRAINT decided_whole CHECK ((given IS NULL) = (decided_at IS NULL) AND (given IS NULL) = (decided_by IS NULL)),
    CONSTRAINT decided_by_another CHECK (decided_by <> made_by),
    CONSTRAINT refused_for_a_reason CHECK ((given IS FALSE) = (refused_why IS NOT NULL)),
    CONSTRAINT answered_whole CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)),
    CONSTRAINT answered_after_it_was_decided CHECK (answer IS NULL OR given IS NOT NULL)
);
CREATE INDEX provision_request_open ON provision_request (answer_by) WHERE answer IS NULL;

-- Which declarations; as they were handed over.
CREATE TABLE provision_filing (
    request_id     bigint      NOT NULL REFERENCES provision_request (id),
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    record_id      bigint      NOT NULL,
    record_version integer     NOT NULL,
    put_by         bigint      NOT NULL REFERENCES staff (id), -- who does not decide either
    PRIMARY KEY (request_id, filing_id)
);
CREATE INDEX provision_filing_record ON provision_filing (record_id, request_id);

-- Each copy that was made.
CREATE TABLE provision_copy (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id     bigint      NOT NULL,
    filing_id      bigint      NOT NULL,
    at             timestamptz NOT NULL,
    by_staff       bigint      NOT NULL REFERENCES staff (id),
    FOREIGN KEY (request_id, filing_id) REFERENCES provision_filing (request_id, filing_id)
);
CREATE INDEX provision_copy_request ON provision_copy (request_id);

-- Of which declarations a request is, in one word: what somebody saw and what is decided are the same.
CREATE FUNCTION provision_code(request bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(record_id || ':' || record_version, ',' ORDER BY record_id), ''), 'UTF8')), 'hex')
      FROM provision_filing WHERE request_id = request
$$;

-- What was decided is decided of these declarations and no others.
CREATE FUNCTION provision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM provision_request WHERE id = coalesce(NEW.request_id, OLD.request_id) AND given IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'request % was decided', coalesce(NEW.request_id, OLD.request_id);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER provision_stays BEFORE INSERT OR DELETE ON provision_filing FOR EACH ROW EXECUTE FUNCTION provision_stays();

GRANT SELECT ON provision_request, provision_copy TO tnung_app;
GRANT INSERT (body, document, purpose, scope, received_on, answer_by, made_at, made_by) ON provision_request TO tnung_app;
GRANT UPDATE (answer, answered_at, answered_by) ON provision_request TO tnung_app;
GRANT SELECT, INSERT, DELETE ON provision_filing TO tnung_app;
GRANT INSERT ON provision_copy TO tnung_app;
-- The vault decides by whose session it is, and opens what was decided.
GRANT SELECT (id, made_by, given, answered_at) ON provision_request TO tnung_vault;
GRANT UPDATE (given, decided_at, decided_by, refused_why) ON provision_request TO tnung_vault;
GRANT SELECT (request_id, filing_id, record_id, record_version, put_by) ON provision_filing TO tnung_vault;

ALTER TABLE provision_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE provision_request FORCE ROW LEVEL SECURITY;
ALTER TABLE provision_filing ENABLE ROW LEVEL SECURITY;
ALTER TABLE provision_filing FORCE ROW LEVEL SECURITY;
ALTER TABLE provision_copy ENABLE ROW LEVEL SECURITY;
ALTER TABLE provision_copy FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_inspectorate ON provision_request TO tnung_app USING (asker('role') = 'inspector');
CREATE POLICY of_the_inspectorate ON provision_filing TO tnung_app USING (asker('role') = 'inspector');
CREATE POLICY of_the_inspectorate ON provision_copy TO tnung_app USING (asker('role') = 'inspector');
CREATE POLICY of_the_vault ON provision_request TO tnung_vault USING (true);
CREATE POLICY of_the_vault ON provision_filing TO tnung_vault USING (true);
