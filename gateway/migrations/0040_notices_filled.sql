-- runs: in batches of notice
UPDATE notice SET subject_id = dossier_id, cause_id = event_id WHERE id >= $1 AND id < $2 AND subject_id IS NULL
