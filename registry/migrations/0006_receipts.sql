-- What a receipt is proved by: its entry in the audit log, and what that entry commits to.
ALTER TABLE filing_step ADD COLUMN audit_entry_id bigint REFERENCES audit_entry (id);
ALTER TABLE filing_step ADD COLUMN commitment bytea;

-- Whoever appends an entry learns its number.
GRANT SELECT (id) ON audit_entry TO tnung_vault;
