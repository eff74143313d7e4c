-- Who owes which declaration, and until when (Anti-Corruption Law 36/2018/QH14, articles 34 and 36): what people were before, what other
-- lists say of them, the unit's list for a yearly declaration, and declarations whose last day is their own.

-- Whether they declare every year (article 36.3); whoever does not declares first, for personnel work, and what changes.
ALTER TABLE declarant ADD COLUMN annual boolean NOT NULL DEFAULT true;
ALTER TABLE declarant ALTER COLUMN annual DROP DEFAULT;
CREATE INDEX declarant_name ON declarant (agency_code, name_key);

-- What they were until then.
CREATE TABLE declarant_past (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    declarant_id   bigint      NOT NULL REFERENCES declarant (id),
    name           text        NOT NULL,
    post           text        NOT NULL,
    agency_code    text        NOT NULL REFERENCES agency (code),
    annual         boolean     NOT NULL,
    until_at       timestamptz NOT NULL,
    changed_by     bigint      NOT NULL REFERENCES staff (id)
);
CREATE INDEX declarant_past_declarant ON declarant_past (declarant_id, id);

-- Where a list or another database says otherwise than the register: for a person to decide, never taken by itself.
CREATE TABLE declarant_difference (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    declarant_id   bigint      NOT NULL REFERENCES declarant (id),
    source         text        NOT NULL,            -- which list
    seen_at        timestamptz NOT NULL,
    name           text        NOT NULL,            -- as it says
    post           text        NOT NULL,
    agency_code    text        NOT NULL REFERENCES agency (code),
    annual         boolean     NOT NULL,
    outcome        text,                            -- taken, kept as it was; moot: the list came round, or says something else by now
    decided_at     timestamptz,
    decided_by     bigint      REFERENCES staff (id),
    CONSTRAINT outcome_known CHECK (outcome IN ('taken', 'kept', 'moot')),
    CONSTRAINT decided_some_day CHECK ((outcome IS NULL) = (decided_at IS NULL)),
    CONSTRAINT decided_by_somebody CHECK ((coalesce(outcome, 'moot') = 'moot') = (decided_by IS NULL))
);
CREATE UNIQUE INDEX declarant_difference_open ON declarant_difference (declarant_id, source) WHERE outcome IS NULL;
CREATE INDEX declarant_difference_declarant ON declarant_difference (declarant_id, source, id);

GRANT SELECT, INSERT ON declarant_past, declarant_difference TO tnung_app;
GRANT UPDATE (seen_at, outcome, decided_at, decided_by) ON declarant_difference TO tnung_app;

-- What the last day is counted from: the first of the year, taking up the post, the planned day of the appointment, the day on which the
-- declarant says that something changed. With it one may owe two of a kind in a year.
ALTER TABLE filing ADD COLUMN event_on date, ADD COLUMN declare_by date, ADD COLUMN occasion text NOT NULL DEFAULT '',
                   ADD COLUMN struck_from text;
UPDATE filing SET event_on = make_date(campaign.year, 1, 1), declare_by = campaign.due_on FROM campaign WHERE campaign.id = campaign_id;
ALTER TABLE filing ALTER COLUMN event_on SET NOT NULL, ALTER COLUMN declare_by SET NOT NULL, ALTER COLUMN occasion DROP DEFAULT,
                   DROP CONSTRAINT filing_campaign_id_declarant_id_key, ADD UNIQUE (campaign_id, declarant_id, event_on),
                   DROP CONSTRAINT state_known, DROP CONSTRAINT begun_is_kept;
-- Struck off the list, by whom and why its step says; put back it goes on where it was.
ALTER TABLE filing
    ADD CONSTRAINT state_known CHECK (state IN ('listed', 'draft', 'submitted', 'returned', 'received', 'handed_over', 'struck')),
    ADD CONSTRAINT struck_from_somewhere CHECK ((state = 'struck') = (struck_from IS NOT NULL)),
    ADD CONSTRAINT struck_before_it_was_kept CHECK (struck_from IN ('listed', 'draft', 'returned')),
    ADD CONSTRAINT begun_is_kept CHECK ((coalesce(struck_from, state) = 'listed') = (record_id IS NULL)
                                        AND (record_id IS NULL) = (record_version IS NULL) AND (record_id IS NULL) = (form IS NULL));
CREATE INDEX filing_declarant_submitted ON filing (declarant_id, submitted_at);

-- A unit's list of who declares in a campaign, as the head of the agency approved it: frozen until it is opened again for a reason.
CREATE TABLE list_approval (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id    bigint      NOT NULL REFERENCES campaign (id),
    agency_code    text        NOT NULL REFERENCES agency (code),
    people         integer     NOT NULL,            -- that stood on it
    head           text        NOT NULL,            -- who approved it
    document       text        NOT NULL,            -- by which paper
    approved_at    timestamptz NOT NULL,
    approved_by    bigint      NOT NULL REFERENCES staff (id),
    reopened_at    timestamptz,
    reopened_by    bigint      REFERENCES staff (id),
    reason         text,
    CONSTRAINT reopened_whole CHECK ((reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX list_approval_one ON list_approval (campaign_id, agency_code) WHERE reopened_at IS NULL;
GRANT SELECT, INSERT ON list_approval TO tnung_app;
GRANT UPDATE (reopened_at, reopened_by, reason) ON list_approval TO tnung_app;

-- Frozen, whatever the program says: nobody comes onto an approved list or leaves it.
CREATE FUNCTION is_frozen(campaign bigint, agency text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM list_approval WHERE campaign_id = campaign AND agency_code = agency AND reopened_at IS NULL)
$$;
CREATE FUNCTION list_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_frozen(NEW.campaign_id, NEW.agency_code) OR TG_OP = 'UPDATE' AND is_frozen(OLD.campaign_id, OLD.agency_code) THEN
        RAISE EXCEPTION 'the list of campaign % of agency % is approved', NEW.campaign_id, NEW.agency_code;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER list_stays_on_insert BEFORE INSERT ON filing FOR EACH ROW EXECUTE FUNCTION list_stays();
CREATE TRIGGER list_stays_on_update BEFORE UPDATE OF state, agency_code ON filing FOR EACH ROW
    WHEN ((OLD.state = 'struck') <> (NEW.state = 'struck') OR OLD.agency_code <> NEW.agency_code) EXECUTE FUNCTION list_stays();

ALTER TABLE list_approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE list_approval FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_unit ON list_approval TO tnung_app USING (asker('role') = 'personnel' AND agency_code = asker('unit'));
CREATE POLICY counted ON list_approval TO CURRENT_USER USING (true);

-- Whoever comes from another agency brings what they have not begun. Where that cannot be, nothing moves, and the answer says why: something
-- is under way at the old one; a list there or here is approved; their account is an office's, whose rights must not come along.
CREATE FUNCTION move_declarant(moved bigint, to_agency text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM staff JOIN declarant ON declarant.staff_id = staff.id WHERE declarant.id = moved AND role = 'personnel') THEN
        RETURN 'office';
    END IF;
    IF EXISTS (SELECT 1 FROM filing WHERE declarant_id = moved AND state IN ('draft', 'submitted', 'returned', 'received')) THEN
        RETURN 'under_way';
    END IF;
    IF EXISTS (SELECT 1 FROM filing WHERE declarant_id = moved AND state = 'listed'
                  AND (is_frozen(campaign_id, agency_code) OR is_frozen(campaign_id, to_agency))) THEN
        RETURN 'approved';
    END IF;
    UPDATE filing SET agency_code = to_agency WHERE declarant_id = moved AND state = 'listed';
    UPDATE declarant SET agency_code = to_agency WHERE id = moved;
    UPDATE staff SET unit_code = to_agency FROM declarant
     WHERE declarant.id = moved AND staff.id = declarant.staff_id AND staff.role = 'declarant';
    RETURN '';
END $$;
REVOKE ALL ON FUNCTION move_declarant(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION move_declarant(bigint, text) TO tnung_app;

DROP FUNCTION campaign_progress(bigint, date);
CREATE FUNCTION campaign_progress(campaign bigint, today date) RETURNS TABLE (
    agency_code text, agency_name text, listed bigint, begun bigint, with_unit bigint, handed_over bigint, late bigint, posted bigint,
    read_out bigint, reminded_twice bigint, approved boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT filing.agency_code, agency.name, count(*),
           count(*) FILTER (WHERE state IN ('draft', 'returned')),
           count(*) FILTER (WHERE state IN ('submitted', 'received')),
           count(*) FILTER (WHERE state = 'handed_over'),
           count(*) FILTER (WHERE state <> 'handed_over' AND filing.due_on < today),
           count(*) FILTER (WHERE publication.way = 'posting' AND publication.from_on <= today),
           count(*) FILTER (WHERE publication.way = 'meeting' AND publication.ended_at IS NOT NULL),
           count(*) FILTER (WHERE state IN ('listed', 'draft', 'returned') AND second.id IS NOT NULL),
           is_frozen(campaign, filing.agency_code)
      FROM filing
      JOIN agency ON agency.code = filing.agency_code
      LEFT JOIN publication_filing published ON published.filing_id = filing.id AND NOT published.withdrawn
      LEFT JOIN publication ON publication.id = published.publication_id
      LEFT JOIN filing_reminder second ON second.filing_id = filing.id AND second.number = 2
           AND second.made_at > coalesce(filing.submitted_at, '-infinity') -- of this round
     WHERE filing.campaign_id = campaign AND state <> 'struck'
     GROUP BY 1, 2 ORDER BY 2
$$;
REVOKE ALL ON FUNCTION campaign_progress(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION campaign_progress(bigint, date) TO tnung_app;
