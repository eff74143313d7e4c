-- A number that may be a landline of before 2017 or a mobile number of today is a question of its own: nobody refused it.

ALTER TABLE task DROP CONSTRAINT kind_known;
ALTER TABLE task ADD CONSTRAINT kind_known CHECK (kind IN ('wrong_number', 'talk', 'call', 'ask_number'));
CREATE UNIQUE INDEX task_ask_number_once ON task (dossier_id) WHERE kind = 'ask_number' AND closed_at IS NULL;
CREATE INDEX task_phone_open ON task (phone_id) WHERE kind = 'ask_number' AND closed_at IS NULL;

-- A number that somebody is to ask about is named by that.
CREATE OR REPLACE VIEW unnamed_phone AS
SELECT id FROM phone
 WHERE erased_at IS NULL AND stopped_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE coalesce(corrected_phone_id, phone_id) = phone.id)
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE phone_id = phone.id AND corrected_phone_id IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE refused_phone_id = phone.id)
   AND NOT EXISTS (SELECT 1 FROM phone_link WHERE phone_link.phone_id = phone.id AND ended_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM business_staff WHERE business_staff.phone_id = phone.id AND ended_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM task WHERE task.phone_id = phone.id AND task.kind = 'ask_number' AND task.closed_at IS NULL);
