-- The signed paper beside what was declared (Decree 130/2020/NĐ-CP, annex I, note 1: signed on each page): scanned, or signed by a key. Kept
-- sealed with its declaration, under the same key: whoever may open the one may open the other, and with the key both are gone.
CREATE TABLE vault_attachment (
    record_id      bigint      NOT NULL REFERENCES vault_record (id),
    number         integer     NOT NULL,            -- from 1, in the order in which they came
    sealed         bytea       NOT NULL,
    salt           bytea       NOT NULL,            -- of the commitment in the log
    made_at        timestamptz NOT NULL,
    PRIMARY KEY (record_id, number),
    CONSTRAINT number_counts CHECK (number BETWEEN 1 AND 20)
);
GRANT SELECT, INSERT ON vault_attachment TO tnung_vault;
ALTER TABLE vault_read ADD COLUMN attachment integer; -- which of them was read; null: a version

-- What we gave out to be signed: a paper that comes back signed by a key begins with exactly these bytes.
CREATE TABLE issued_print (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    receipt_code   text        NOT NULL REFERENCES filing_step (receipt_code),
    bytes          integer     NOT NULL,
    digest         bytea       NOT NULL,            -- keyed: it tells nobody what stands in it
    at             timestamptz NOT NULL,
    CONSTRAINT bytes_some CHECK (bytes > 0)
);
CREATE INDEX issued_print_filing ON issued_print (filing_id, id);

-- Papers that came, each by whom; taken back by mistake they stay, marked.
CREATE TABLE filing_paper (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    filing_id      bigint      NOT NULL REFERENCES filing (id),
    receipt_code   text        NOT NULL REFERENCES filing_step (receipt_code), -- of what was handed in that it is the paper of
    record_id      bigint      NOT NULL,
    number         integer     NOT NULL,            -- in the vault
    kind           text        NOT NULL,            -- signed by a key, or scanned
    pages          integer     NOT NULL,
    bytes          integer     NOT NULL,
    code_found     boolean     NOT NULL,            -- the code on its last page is that of this receipt
    signers        text        NOT NULL,            -- who signed by a key, and who vouches for each; empty: by hand
    trusted        boolean     NOT NULL,            -- an authority that the province trusts vouches for all of them
    names_declarant boolean    NOT NULL,            -- one of them bears the declarant's name
    shows          boolean     NOT NULL,            -- a signature is drawn on a page, and may cover what is written
    at             timestamptz NOT NULL,
    by_staff       bigint      NOT NULL REFERENCES staff (id),
    withdrawn_at   timestamptz,
    withdrawn_by   bigint      REFERENCES staff (id),
    CONSTRAINT kind_known CHECK (kind IN ('signed', 'scan')),
    CONSTRAINT withdrawn_whole CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    UNIQUE (record_id, number)
);
CREATE INDEX filing_paper_filing ON filing_paper (filing_id, id);

GRANT SELECT, INSERT ON issued_print, filing_paper TO tnung_app;
GRANT UPDATE (withdrawn_at, withdrawn_by) ON filing_paper TO tnung_app;
ALTER TABLE issued_print ENABLE ROW LEVEL SECURITY;
ALTER TABLE issued_print FORCE ROW LEVEL SECURITY;
ALTER TABLE filing_paper ENABLE ROW LEVEL SECURITY;
ALTER TABLE filing_paper FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_filing ON issued_print TO tnung_app USING (EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_id));
CREATE POLICY of_the_filing ON filing_paper TO tnung_app USING (EXISTS (SELECT 1 FROM filing WHERE filing.id = filing_id));
