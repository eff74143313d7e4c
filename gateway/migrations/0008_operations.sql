-- Ways that an operator stopped for a while: what would go there waits.
CREATE TABLE paused_lane (
    lane      text        PRIMARY KEY,
    paused_at timestamptz NOT NULL,
    paused_by bigint      NOT NULL REFERENCES staff (id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON paused_lane TO tnung_app;

-- "Today" is a narrow end of tables that grow in the order of time.
CREATE INDEX dossier_event_recorded ON dossier_event USING brin (recorded_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX notice_created ON notice USING brin (created_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX notice_attempt_at ON notice_attempt USING brin (at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX webhook_received ON webhook USING brin (received_at) WITH (pages_per_range = 32, autosummarize = on);
