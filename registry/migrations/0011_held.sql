-- What the database holds by itself of lists, transfers, recusals and permits (security.md, "Inside").

-- Who is struck off one agency's list may be listed by the next one they come to.
ALTER TABLE filing DROP CONSTRAINT filing_campaign_id_declarant_id_event_on_key;
CREATE UNIQUE INDEX filing_owed_once ON filing (campaign_id, declarant_id, event_on) WHERE state <> 'struck';
CREATE INDEX filing_of_campaign ON filing (campaign_id, declarant_id);

-- Whether somebody need not be listed there: they have a declaration of that campaign, wherever it is handed in, or that agency struck them off.
CREATE FUNCTION was_listed(campaign bigint, declarant bigint, agency text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM filing WHERE campaign_id = campaign AND declarant_id = declarant AND (state <> 'struck' OR agency_code = agency))
$$;
REVOKE ALL ON FUNCTION was_listed(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION was_listed(bigint, bigint, text) TO tnung_app;

-- Whether something was handed in between two declarations of somebody, wherever it is now.
CREATE FUNCTION declared_between(declarant bigint, first timestamptz, second timestamptz) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM filing WHERE declarant_id = declarant AND submitted_at > first AND submitted_at < second AND state <> 'struck')
$$;
REVOKE ALL ON FUNCTION declared_between(bigint, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION declared_between(bigint, timestamptz, timestamptz) TO tnung_app;

-- Whether that declaration is owed already, by another row: what was struck off is not put back beside it.
CREATE FUNCTION owed_already(campaign bigint, declarant bigint, event date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM filing WHERE campaign_id = campaign AND declarant_id = declarant AND event_on = event AND state <> 'struck')
$$;
REVOKE ALL ON FUNCTION owed_already(bigint, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owed_already(bigint, bigint, date) TO tnung_app;

-- Whoever lists and whoever approves wait for each other at the campaign; what is asked after that is of now.
CREATE OR REPLACE FUNCTION list_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM campaign WHERE id = NEW.campaign_id FOR SHARE;
    IF is_frozen(NEW.campaign_id, NEW.agency_code) OR TG_OP = 'UPDATE' AND is_frozen(OLD.campaign_id, OLD.agency_code) THEN
        RAISE EXCEPTION 'the list of campaign % of agency % is approved', NEW.campaign_id, NEW.agency_code;
    END IF;
    RETURN NEW;
END $$;
-- Which filing of whom it is never changes; the agency changes with the person alone (move_declarant).
REVOKE UPDATE ON filing FROM tnung_app;
GRANT UPDATE (state, due_on, form, record_id, record_version, submitted_at, struck_from) ON filing TO tnung_app;

-- As before; what is being begun is waited for, and approvals wait.
CREATE OR REPLACE FUNCTION move_declarant(moved bigint, to_agency text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM campaign WHERE id IN (SELECT campaign_id FROM filing WHERE declarant_id = moved) ORDER BY id FOR SHARE;
    PERFORM 1 FROM filing WHERE declarant_id = moved ORDER BY id FOR NO KEY UPDATE;
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

-- Which people an approval was of: number, name and post of each, hashed. Of approvals before this one nobody kept it.
ALTER TABLE list_approval ADD COLUMN list_hash bytea;

-- A list that does not say whether somebody declares every year says nothing of it.
ALTER TABLE declarant_difference ALTER COLUMN annual DROP NOT NULL;
CREATE INDEX declarant_difference_to ON declarant_difference (agency_code) WHERE outcome IS NULL;

-- Who asks for more readings, or does not read somebody, says so on the pages; the vault alone decides and lifts, by whose session it is, and
-- notes it. Nobody lifts what is about themselves.
REVOKE INSERT, UPDATE ON reading_permit, recusal FROM tnung_app;
REVOKE UPDATE (given, decided_at, decided_by) ON reading_permit FROM tnung_app;
REVOKE UPDATE (lifted_at, lifted_by) ON recusal FROM tnung_app;
GRANT INSERT (reader_id, on_day, readings, reason, asked_at) ON reading_permit TO tnung_app;
GRANT INSERT (reader_id, owner_id, reason_sealed, made_at) ON recusal TO tnung_app;
GRANT SELECT (id) ON recusal, reading_permit TO tnung_vault;
GRANT UPDATE (given, decided_at, decided_by) ON reading_permit TO tnung_vault;
GRANT UPDATE (lifted_at, lifted_by) ON recusal TO tnung_vault;
ALTER TABLE reading_permit ADD CONSTRAINT readings_bounded CHECK (readings <= 1000);
ALTER TABLE recusal ADD CONSTRAINT lifted_by_no_party CHECK (lifted_by <> owner_id);
-- What is unusual about an auditor another one looks at.
ALTER TABLE reading_alarm ADD CONSTRAINT looked_at_by_another CHECK (looked_by <> staff_id);
