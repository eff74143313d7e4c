-- How long an account's photos took to fetch and read lately: whoever took least is next.
CREATE TABLE photo_time (
    follower_id  bigint      PRIMARY KEY REFERENCES follower (id) ON DELETE CASCADE,
    spent_ms     integer     NOT NULL,
    since        timestamptz NOT NULL
);
CREATE INDEX photo_time_since ON photo_time (since);

GRANT SELECT, INSERT, UPDATE, DELETE ON photo_time TO tnung_app;
