-- A draft is for one declaration. Where the answer to its beginning was lost, beginning again finds the same one.
ALTER TABLE vault_record ADD COLUMN filing_id bigint; -- as the pages number it; the vault knows no more of it
-- Of columns that never change: rotation and settling write no index entries more than before.
CREATE INDEX vault_record_draft ON vault_record (owner_id, filing_id) WHERE filing_id IS NOT NULL;
