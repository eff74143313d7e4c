-- A draft is for one declaration. Where the answer to its beginning was lost, it is begun again and takes the place of the one that nobody
-- heard of: its key goes.
ALTER TABLE vault_record ADD COLUMN filing_id bigint; -- as the pages number it; the vault knows no more of it
CREATE UNIQUE INDEX vault_record_begun ON vault_record (owner_id, filing_id) WHERE draft AND wrapped IS NOT NULL;
