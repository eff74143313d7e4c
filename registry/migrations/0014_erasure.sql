-- Destruction by an approved schedule (hủy tài liệu hết thời hạn lưu trữ: Law on Archives 33/2024/QH15): a list of what is past its term, put
-- down by one person, approved by another with its document; then the keys of those records go, one entry of the log for each.
CREATE TABLE erasure_list (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before_on      date        NOT NULL,            -- handed over before that day
    years          integer     NOT NULL,            -- the term
    source         text        NOT NULL,            -- of the term
    document       text        NOT NULL,            -- the paper that proposes it
    made_at        timestamptz NOT NULL,
    made_by        bigint      NOT NULL REFERENCES staff (id),
    given          boolean,                         -- null: nobody decided yet
    decided_at     timestamptz,
    decided_by     bigint      REFERENCES staff (id),
    refused_why    text,
    done_at        timestamptz,                     -- the last key of it is gone
    CONSTRAINT kept_long_enough CHECK (years >= 2),
    CONSTRAINT decided_whole CHECK ((given IS NULL) = (decided_at IS NULL) AND (given IS NULL) = (decided_by IS NULL)),
    CONSTRAINT decided_by_another CHECK (decided_by <> made_by),
    CONSTRAINT refused_for_a_reason CHECK ((given IS FALSE) = (refused_why IS NOT NULL)),
    CONSTRAINT done_after_it_was_given CHECK (done_at IS NULL OR given)
);

-- Every record of its declarations: what was returned too.
CREATE TABLE erasure_record (
    list_id        bigint      NOT NULL REFERENCES erasure_list (id),
    record_id      bigint      NOT NULL,
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    erased_at      timestamptz,
    PRIMARY KEY (list_id, record_id)
);
CREATE INDEX erasure_record_record ON erasure_record (record_id);
CREATE INDEX erasure_record_waiting ON erasure_record (list_id, record_id) WHERE erased_at IS NULL;

CREATE FUNCTION erasure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM erasure_list WHERE id = NEW.list_id AND given IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'list % was decided', NEW.list_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erasure_stays BEFORE INSERT ON erasure_record FOR EACH ROW EXECUTE FUNCTION erasure_stays();

GRANT SELECT ON erasure_list, erasure_record TO tnung_app;
GRANT INSERT (before_on, years, source, document, made_at, made_by) ON erasure_list TO tnung_app;
GRANT UPDATE (document) ON erasure_list TO tnung_app; -- for the lock of its trigger
GRANT INSERT (list_id, record_id, filing_id) ON erasure_record TO tnung_app;
GRANT SELECT (id, made_by, given, done_at, years) ON erasure_list TO tnung_vault;
GRANT UPDATE (given, decided_at, decided_by, refused_why, done_at) ON erasure_list TO tnung_vault;
GRANT SELECT (list_id, record_id, filing_id, erased_at) ON erasure_record TO tnung_vault;
GRANT UPDATE (erased_at) ON erasure_record TO tnung_vault;

ALTER TABLE erasure_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasure_list FORCE ROW LEVEL SECURITY;
ALTER TABLE erasure_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasure_record FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_inspectorate ON erasure_list TO tnung_app USING (asker('role') = 'inspector');
CREATE POLICY of_the_inspectorate ON erasure_record TO tnung_app USING (asker('role') = 'inspector');
CREATE POLICY of_the_vault ON erasure_list TO tnung_vault USING (true);
CREATE POLICY of_the_vault ON erasure_record TO tnung_vault USING (true);
