-- A draft is for one declaration. Where the answer to its beginning was lost, beginning again finds the same one.
ALTER TABLE vault_record ADD COLUMN filing_id bigint; -- as the pages number it; the vault knows no more of it
-- Of columns that never change: where a page has room, rotation and settling write no entry of an index.
CREATE INDEX vault_record_draft ON vault_record (owner_id, filing_id) WHERE filing_id IS NOT NULL;
