-- What people ask about their own data, with the day it is due by law; what was erased when its time was over.
CREATE TABLE data_request (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text        NOT NULL,
    follower_id  bigint      REFERENCES follower (id),
    dossier_id   bigint      REFERENCES dossier (id),  -- at the counter
    staff_id     bigint      REFERENCES staff (id),    -- who took it there
    asked_at     timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    not_before   timestamptz NOT NULL,                 -- until then it can be taken back
    done_at      timestamptz,
    taken_back_at timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('copy', 'erase', 'stop')),
    CONSTRAINT of_somebody CHECK ((follower_id IS NULL) <> (dossier_id IS NULL)),
    CONSTRAINT one_end CHECK (done_at IS NULL OR taken_back_at IS NULL)
);
CREATE INDEX data_request_open ON data_request (not_before) WHERE done_at IS NULL AND taken_back_at IS NULL;
CREATE INDEX data_request_follower ON data_request (follower_id) WHERE follower_id IS NOT NULL;
CREATE INDEX data_request_dossier ON data_request (dossier_id) WHERE dossier_id IS NOT NULL;

CREATE TABLE retention_run (
    rule       text        NOT NULL,
    at         timestamptz NOT NULL,
    erased     bigint      NOT NULL,
    PRIMARY KEY (rule, at)
);

-- A dossier whose personal part is gone; what remains says what happened, to nobody.
ALTER TABLE dossier ADD COLUMN erased_at timestamptz;
CREATE INDEX dossier_kept ON dossier (id) WHERE erased_at IS NULL;
ALTER TABLE phone ADD COLUMN erased_at timestamptz;
ALTER TABLE owner ADD COLUMN erased_at timestamptz;
ALTER TABLE follower ADD COLUMN erased_at timestamptz;
ALTER TABLE task_message ADD COLUMN erased_at timestamptz;

-- A number whose dossiers are erased is looked for among those that a correction hides, too.
CREATE INDEX dossier_hidden_phone ON dossier (phone_id) WHERE corrected_phone_id IS NOT NULL;
CREATE INDEX page_link_expires ON page_link USING brin (expires_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX reply_created ON reply USING brin (created_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX phone_message_created ON phone_message USING brin (created_at) WITH (pages_per_range = 32, autosummarize = on);

GRANT SELECT, INSERT, UPDATE ON data_request TO tnung_app;
GRANT SELECT, INSERT ON retention_run TO tnung_app;
GRANT DELETE ON webhook, reply, one_time_code, typed_code, page_link, phone_link, phone_link_owner, phone_person,
    dossier_grant, staff_purpose TO tnung_app;
