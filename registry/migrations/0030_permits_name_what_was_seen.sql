-- The word for more readings is of what that person saw, as those for destruction and for what is given (0025): who asked, how many, why, which
-- day. Its code goes with the word, is asked with the row held, and is kept beside it.
CREATE FUNCTION permit_code(permit bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
               concat_ws(E'\x1f', id, reader_id, on_day - date '2000-01-01', readings, extract(epoch FROM asked_at), reason), 'UTF8')), 'hex')
      FROM reading_permit WHERE id = permit
$$;
ALTER TABLE reading_permit ADD COLUMN seen text; -- the code that was decided of
UPDATE reading_permit SET seen = permit_code(id) WHERE given IS NOT NULL;
GRANT SELECT (reason, asked_at) ON reading_permit TO tnung_vault;
GRANT UPDATE (seen) ON reading_permit TO tnung_vault;
