-- Whose notice it is: the unit that was in charge when it was owed; none: the province's. Rows of
-- before this column have none and are counted for their dossier's unit.
ALTER TABLE notice ADD COLUMN unit_code text;

-- Under which kind notices of a subject wait in the outbox: of the first subject, under the name that
-- was the only one once.
CREATE FUNCTION notice_outbox_kind(subject text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE subject WHEN 'dossier' THEN 'notice' ELSE 'notice.' || subject END;

-- Open notices that nobody will work on again: none of these should exist.
CREATE VIEW unexplained_notice AS
    SELECT id, subject, subject_id, unit_code, created_at FROM notice
     WHERE status IN ('waiting', 'maybe_sent')
           AND NOT EXISTS (SELECT 1 FROM outbox_item
                            WHERE outbox_item.subject_id = notice.id AND outbox_item.kind = notice_outbox_kind(subject))
        OR status = 'handed_over' AND message_id IS NULL
        OR status = 'to_call'
           AND NOT EXISTS (SELECT 1 FROM task WHERE task.notice_id = notice.id AND task.closed_at IS NULL);
GRANT SELECT ON unexplained_notice TO tnung_app;
