-- The owner of a dossier is proved by the owner's digits or at the counter: what was sent to a number proves nothing beside it. Owners that
-- links knew by a dossier's code are forgotten; their holders type the digits once.
DELETE FROM phone_link_owner USING phone_link
 WHERE phone_link.id = phone_link_owner.phone_link_id AND phone_link.proved_by = 'code';

-- Each owner waits a day of their own.
ALTER TABLE phone_link_owner ADD COLUMN details_from timestamptz;
UPDATE phone_link_owner SET details_from = phone_link.details_from
  FROM phone_link WHERE phone_link.id = phone_link_owner.phone_link_id;
ALTER TABLE phone_link_owner ALTER COLUMN details_from SET NOT NULL;

-- Whose digits were typed when a code was asked for; null: a dossier's code was typed.
ALTER TABLE one_time_code ADD COLUMN owner_id bigint REFERENCES owner (id);

-- After a link by a dossier's code the chat asks for the owner's digits.
ALTER TABLE conversation DROP CONSTRAINT step_known;
ALTER TABLE conversation ADD CONSTRAINT step_known
    CHECK (step IN ('number', 'reference', 'code', 'owner', 'not_me', 'talk'));

-- The account that this address warns the number of.
ALTER TABLE page_link ADD COLUMN warns_of bigint REFERENCES follower (id);

-- When the number said "not me" about this dossier: undoing a slip takes back that slip alone.
ALTER TABLE dossier ADD COLUMN refused_at timestamptz;
UPDATE dossier SET refused_at = coalesce(
       (SELECT max(task.opened_at) FROM task
         WHERE task.dossier_id = dossier.id AND task.kind = 'wrong_number' AND task.phone_id = dossier.refused_phone_id), '-infinity')
 WHERE refused_phone_id IS NOT NULL;

-- Whose the dossier was when this was told, where it is another's since; null: the owner's of today.
ALTER TABLE dossier_event ADD COLUMN owner_id bigint REFERENCES owner (id);

-- Writing in the chat shows that an account is in use, not whose a number is: a link lives by its last proof. A grant is the account's own.
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
 WHERE let_in.ended_at IS NULL;
