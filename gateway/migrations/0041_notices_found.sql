-- runs: outside a transaction
-- An index whose making was stopped is there and good for nothing: it goes first.
DROP INDEX CONCURRENTLY IF EXISTS notice_subject;

CREATE INDEX CONCURRENTLY notice_subject ON notice (subject_id, subject);

DROP INDEX CONCURRENTLY IF EXISTS notice_owed_once;

CREATE UNIQUE INDEX CONCURRENTLY notice_owed_once
    ON notice (cause_id, subject, phone_id, follower_id, repeats_id) NULLS NOT DISTINCT;

-- Programs of before find notices by their event. What was unique by it knows dossiers alone: others have none.
DROP INDEX CONCURRENTLY IF EXISTS notice_event;

CREATE INDEX CONCURRENTLY notice_event ON notice (event_id);

ALTER TABLE notice DROP CONSTRAINT IF EXISTS notice_once;

ALTER TABLE notice DROP CONSTRAINT IF EXISTS subject_known;

ALTER TABLE notice ADD CONSTRAINT subject_known CHECK (subject_id IS NOT NULL AND cause_id IS NOT NULL) NOT VALID;

ALTER TABLE notice VALIDATE CONSTRAINT subject_known;

ANALYZE notice;
