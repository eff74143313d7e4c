-- A task is about a subject, as a notice is: which kind of thing, and which one; none: about nothing known.
-- Its unit is in charge of that today.

-- While programs of before run beside those of today: each writes the columns that it knows, and finds the others.
CREATE FUNCTION task_of_both() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.subject_id IS NULL AND NEW.dossier_id IS NOT NULL THEN
        NEW.subject := 'dossier';
        NEW.subject_id := NEW.dossier_id;
    ELSIF NEW.subject = 'dossier' THEN
        NEW.dossier_id := NEW.subject_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_of_both BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION task_of_both();

-- Open tasks go with their dossier to the unit that it is given to, whichever program gives it.
CREATE FUNCTION tasks_go_with_dossier() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE task SET unit_code = NEW.unit_code
     WHERE subject = 'dossier' AND subject_id = NEW.id AND closed_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER tasks_go_with_dossier AFTER UPDATE OF unit_code ON dossier FOR EACH ROW
    WHEN (NEW.unit_code IS NOT NULL AND NEW.unit_code IS DISTINCT FROM OLD.unit_code)
    EXECUTE FUNCTION tasks_go_with_dossier();
