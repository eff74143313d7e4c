-- Whose a dossier was when something was opened was not noted before 0029, which put it down to its owner of that day. What was opened
-- before the first event of that owner was opened for another: it ends.
CREATE TEMPORARY TABLE put_down_wrongly ON COMMIT DROP AS
SELECT dossier.id AS dossier_id, dossier.owner_id,
       coalesce(min(event.recorded_at) FILTER (WHERE event.owner_id = dossier.owner_id), 'infinity') AS his_since
  FROM dossier JOIN dossier_event event ON event.dossier_id = dossier.id
 WHERE dossier.owner_id IS NOT NULL
   AND (EXISTS (SELECT 1 FROM dossier_grant opened WHERE opened.dossier_id = dossier.id AND opened.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM typed_code opened WHERE opened.dossier_id = dossier.id AND opened.used_at IS NULL)
        OR EXISTS (SELECT 1 FROM citizen_session opened WHERE opened.dossier_id = dossier.id))
 GROUP BY dossier.id
HAVING bool_or(event.owner_id <> dossier.owner_id);

UPDATE dossier_grant opened SET ended_at = now() FROM put_down_wrongly other
 WHERE opened.dossier_id = other.dossier_id AND opened.owner_id = other.owner_id AND opened.granted_at < other.his_since
   AND opened.ended_at IS NULL;
UPDATE typed_code opened SET expires_at = least(opened.expires_at, now()) FROM put_down_wrongly other
 WHERE opened.dossier_id = other.dossier_id AND opened.owner_id = other.owner_id AND opened.made_at < other.his_since;
DELETE FROM citizen_session opened USING put_down_wrongly other
 WHERE opened.dossier_id = other.dossier_id AND opened.owner_id = other.owner_id AND opened.made_at < other.his_since;
