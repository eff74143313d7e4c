-- Numbers and owners that nothing names any more go too, some time after they were found so: a repeat brought them, an event replaced them,
-- a link that held them ended.
ALTER TABLE phone ADD COLUMN unnamed_since timestamptz; -- '-infinity': with the last dossier that named it
ALTER TABLE owner ADD COLUMN unnamed_since timestamptz;
CREATE INDEX phone_unnamed ON phone (unnamed_since) WHERE unnamed_since IS NOT NULL;
CREATE INDEX owner_unnamed ON owner (unnamed_since) WHERE unnamed_since IS NOT NULL;
ALTER TABLE phone_link DROP CONSTRAINT end_known;
ALTER TABLE phone_link ADD CONSTRAINT end_known CHECK (ended_by IN ('follower', 'not_me', 'clerk', 'withdrawn', 'silence', 'minor'));

-- Wrong last digits of an owner's identity number, whatever the address and the dossier they were typed at.
CREATE TABLE digits_try (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id    bigint      REFERENCES owner (id),    -- nothing: a follower's own list, which has several
    follower_id bigint      REFERENCES follower (id), -- who typed, or
    phone_id    bigint      REFERENCES phone (id),
    at          timestamptz NOT NULL
);
CREATE INDEX digits_try_owner ON digits_try (owner_id, at) WHERE owner_id IS NOT NULL;
CREATE INDEX digits_try_follower ON digits_try (follower_id, at) WHERE follower_id IS NOT NULL;
CREATE INDEX digits_try_phone ON digits_try (phone_id, at) WHERE phone_id IS NOT NULL;
GRANT SELECT, INSERT, DELETE ON digits_try TO tnung_app;

-- A clerk who looks for the dossiers of a number says why; that holds for the number for an hour. So many numbers an hour.
CREATE TABLE staff_search (
    staff_id   bigint      NOT NULL REFERENCES staff (id),
    number_key bytea       NOT NULL,
    purpose    text        NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (staff_id, number_key)
);
CREATE INDEX staff_search_at ON staff_search (at);
CREATE INDEX staff_purpose_stated ON staff_purpose (stated_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_search TO tnung_app;
CREATE INDEX one_time_code_held_back ON one_time_code (asked_at) WHERE refusal = 'day_spent';

ALTER TABLE business_staff ADD COLUMN erased_at timestamptz;

-- A number that said "not me", to all or about one dossier, is named by that: it must stay in peace.
CREATE VIEW unnamed_phone AS
SELECT id FROM phone
 WHERE erased_at IS NULL AND stopped_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE coalesce(corrected_phone_id, phone_id) = phone.id)
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE phone_id = phone.id AND corrected_phone_id IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE refused_phone_id = phone.id)
   AND NOT EXISTS (SELECT 1 FROM phone_link WHERE phone_link.phone_id = phone.id AND ended_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM business_staff WHERE business_staff.phone_id = phone.id AND ended_at IS NULL);

CREATE VIEW unnamed_owner AS
SELECT id FROM owner
 WHERE erased_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM dossier WHERE dossier.owner_id = owner.id)
   AND NOT EXISTS (SELECT 1 FROM phone_link_owner JOIN phone_link ON phone_link.id = phone_link_owner.phone_link_id
                    WHERE phone_link_owner.owner_id = owner.id AND phone_link.ended_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM business_staff WHERE business_staff.owner_id = owner.id AND ended_at IS NULL);

-- Which number is told of which dossier; what it was sent opens as long as it is.
CREATE VIEW told_number AS
SELECT dossier.id AS dossier_id, phone.id AS phone_id
  FROM dossier JOIN phone ON phone.id = coalesce(dossier.corrected_phone_id, dossier.phone_id)
 WHERE phone.stopped_at IS NULL AND dossier.refused_phone_id IS DISTINCT FROM phone.id;

GRANT SELECT ON unnamed_phone, unnamed_owner, told_number TO tnung_app;
