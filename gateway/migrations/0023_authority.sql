-- The process that signs people in (foundation/authority) notes what it does, and says who may correct a number.
GRANT INSERT, SELECT (id) ON audit_entry TO tnung_authority;

-- That somebody may correct a dossier's number now: the same person twice in a row may not. Said by that process alone;
-- a correction needs one of its own (number_correction_has_its_word).
CREATE TABLE correction_word (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dossier_id  bigint      NOT NULL REFERENCES dossier (id) ON DELETE CASCADE,
    staff_id    bigint      NOT NULL REFERENCES staff (id),
    at          timestamptz NOT NULL
);
CREATE INDEX correction_word_dossier ON correction_word (dossier_id, id);

-- Null: corrected before there were words.
ALTER TABLE number_correction ADD COLUMN word_id bigint UNIQUE REFERENCES correction_word (id);

CREATE FUNCTION correction_has_its_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A word is said by another process, whose clock was read a moment later.
    IF NOT EXISTS (SELECT 1 FROM correction_word word
                    WHERE word.id = NEW.word_id AND word.dossier_id = NEW.dossier_id AND word.staff_id = NEW.staff_id
                      AND NEW.at BETWEEN word.at - interval '1 minute' AND word.at + interval '10 minutes')
       OR NEW.staff_id = (SELECT staff_id FROM number_correction WHERE dossier_id = NEW.dossier_id ORDER BY id DESC LIMIT 1) THEN
        RAISE EXCEPTION 'a correction needs a word of its own' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER number_correction_has_its_word BEFORE INSERT ON number_correction
    FOR EACH ROW EXECUTE FUNCTION correction_has_its_word();

REVOKE UPDATE ON number_correction FROM tnung_app;
GRANT UPDATE (reason) ON number_correction TO tnung_app;
GRANT SELECT ON correction_word TO tnung_app;
GRANT SELECT, INSERT ON correction_word TO tnung_authority;
GRANT SELECT (id, dossier_id, staff_id, word_id) ON number_correction TO tnung_authority;
GRANT SELECT (id, unit_code) ON dossier TO tnung_authority;
