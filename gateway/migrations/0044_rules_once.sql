-- Rules that stood in many statements, once. Their bodies are bound when they are made (no search path reaches them), and they are
-- put in place of their calls when a statement is planned: the indices serve as before.

-- The number that is told of a dossier: the one that was corrected at the counter, else the sender's.
CREATE FUNCTION told_phone(dossier) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(($1).corrected_phone_id, ($1).phone_id);

-- Nothing happens to it any more: not accepted, stopped, result given (dossiers.md 9).
CREATE FUNCTION is_over(dossier) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ($1).state IN (3, 8, 10);

-- The dossier of a code, or the only one of a national code: that which two dossiers claim names neither.
CREATE FUNCTION dossier_named(text) RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT id FROM dossier
         WHERE code = $1
            OR national_code = $1 AND (SELECT count(*) FROM (SELECT 1 FROM dossier WHERE national_code = $1 LIMIT 2) few) = 1
         ORDER BY code = $1 DESC LIMIT 1;
    END;

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
  JOIN dossier ON told_phone(dossier) = link.phone_id
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

-- Steps of a conversation, messages to a number, languages and roles are data and rooms': a program knows those that it has.
ALTER TABLE conversation DROP CONSTRAINT step_known;
ALTER TABLE phone_message DROP CONSTRAINT kind_known;
ALTER TABLE follower DROP CONSTRAINT language_known;
ALTER TABLE staff DROP CONSTRAINT clerks_have_a_unit;
ALTER TABLE staff DROP CONSTRAINT role_known;
