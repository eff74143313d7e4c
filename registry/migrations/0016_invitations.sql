-- A unit tells those on its list that they declare, until when and where (thông báo kê khai): one paper for all who were not told yet.
CREATE TABLE invitation (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_code    text        NOT NULL REFERENCES agency (code),
    campaign_id    bigint      NOT NULL REFERENCES campaign (id),
    made_at        timestamptz NOT NULL,
    made_by        bigint      NOT NULL REFERENCES staff (id)
);
CREATE INDEX invitation_agency ON invitation (agency_code, campaign_id, id);

CREATE TABLE invitation_filing (
    invitation_id  bigint      NOT NULL REFERENCES invitation (id),
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    agency_code    text        NOT NULL,            -- of its invitation: who comes to another agency is told by that one
    name           text        NOT NULL,            -- as the paper names them, whatever they become
    name_key       text        NOT NULL,
    post           text        NOT NULL,
    login          text,                            -- null: no account by then
    declare_by     date        NOT NULL,
    told_at        timestamptz NOT NULL,
    PRIMARY KEY (invitation_id, filing_id)
);
-- Once with their account; before there was one, perhaps.
CREATE UNIQUE INDEX invitation_filing_once ON invitation_filing (filing_id, agency_code) WHERE login IS NOT NULL;
CREATE INDEX invitation_filing_of ON invitation_filing (filing_id, agency_code);

GRANT SELECT, INSERT ON invitation, invitation_filing TO tnung_app;

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
ALTER TABLE invitation_filing ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation_filing FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_unit ON invitation TO tnung_app USING (asker('role') = 'personnel' AND agency_code = asker('unit'));
CREATE POLICY of_the_filing ON invitation_filing TO tnung_app
    USING ((asker('role') = 'personnel' AND agency_code = asker('unit')) OR EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_id));
