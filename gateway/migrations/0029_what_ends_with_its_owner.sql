-- What an owner's digits opened, or a clerk opened while the dossier was his, ends when it is another's; it is open again where it
-- comes back to him. Whose it was then; null: a follower's own list, or no owner on file.
ALTER TABLE citizen_session ADD COLUMN owner_id bigint REFERENCES owner (id);
ALTER TABLE dossier_grant ADD COLUMN owner_id bigint REFERENCES owner (id);
ALTER TABLE typed_code ADD COLUMN owner_id bigint REFERENCES owner (id);
UPDATE citizen_session SET owner_id = dossier.owner_id FROM dossier WHERE dossier.id = citizen_session.dossier_id;
UPDATE dossier_grant SET owner_id = dossier.owner_id FROM dossier WHERE dossier.id = dossier_grant.dossier_id;
UPDATE typed_code SET owner_id = dossier.owner_id FROM dossier WHERE dossier.id = typed_code.dossier_id;

CREATE OR REPLACE VIEW follower_dossier AS
SELECT link.follower_id, dossier.id AS dossier_id, link.phone_id,
       CASE WHEN owner.kind = 'business' THEN link.details_from
            ELSE coalesce(known.details_from, link.details_from)
       END AS details_from,
       CASE WHEN owner.kind = 'business'
            THEN EXISTS (SELECT 1 FROM business_staff staff
                          WHERE staff.owner_id = dossier.owner_id AND staff.phone_id = link.phone_id AND staff.ended_at IS NULL)
            ELSE known.owner_id IS NOT NULL
       END AS owner_matches,
       false AS granted,
       link.proved_at AS alive_at
  FROM phone_link link
  JOIN dossier ON coalesce(dossier.corrected_phone_id, dossier.phone_id) = link.phone_id
  LEFT JOIN owner ON owner.id = dossier.owner_id
  LEFT JOIN phone_link_owner known ON known.phone_link_id = link.id AND known.owner_id = dossier.owner_id
 WHERE link.ended_at IS NULL AND dossier.refused_phone_id IS DISTINCT FROM link.phone_id
UNION ALL
SELECT let_in.follower_id, let_in.dossier_id, NULL::bigint, let_in.granted_at, false, true,
       greatest(let_in.granted_at, follower.interacted_at)
  FROM dossier_grant let_in
  JOIN follower ON follower.id = let_in.follower_id
  JOIN dossier ON dossier.id = let_in.dossier_id
 WHERE let_in.ended_at IS NULL AND let_in.owner_id IS NOT DISTINCT FROM dossier.owner_id;
