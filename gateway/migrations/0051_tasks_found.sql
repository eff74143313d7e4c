-- runs: outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS task_subject;

CREATE INDEX CONCURRENTLY task_subject ON task (subject_id, subject);

DROP INDEX CONCURRENTLY IF EXISTS task_once;

-- One of its kind about a subject while it is open; calls are one for each notice, talks one for each follower.
CREATE UNIQUE INDEX CONCURRENTLY task_once ON task (kind, subject, subject_id)
 WHERE closed_at IS NULL AND notice_id IS NULL AND follower_id IS NULL;
