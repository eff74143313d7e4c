-- Who may do what, where, from when until when: a person has as many grants as offices. Given by one, confirmed by another where
-- the role asks for it (data of the program). Only who signs people in gives any.
CREATE TABLE staff_grant (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id     bigint      NOT NULL REFERENCES staff (id),
    role         text        NOT NULL,
    organisation text,                     -- code of the unit; null: the whole province
    from_on      date        NOT NULL,
    until_on     date,                     -- the last day; null: until it is ended
    given_by     bigint      REFERENCES staff (id), -- null: by the operator's command, or from before there were grants
    given_at     timestamptz NOT NULL,
    confirmed_by bigint      REFERENCES staff (id),
    confirmed_at timestamptz,              -- null: it does not count yet
    ended_by     bigint      REFERENCES staff (id),
    ended_at     timestamptz,
    CONSTRAINT days_in_order CHECK (until_on IS NULL OR until_on >= from_on),
    CONSTRAINT never_to_oneself CHECK (given_by IS DISTINCT FROM staff_id AND confirmed_by IS DISTINCT FROM staff_id),
    CONSTRAINT by_two CHECK (confirmed_by IS NULL OR given_by IS NULL OR confirmed_by <> given_by)
);
CREATE INDEX staff_grant_staff ON staff_grant (staff_id) WHERE ended_at IS NULL;
GRANT SELECT ON staff_grant TO tnung_app;
GRANT SELECT, INSERT, UPDATE ON staff_grant TO tnung_authority;

INSERT INTO staff_grant (staff_id, role, organisation, from_on, given_at, confirmed_at)
SELECT id, role, unit_code, (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, created_at, created_at FROM staff;

-- An older program beside this one makes accounts with one role: they have that grant.
CREATE FUNCTION grant_of_role() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO staff_grant (staff_id, role, organisation, from_on, given_at, confirmed_at)
    VALUES (NEW.id, NEW.role, NEW.unit_code, (NEW.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, NEW.created_at, NEW.created_at);
    RETURN NULL;
END $$;
CREATE TRIGGER grant_of_role AFTER INSERT ON staff FOR EACH ROW WHEN (NEW.role <> '') EXECUTE FUNCTION grant_of_role();
