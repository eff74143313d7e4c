-- What Zalo last said of our templates (zalo-openapi 5.8): nothing here, it is in use as it was made.
CREATE TABLE zalo_template (
    template_id  text        PRIMARY KEY,
    status       text,
    reason       text,
    status_at    timestamptz,
    quality      text,
    quality_at   timestamptz
);

GRANT SELECT, INSERT, UPDATE ON zalo_template TO tnung_app;
