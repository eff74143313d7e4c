-- Who stands in for a unit's officer on some days (người được phân công thay): named by an officer of that unit, put down by the vault alone, by
-- whose session it is: the program that serves pages gives nobody rights.
CREATE TABLE stand_in (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_code      text        NOT NULL REFERENCES agency (code),
    staff_id       bigint      NOT NULL REFERENCES staff (id),
    from_on        date        NOT NULL,
    until_on       date        NOT NULL,            -- the last day
    document       text        NOT NULL,            -- the paper that says so
    named_at       timestamptz NOT NULL,
    named_by       bigint      NOT NULL REFERENCES staff (id),
    ended_at       timestamptz,                     -- before its last day
    ended_by       bigint      REFERENCES staff (id),
    CONSTRAINT some_days CHECK (from_on <= until_on AND until_on - from_on < 92),
    CONSTRAINT not_by_oneself CHECK (named_by <> staff_id),
    CONSTRAINT ended_whole CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX stand_in_staff ON stand_in (staff_id, until_on) WHERE ended_at IS NULL;
CREATE INDEX stand_in_unit ON stand_in (unit_code, id);
GRANT SELECT ON stand_in TO tnung_app, tnung_vault;
GRANT INSERT (unit_code, staff_id, from_on, until_on, document, named_at, named_by) ON stand_in TO tnung_vault;
GRANT UPDATE (ended_at, ended_by) ON stand_in TO tnung_vault;

-- Whom they are told of: their unit, and whoever looks after all units.
ALTER TABLE stand_in ENABLE ROW LEVEL SECURITY;
ALTER TABLE stand_in FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_unit ON stand_in TO tnung_app USING (
    unit_code = asker('unit') OR asker('role') IN ('inspector', 'head', 'home_affairs', 'administrator')
);
CREATE POLICY of_the_vault ON stand_in TO tnung_vault USING (true);
CREATE POLICY counted ON stand_in TO CURRENT_USER USING (true);

-- As what somebody works on that day: who stands in, as personnel of the unit that they are still of.
-- Whoever named them holds the office still. Of rows that the asker may not see.
CREATE FUNCTION role_on(who bigint, day date) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN role = 'declarant' AND EXISTS (
                    SELECT 1 FROM stand_in JOIN staff namer ON namer.id = named_by
                     WHERE staff_id = staff.id AND stand_in.unit_code = staff.unit_code AND ended_at IS NULL
                       AND day BETWEEN from_on AND until_on AND namer.disabled_at IS NULL AND namer.role = 'personnel')
                THEN 'personnel' ELSE role END
      FROM staff WHERE id = who
$$;
REVOKE ALL ON FUNCTION role_on(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION role_on(bigint, date) TO tnung_app, tnung_vault;

-- Whether somebody of that role and unit is of a reader's office: a unit's own, whoever stood in there too; all inspectors; the head for them.
CREATE FUNCTION of_the_office(reader bigint, by_role text, by_unit text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE by_role WHEN 'personnel' THEN role IN ('personnel', 'declarant') AND unit_code = by_unit
                        WHEN 'inspector' THEN role = 'inspector'
                        WHEN 'head' THEN role IN ('inspector', 'head') ELSE false END
      FROM staff WHERE id = reader
$$;
-- Whether they may give that reader more readings on that day. Where a unit has nobody else, the inspectorate does.
CREATE FUNCTION may_give_more(reader bigint, by_role text, by_unit text, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN role_on(reader, day) <> 'personnel' THEN of_the_office(reader, by_role, by_unit)
                WHEN by_role = 'personnel' THEN unit_code = by_unit
                ELSE by_role IN ('inspector', 'head') AND NOT EXISTS (
                    SELECT 1 FROM staff other WHERE other.unit_code = staff.unit_code AND other.id <> reader
                       AND other.disabled_at IS NULL AND other.role = 'personnel') END
      FROM staff WHERE id = reader
$$;
