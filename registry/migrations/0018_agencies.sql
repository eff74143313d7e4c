-- Agencies as they are and were (cơ quan, đơn vị): what each was called and what stood above it, until which day, by which decision; what is
-- no more, and who took over from it.
ALTER TABLE agency ADD COLUMN ended_on date;        -- the first day on which it is no more
ALTER TABLE agency ADD COLUMN successor_code text REFERENCES agency (code);
ALTER TABLE agency ADD CONSTRAINT not_above_itself CHECK (parent_code <> code AND successor_code <> code);
ALTER TABLE agency ADD CONSTRAINT succeeded_when_ended CHECK (successor_code IS NULL OR ended_on IS NOT NULL);

CREATE TABLE agency_past (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_code    text        NOT NULL REFERENCES agency (code),
    name           text        NOT NULL,
    parent_code    text        REFERENCES agency (code),
    until_on       date        NOT NULL,            -- the day from which the next holds
    document       text        NOT NULL,
    changed_at     timestamptz NOT NULL,
    changed_by     bigint      NOT NULL REFERENCES staff (id)
);
CREATE INDEX agency_past_of ON agency_past (agency_code, until_on);
GRANT SELECT, INSERT ON agency_past TO tnung_app;
-- Whoever was on the way to an agency that ends comes to its successor.
GRANT UPDATE (agency_code) ON declarant_difference TO tnung_app;

CREATE INDEX staff_unit ON staff (unit_code, role);

-- How an agency was called on a day.
CREATE FUNCTION agency_name_on(asked text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT name FROM agency_past WHERE agency_code = asked AND until_on > day ORDER BY until_on, id LIMIT 1),
                    (SELECT name FROM agency WHERE code = asked), asked)
$$;
