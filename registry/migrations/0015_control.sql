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
ALTER TABLE filing ADD CONSTRAINT handed_over_once CHECK (handover_id IS NULL OR state = 'handed_over');
CREATE INDEX filing_handover ON filing (handover_id) WHERE handover_id IS NOT NULL;
GRANT UPDATE (handover_id, passed_to) ON filing TO tnung_app;

ALTER TABLE handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover FORCE ROW LEVEL SECURITY;
CREATE POLICY asked_for ON handover TO tnung_app USING (
    (asker('role') = 'personnel' AND agency_code = asker('unit')) OR (asker('role') IN ('inspector', 'head') AND passed_to IS NULL)
);

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
