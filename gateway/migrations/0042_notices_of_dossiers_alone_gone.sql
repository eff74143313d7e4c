-- runs: once no older program does
DROP TRIGGER notice_of_both ON notice;
DROP FUNCTION notice_of_both();
ALTER TABLE notice DROP COLUMN dossier_id, DROP COLUMN event_id;
