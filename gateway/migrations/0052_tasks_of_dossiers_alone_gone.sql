-- runs: once no older program does
DROP TRIGGER task_of_both ON task;
DROP FUNCTION task_of_both();
ALTER TABLE task DROP COLUMN dossier_id;
