-- Who controls whom (cơ quan kiểm soát tài sản, thu nhập: Anti-Corruption Law 36/2018/QH14, article 30): one body at a time, with history.
-- Whoever has no row is controlled by the register's own.
CREATE TABLE declarant_control (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    declarant_id   bigint      NOT NULL REFERENCES declarant (id),
    body           text        NOT NULL,            -- of data/control-bodies.tsv
    from_on        date        NOT NULL,
    ground         text        NOT NULL,            -- the decision
    set_at         timestamptz NOT NULL,
    set_by         bigint      NOT NULL REFERENCES staff (id)
);
CREATE INDEX declarant_control_of ON declarant_control (declarant_id, from_on, id);
GRANT SELECT, INSERT ON declarant_control TO tnung_app;

-- What a unit handed over to one control body at one time (biên bản giao nhận: article 38), with who gave and who took it.
CREATE TABLE handover (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_code    text        NOT NULL REFERENCES agency (code),
    passed_to      text,                            -- another control body; null: the register's own
    given_by       text        NOT NULL,            -- name and post, of the unit
    taken_by       text        NOT NULL,            -- of the control body
    made_at        timestamptz NOT NULL,
    made_by        bigint      NOT NULL REFERENCES staff (id)
);
CREATE INDEX handover_agency ON handover (agency_code, id);
GRANT SELECT, INSERT ON handover TO tnung_app;

-- Null of what was handed over before there were any.
ALTER TABLE filing ADD COLUMN handover_id bigint REFERENCES handover (id);
ALTER TABLE filing ADD COLUMN passed_to text;       -- of its handover: what rows are seen by
ALTER TABLE filing ADD CONSTRAINT passed_over_with_minutes CHECK (passed_to IS NULL OR handover_id IS NOT NULL);
ALTER TABLE filing ADD CONSTRAINT handed_over_by_it CHECK (handover_id IS NULL OR state = 'handed_over');
CREATE INDEX filing_handover ON filing (handover_id) WHERE handover_id IS NOT NULL;
GRANT UPDATE (handover_id, passed_to) ON filing TO tnung_app;

-- By whom it was handed over, and to whom, is said once: in the step that hands it over, as that hand-over says.
CREATE FUNCTION handed_over_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.handover_id IS NULL AND OLD.state = 'received' AND NEW.state = 'handed_over' AND EXISTS (
        SELECT 1 FROM handover WHERE handover.id = NEW.handover_id AND handover.agency_code = NEW.agency_code
           AND handover.passed_to IS NOT DISTINCT FROM NEW.passed_to) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'filing % is not handed over so', OLD.id;
END $$;
CREATE TRIGGER handed_over_once BEFORE UPDATE OF handover_id, passed_to ON filing FOR EACH ROW
    WHEN (OLD.handover_id IS DISTINCT FROM NEW.handover_id OR OLD.passed_to IS DISTINCT FROM NEW.passed_to) EXECUTE FUNCTION handed_over_once();

-- As the minutes name them, whatever they become.
CREATE TABLE handover_filing (
    handover_id    bigint      NOT NULL REFERENCES handover (id),
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    name           text        NOT NULL,
    name_key       text        NOT NULL,
    post           text        NOT NULL,
    submitted_at   timestamptz NOT NULL,
    PRIMARY KEY (handover_id, filing_id)
);
-- What the minutes list went by this hand-over, and no other.
CREATE FUNCTION handover_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM filing WHERE filing.id = NEW.filing_id AND filing.handover_id = NEW.handover_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'filing % did not go by hand-over %', NEW.filing_id, NEW.handover_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handover_lists BEFORE INSERT ON handover_filing FOR EACH ROW EXECUTE FUNCTION handover_lists();
GRANT SELECT, INSERT ON handover_filing TO tnung_app;
ALTER TABLE handover_filing ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover_filing FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_handover ON handover_filing TO tnung_app
    USING (EXISTS (SELECT 1 FROM handover WHERE handover.id = handover_id));

ALTER TABLE handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover FORCE ROW LEVEL SECURITY;
CREATE POLICY asked_for ON handover TO tnung_app USING (
    (asker('role') = 'personnel' AND agency_code = asker('unit')) OR (asker('role') IN ('inspector', 'head') AND passed_to IS NULL)
);

ALTER TABLE declarant_control ENABLE ROW LEVEL SECURITY;
ALTER TABLE declarant_control FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_unit ON declarant_control TO tnung_app USING (
    asker('role') = 'personnel' AND EXISTS (SELECT 1 FROM declarant WHERE declarant.id = declarant_id AND agency_code = asker('unit'))
);

CREATE POLICY counted ON handover TO CURRENT_USER USING (true);
CREATE POLICY counted ON handover_filing TO CURRENT_USER USING (true);
CREATE POLICY counted ON declarant_control TO CURRENT_USER USING (true);
-- Whom units passed over to other bodies, and by what ground they are controlled there, for the inspectorate: who, never what.
CREATE FUNCTION passed_elsewhere(rows_max integer) RETURNS TABLE (
    agency_name text, number text, name text, post text, passed_to text, ground text, made_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT agency.name, declarant.number, handover_filing.name, handover_filing.post, handover.passed_to,
           (SELECT ground FROM declarant_control control
             WHERE control.declarant_id = declarant.id AND control.set_at <= handover.made_at AND body = handover.passed_to
             ORDER BY control.id DESC LIMIT 1),
           handover.made_at
      FROM handover JOIN handover_filing ON handover_id = handover.id
      JOIN filing ON filing.id = filing_id JOIN declarant ON declarant.id = filing.declarant_id
      JOIN agency ON agency.code = handover.agency_code
     WHERE handover.passed_to IS NOT NULL AND asker('role') IN ('inspector', 'head')
     ORDER BY handover.id DESC, handover_filing.name_key LIMIT rows_max
$$;
REVOKE ALL ON FUNCTION passed_elsewhere(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passed_elsewhere(integer) TO tnung_app;

-- The head of the control body and deputies see what its inspectors see; what another body controls none of them.
ALTER POLICY asked_for ON filing USING (
    (asker('role') = 'personnel' AND agency_code = asker('unit'))
    OR (asker('role') IN ('inspector', 'head') AND state = 'handed_over' AND passed_to IS NULL)
    OR declarant_id = nullif(asker('declarant'), '')::bigint
);
ALTER POLICY of_the_inspectorate ON provision_request USING (asker('role') IN ('inspector', 'head'));
ALTER POLICY of_the_inspectorate ON provision_filing USING (asker('role') IN ('inspector', 'head'));
ALTER POLICY of_the_inspectorate ON provision_copy USING (asker('role') IN ('inspector', 'head'));
ALTER POLICY of_the_inspectorate ON erasure_list USING (asker('role') IN ('inspector', 'head'));
ALTER POLICY of_the_inspectorate ON erasure_record USING (asker('role') IN ('inspector', 'head'));
