-- Rows that are rewritten stay out of their indexes: no index of a dossier holds what its next event changes, and pages
-- keep room for a second version of each row that a batch rewrites at once.
DROP INDEX dossier_unit; -- nothing asked it
DROP INDEX dossier_told_phone;
CREATE INDEX dossier_told_phone ON dossier ((coalesce(corrected_phone_id, phone_id)));
ALTER TABLE dossier SET (fillfactor = 80);
ALTER TABLE notice SET (fillfactor = 50);
ALTER TABLE outbox_item SET (fillfactor = 45);
