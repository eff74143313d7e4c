-- A notice is rewritten when it is handed over, delivered and seen. No index holds what changes then, and pages keep
-- room, so that the new version stays in its page and no index is written (HOT). Zalo's message id is found through
-- the attempt that brought it, a row that never changes.
ALTER TABLE notice_attempt ADD COLUMN message_id text;
UPDATE notice_attempt SET message_id = notice.message_id
  FROM notice
 WHERE notice.id = notice_attempt.notice_id AND notice_attempt.outcome = 'accepted' AND notice.message_id IS NOT NULL;
DROP INDEX notice_message, notice_open, notice_phone;
DROP INDEX notice_event; -- notice_once begins with it
ALTER TABLE notice SET (fillfactor = 60);
CREATE INDEX notice_attempt_message ON notice_attempt (message_id) WHERE message_id IS NOT NULL;
-- One index finds the attempts of a notice and tells them apart.
DROP INDEX notice_attempt_notice;
ALTER TABLE notice_attempt DROP CONSTRAINT notice_attempt_pkey, ADD PRIMARY KEY (notice_id, id);

-- Written for every message from rows just read in the same transaction. Checked one by one, these references cost more
-- than the rows themselves (docs/measurements.md); what they would forbid, removal by the retention rules, clears them first.
ALTER TABLE notice_attempt DROP CONSTRAINT notice_attempt_notice_id_fkey;
ALTER TABLE page_link DROP CONSTRAINT page_link_dossier_id_fkey, DROP CONSTRAINT page_link_phone_id_fkey,
    DROP CONSTRAINT page_link_follower_id_fkey;
