-- The second wall (security.md, "Inside"): a transaction says for whom it asks, and sees of the register what that person may see; one that
-- says nothing sees nothing. It stops a slip of the program's, not a statement that somebody slipped into it: the first wall stays.

-- What the transaction said (filing_store::enter); empty where it said nothing.
CREATE FUNCTION asker(what text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('tnung.' || what, true), '') $$;

ALTER TABLE filing ENABLE ROW LEVEL SECURITY;
ALTER TABLE filing FORCE ROW LEVEL SECURITY;
ALTER TABLE filing_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE filing_step FORCE ROW LEVEL SECURITY;
ALTER TABLE filing_reminder ENABLE ROW LEVEL SECURITY;
ALTER TABLE filing_reminder FORCE ROW LEVEL SECURITY;
ALTER TABLE publication ENABLE ROW LEVEL SECURITY;
ALTER TABLE publication FORCE ROW LEVEL SECURITY;
ALTER TABLE publication_filing ENABLE ROW LEVEL SECURITY;
ALTER TABLE publication_filing FORCE ROW LEVEL SECURITY;

-- One's own; the unit its own; the inspectorate what was handed over.
CREATE POLICY asked_for ON filing TO tnung_app USING (
    (asker('role') = 'personnel' AND agency_code = asker('unit'))
    OR (asker('role') = 'inspector' AND state = 'handed_over')
    OR declarant_id = nullif(asker('declarant'), '')::bigint
);
-- Campaigns are opened, and who came since is listed, for everybody.
CREATE POLICY listed ON filing FOR INSERT TO tnung_app WITH CHECK (
    asker('role') IN ('administrator', 'program') AND state = 'listed'
);
CREATE POLICY of_the_filing ON filing_step TO tnung_app
    USING (EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_id));
CREATE POLICY of_the_filing ON filing_reminder TO tnung_app
    USING (EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_id));
CREATE POLICY of_the_filing ON publication_filing TO tnung_app
    USING (EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_id));
CREATE POLICY of_the_unit ON publication TO tnung_app USING (
    (asker('role') = 'personnel' AND agency_code = asker('unit'))
    OR EXISTS (SELECT 1 FROM publication_filing WHERE publication_id = publication.id)
);

-- Counts of all agencies, for whoever sees counts only.
CREATE POLICY counted ON filing TO CURRENT_USER USING (true);
CREATE POLICY counted ON filing_reminder TO CURRENT_USER USING (true);
CREATE POLICY counted ON publication TO CURRENT_USER USING (true);
CREATE POLICY counted ON publication_filing TO CURRENT_USER USING (true);
CREATE FUNCTION campaign_progress(campaign bigint, today date) RETURNS TABLE (
    agency_code text, agency_name text, listed bigint, begun bigint, with_unit bigint, handed_over bigint, late bigint, posted bigint,
    read_out bigint, reminded_twice bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT filing.agency_code, agency.name, count(*),
           count(*) FILTER (WHERE state IN ('draft', 'returned')),
           count(*) FILTER (WHERE state IN ('submitted', 'received')),
           count(*) FILTER (WHERE state = 'handed_over'),
           count(*) FILTER (WHERE state <> 'handed_over' AND filing.due_on < today),
           count(*) FILTER (WHERE publication.way = 'posting' AND publication.from_on <= today),
           count(*) FILTER (WHERE publication.way = 'meeting' AND publication.ended_at IS NOT NULL),
           count(*) FILTER (WHERE state IN ('listed', 'draft', 'returned') AND second.id IS NOT NULL)
      FROM filing
      JOIN agency ON agency.code = filing.agency_code
      LEFT JOIN publication_filing published ON published.filing_id = filing.id AND NOT published.withdrawn
      LEFT JOIN publication ON publication.id = published.publication_id
      LEFT JOIN filing_reminder second ON second.filing_id = filing.id AND second.number = 2
           AND second.made_at > coalesce(filing.submitted_at, '-infinity') -- of this round
     WHERE filing.campaign_id = campaign
     GROUP BY 1, 2 ORDER BY 2
$$;
REVOKE ALL ON FUNCTION campaign_progress(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION campaign_progress(bigint, date) TO tnung_app;
