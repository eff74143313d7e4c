-- A notice belongs to a subject: what it is (`subject`, a name that its room registers), which one (`subject_id`) and
-- what happened to it (`cause_id`, a row of the subject's own book). A dossier's are its row and its event.
ALTER TABLE notice
    ADD COLUMN subject text NOT NULL DEFAULT 'dossier',
    ADD COLUMN subject_id bigint,
    ADD COLUMN cause_id bigint,
    ALTER COLUMN dossier_id DROP NOT NULL,
    ALTER COLUMN event_id DROP NOT NULL;

-- While programs of before run beside those of today: each writes the columns that it knows, and finds the others.
CREATE FUNCTION notice_of_both() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.subject_id IS NULL THEN
        NEW.subject_id := NEW.dossier_id;
        NEW.cause_id := NEW.event_id;
    ELSIF NEW.subject = 'dossier' THEN
        NEW.dossier_id := NEW.subject_id;
        NEW.event_id := NEW.cause_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_of_both BEFORE INSERT ON notice FOR EACH ROW EXECUTE FUNCTION notice_of_both();

-- A call is about what its notice is about. Which kinds of task there are is said by the rooms that open them.
ALTER TABLE task
    ADD COLUMN subject text,
    ADD COLUMN subject_id bigint,
    DROP CONSTRAINT kind_known;
