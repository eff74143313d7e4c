-- runs: in batches of task
UPDATE task SET subject = 'dossier', subject_id = dossier.id,
       unit_code = CASE WHEN task.closed_at IS NULL THEN coalesce(dossier.unit_code, task.unit_code) ELSE task.unit_code END
  FROM dossier WHERE task.id >= $1 AND task.id < $2 AND dossier.id = task.dossier_id
