-- What keeps a number beside dossiers, links and businesses: a thing of another subject.
CREATE TABLE phone_use (
    subject    text   NOT NULL,
    subject_id bigint NOT NULL,
    phone_id   bigint NOT NULL REFERENCES phone (id),
    PRIMARY KEY (subject, subject_id, phone_id)
);
CREATE INDEX phone_use_phone ON phone_use (phone_id);
GRANT SELECT, INSERT, DELETE ON phone_use TO tnung_app;

CREATE OR REPLACE VIEW unnamed_phone AS
SELECT id FROM phone
 WHERE erased_at IS NULL AND stopped_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE coalesce(corrected_phone_id, phone_id) = phone.id)
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE phone_id = phone.id AND corrected_phone_id IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE refused_phone_id = phone.id)
   AND NOT EXISTS (SELECT 1 FROM phone_link WHERE phone_link.phone_id = phone.id AND ended_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM business_staff WHERE business_staff.phone_id = phone.id AND ended_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM task WHERE task.phone_id = phone.id AND task.kind = 'ask_number' AND task.closed_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM phone_use WHERE phone_use.phone_id = phone.id);
