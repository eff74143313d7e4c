-- Somebody moves where the register has it that they may come there, and by an officer of the agency they come to: the function that may do it
-- asks both itself, since whoever runs as the pages may call it. What said so stays as it is decided.
CREATE OR REPLACE FUNCTION move_declarant(moved bigint, to_agency text, moved_at timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF asker('role') IS DISTINCT FROM 'personnel' OR asker('unit') IS DISTINCT FROM to_agency THEN
        RAISE EXCEPTION 'declarant % is moved by an officer of the agency they come to', moved;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM declarant_difference WHERE declarant_id = moved AND agency_code = to_agency AND outcome IS NULL) THEN
        RAISE EXCEPTION 'nothing says that declarant % comes to that agency', moved;
    END IF;
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
