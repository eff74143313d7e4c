-- What a unit that is no more leaves to whoever takes over from it (chuyển giao hồ sơ khi tổ chức lại cơ quan): Home Affairs names them, an
-- officer there takes it over; both are put down by the vault alone, by whose session it is, before it wraps the records anew.
CREATE TABLE unit_succession (
    from_code      text        PRIMARY KEY REFERENCES agency (code),
    to_code        text        NOT NULL REFERENCES agency (code),
    document       text        NOT NULL,            -- the decision
    named_at       timestamptz NOT NULL,
    named_by       bigint      NOT NULL REFERENCES staff (id),
    taken_at       timestamptz,
    taken_by       bigint      REFERENCES staff (id),
    taken_into     text        REFERENCES agency (code),  -- who holds it now: a successor's successor, perhaps
    CONSTRAINT not_to_itself CHECK (from_code <> to_code AND from_code <> taken_into),
    CONSTRAINT taken_by_another CHECK (taken_by <> named_by),
    CONSTRAINT taken_whole CHECK ((taken_at IS NULL) = (taken_by IS NULL) AND (taken_at IS NULL) = (taken_into IS NULL))
);
CREATE INDEX unit_succession_to ON unit_succession (to_code);
CREATE INDEX unit_succession_into ON unit_succession (taken_into);
GRANT SELECT ON unit_succession TO tnung_app, tnung_vault;
GRANT SELECT (code, ended_on, successor_code) ON agency TO tnung_vault;
GRANT INSERT (from_code, to_code, document, named_at, named_by) ON unit_succession TO tnung_vault;
GRANT UPDATE (to_code, document, named_at, named_by, taken_at, taken_by, taken_into) ON unit_succession TO tnung_vault;

-- A unit, who takes over from it, who takes over from that one, and by whose word. A word counts once the unit has ended as it says: of an
-- ending that came to nothing, or was another, it says nothing.
CREATE FUNCTION unit_chain(unit text) RETURNS TABLE (code text, named_by bigint, steps integer) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain (code, named_by, steps) AS (
        SELECT unit, NULL::bigint, 0
        UNION ALL
        SELECT unit_succession.to_code, unit_succession.named_by, steps + 1
          FROM chain JOIN unit_succession ON from_code = chain.code
          JOIN agency ON agency.code = from_code AND agency.ended_on IS NOT NULL AND agency.successor_code = to_code
         WHERE steps < 100
    ) SELECT code, named_by, steps FROM chain
$$;
-- Who takes over from a unit in the end: itself, where nobody does.
CREATE FUNCTION unit_heir(unit text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT code FROM unit_chain(unit) ORDER BY steps DESC LIMIT 1
$$;
-- What units left what the asker's holds now.
CREATE FUNCTION units_taken() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(from_code), '{}') FROM unit_succession WHERE asker('role') = 'personnel' AND taken_into = asker('unit')
$$;

-- What comes to a domain that was merged into another comes there.
ALTER TABLE vault_domain ADD COLUMN merged_into bigint REFERENCES vault_domain (id);
ALTER TABLE vault_domain ADD CONSTRAINT not_into_itself CHECK (merged_into <> id);
GRANT UPDATE (merged_into) ON vault_domain TO tnung_vault;

-- At which unit a declaration was before, until when; by a succession, or with the person alone.
CREATE TABLE filing_unit_past (
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    agency_code    text        NOT NULL REFERENCES agency (code),
    until_at       timestamptz NOT NULL,
    document       text                             -- of a succession
);
CREATE INDEX filing_unit_past_of ON filing_unit_past (filing_id, until_at);
GRANT SELECT ON filing_unit_past TO tnung_app;
ALTER TABLE filing_unit_past ENABLE ROW LEVEL SECURITY;
ALTER TABLE filing_unit_past FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_filing ON filing_unit_past TO tnung_app
    USING (EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_id));
CREATE POLICY counted ON filing_unit_past TO CURRENT_USER USING (true);

-- At which unit a declaration was then.
CREATE FUNCTION filing_unit_at(which bigint, asked_at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT past.agency_code FROM filing_unit_past past WHERE past.filing_id = which AND until_at > asked_at ORDER BY until_at LIMIT 1),
                    (SELECT agency_code FROM filing WHERE filing.id = which))
$$;

-- Whoever takes over from a unit gets its lists as they are, with the approvals; take_over_filings sees to what was not approved.
CREATE OR REPLACE FUNCTION list_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.agency_code <> NEW.agency_code AND (OLD.state = 'struck') = (NEW.state = 'struck') AND EXISTS (
        SELECT 1 FROM unit_succession WHERE from_code = OLD.agency_code AND taken_into = NEW.agency_code) THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM campaign WHERE id = NEW.campaign_id FOR SHARE;
    IF is_frozen(NEW.campaign_id, NEW.agency_code) OR TG_OP = 'UPDATE' AND is_frozen(OLD.campaign_id, OLD.agency_code) THEN
        RAISE EXCEPTION 'the list of campaign % of agency % is approved', NEW.campaign_id, NEW.agency_code;
    END IF;
    RETURN NEW;
END $$;

-- Whoever was on the way to an agency that ended is on the way to its successor, and to another where another is named.
ALTER TABLE declarant_difference ADD COLUMN redirected_from text REFERENCES agency (code);
GRANT UPDATE (redirected_from) ON declarant_difference TO tnung_app;

-- Struck off by a unit, they stay so where its declarations went.
CREATE OR REPLACE FUNCTION was_listed(campaign bigint, declarant bigint, agency text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM filing WHERE campaign_id = campaign AND declarant_id = declarant
                      AND (state <> 'struck' OR agency_code = agency
                           OR EXISTS (SELECT 1 FROM filing_unit_past past WHERE past.filing_id = filing.id AND past.agency_code = agency)))
$$;

-- What a unit still has to itself after somebody was named to take it over.
CREATE FUNCTION left_by_unit(unit text) RETURNS TABLE (filings bigint, people bigint) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (SELECT count(*) FROM filing WHERE agency_code = unit), (SELECT count(*) FROM declarant WHERE agency_code = unit)
$$;
REVOKE ALL ON FUNCTION left_by_unit(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION left_by_unit(text) TO tnung_app;

-- What a unit left becomes that of the asker's unit, once the vault says so. How many declarations.
CREATE FUNCTION take_over_filings(unit text, by_staff bigint, at timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moved bigint;
BEGIN
    IF NOT unit = ANY (units_taken()) THEN
        RAISE EXCEPTION 'what unit % left is not that of the asker', unit;
    END IF;
    PERFORM 1 FROM campaign WHERE id IN (SELECT campaign_id FROM filing WHERE agency_code IN (unit, asker('unit'))) ORDER BY id FOR SHARE;
    -- Who stood on no approved list comes onto none: the list they come to is to be approved again.
    UPDATE list_approval SET reopened_at = at, reopened_by = by_staff, reason = (
               SELECT 'Tiếp nhận ' || agency.name || ', ' || document FROM unit_succession JOIN agency ON agency.code = from_code WHERE from_code = unit)
     WHERE agency_code = asker('unit') AND list_approval.reopened_at IS NULL AND NOT is_frozen(campaign_id, unit)
       AND EXISTS (SELECT 1 FROM filing WHERE filing.campaign_id = list_approval.campaign_id AND filing.agency_code = unit
                      AND state IN ('listed', 'draft', 'returned'));
    WITH here AS (UPDATE filing SET agency_code = asker('unit') WHERE agency_code = unit RETURNING id)
    INSERT INTO filing_unit_past (filing_id, agency_code, until_at, document)
    SELECT here.id, unit, at, document FROM here JOIN unit_succession ON from_code = unit;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;
REVOKE ALL ON FUNCTION take_over_filings(text, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_over_filings(text, bigint, timestamptz) TO tnung_app;

-- As before; what lies at the agency they come to already stands in nobody's way, and where it was before is kept.
DROP FUNCTION move_declarant(bigint, text);
CREATE FUNCTION move_declarant(moved bigint, to_agency text, moved_at timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM campaign WHERE id IN (SELECT campaign_id FROM filing WHERE declarant_id = moved) ORDER BY id FOR SHARE;
    PERFORM 1 FROM filing WHERE declarant_id = moved ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM staff JOIN declarant ON declarant.staff_id = staff.id WHERE declarant.id = moved AND role = 'personnel') THEN
        RETURN 'office';
    END IF;
    IF EXISTS (SELECT 1 FROM filing WHERE declarant_id = moved AND agency_code <> to_agency
                  AND state IN ('draft', 'submitted', 'returned', 'received')) THEN
        RETURN 'under_way';
    END IF;
    IF EXISTS (SELECT 1 FROM filing WHERE declarant_id = moved AND agency_code <> to_agency AND state = 'listed'
                  AND (is_frozen(campaign_id, agency_code) OR is_frozen(campaign_id, to_agency))) THEN
        RETURN 'approved';
    END IF;
    INSERT INTO filing_unit_past (filing_id, agency_code, until_at)
    SELECT id, agency_code, moved_at FROM filing WHERE declarant_id = moved AND agency_code <> to_agency AND state = 'listed';
    UPDATE filing SET agency_code = to_agency WHERE declarant_id = moved AND state = 'listed';
    UPDATE declarant SET agency_code = to_agency WHERE id = moved;
    UPDATE staff SET unit_code = to_agency FROM declarant
     WHERE declarant.id = moved AND staff.id = declarant.staff_id AND staff.role = 'declarant';
    RETURN '';
END $$;
REVOKE ALL ON FUNCTION move_declarant(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION move_declarant(bigint, text, timestamptz) TO tnung_app;

-- Papers of the unit that was, seen by whoever holds them now; a publication that runs is ended there.
CREATE POLICY of_the_unit_before ON handover FOR SELECT TO tnung_app USING (agency_code = ANY (units_taken()));
CREATE POLICY of_the_unit_before ON invitation FOR SELECT TO tnung_app USING (agency_code = ANY (units_taken()));
CREATE POLICY of_the_unit_before ON invitation_filing FOR SELECT TO tnung_app USING (agency_code = ANY (units_taken()));
CREATE POLICY of_the_unit_before ON list_approval FOR SELECT TO tnung_app USING (agency_code = ANY (units_taken()));
CREATE POLICY of_the_unit_before ON publication FOR SELECT TO tnung_app USING (agency_code = ANY (units_taken()));
CREATE POLICY ended_by_the_next ON publication FOR UPDATE TO tnung_app USING (agency_code = ANY (units_taken()));

-- Who controls somebody whose declaration came along, and who did not come themselves yet, is seen and said by the unit that holds it.
ALTER POLICY of_the_unit ON declarant_control USING (
    asker('role') = 'personnel' AND EXISTS (SELECT 1 FROM declarant WHERE declarant.id = declarant_id
                                               AND (agency_code = asker('unit') OR agency_code = ANY (units_taken())))
);
