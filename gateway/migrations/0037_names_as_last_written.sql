-- The owner's name as the dossier's newest event spells it; where none did, the owner's.
ALTER TABLE dossier ADD COLUMN owner_name_sealed bytea;
