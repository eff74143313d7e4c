-- A second person's word is of what that person saw: the code of the whole list goes with it, is kept beside it, and is asked again
-- before anything is destroyed. Nothing of a list changes after the word.
CREATE FUNCTION erasure_code(list bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
               concat_ws(E'\x1f', id, before_on, years, source, document, made_at, made_by,
                         (SELECT string_agg(record_id || ':' || filing_id, ',' ORDER BY record_id)
                            FROM erasure_record WHERE list_id = erasure_list.id)), 'UTF8')), 'hex')
      FROM erasure_list WHERE id = list
$$;
ALTER TABLE erasure_list ADD COLUMN seen text; -- the code that was decided of
UPDATE erasure_list SET seen = erasure_code(id) WHERE given IS NOT NULL;
GRANT SELECT ON erasure_list TO tnung_vault;
GRANT UPDATE (seen) ON erasure_list TO tnung_vault;

-- The pages hold a right on `document` for the lock that erasure_stays takes; it is for that alone.
CREATE FUNCTION document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.document IS DISTINCT FROM OLD.document THEN
        RAISE EXCEPTION 'list % keeps its document', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_stays BEFORE UPDATE OF document ON erasure_list FOR EACH ROW EXECUTE FUNCTION document_stays();

-- Of whom and by whom too: the record of one person put down under another's name is another list.
CREATE OR REPLACE FUNCTION provision_code(request bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
               concat_ws(E'\x1f', id, body, document, purpose, scope, received_on, made_by,
                         (SELECT string_agg(record_id || ':' || record_version || ':' || filing_id || ':' || put_by, ',' ORDER BY record_id, filing_id)
                            FROM provision_filing WHERE request_id = provision_request.id)), 'UTF8')), 'hex')
      FROM provision_request WHERE id = request
$$;
GRANT SELECT ON provision_request TO tnung_vault;

-- Answered once: an answer that is taken back would open the copies again.
CREATE FUNCTION answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer IS NOT NULL THEN
        RAISE EXCEPTION 'request % was answered', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_stays BEFORE UPDATE OF answer, answered_at, answered_by ON provision_request
    FOR EACH ROW EXECUTE FUNCTION answer_stays();
