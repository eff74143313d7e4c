-- Days that programs wrote for "no date" were taken for days; a day without an hour was due at its beginning.
UPDATE dossier SET due_at = NULL WHERE due_at < '1900-01-02' OR due_at >= '2200-01-01';
UPDATE dossier SET received_at = NULL WHERE received_at < '1900-01-02' OR received_at >= '2200-01-01';
UPDATE dossier SET due_at = due_at + interval '1 day' - interval '1 second'
 WHERE state NOT IN (3, 8, 10) AND (due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::time = '00:00';
