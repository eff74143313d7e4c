-- Counts by day and unit (gateway/figures). unit_code: empty where it is the province's.
CREATE TABLE daily_figure (
    source    text   NOT NULL,
    day       date   NOT NULL,
    figure    text   NOT NULL,
    unit_code text   NOT NULL,
    count     bigint NOT NULL,
    PRIMARY KEY (source, day, figure, unit_code)
);
-- When the figures of a source were counted last, a row a day.
CREATE TABLE counted_day (
    source     text        NOT NULL,
    day        date        NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (source, day)
) WITH (fillfactor = 70);
GRANT SELECT, INSERT, UPDATE, DELETE ON daily_figure, counted_day TO tnung_app;
