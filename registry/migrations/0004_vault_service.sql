-- The vault as a process of its own: whose a record is, drafts, and sessions that it checks itself.

-- The declarant, who reads his own; none of what was kept before.
ALTER TABLE vault_record ADD COLUMN owner_id bigint REFERENCES staff (id);
-- A draft has one version, the newest; each writing names the one before. Settled, it never changes again.
ALTER TABLE vault_record ADD COLUMN draft boolean NOT NULL DEFAULT false;

-- Held here too, whatever the program says.
CREATE FUNCTION vault_keep_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT draft FROM vault_record WHERE id = OLD.record_id) THEN
        RAISE EXCEPTION 'record % is settled: its versions stay', OLD.record_id;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER keep_settled BEFORE DELETE ON vault_version FOR EACH ROW EXECUTE FUNCTION vault_keep_settled();

CREATE FUNCTION vault_stay_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'record % is settled: it is no draft again', OLD.id;
END $$;
CREATE TRIGGER stay_settled BEFORE UPDATE OF draft ON vault_record FOR EACH ROW
    WHEN (NEW.draft AND NOT OLD.draft) EXECUTE FUNCTION vault_stay_settled();

GRANT UPDATE (draft) ON vault_record TO tnung_vault;
GRANT DELETE ON vault_version TO tnung_vault;
-- Who asks is who a living session says, not who the asker says.
GRANT SELECT (id, login, name, role, unit_code, disabled_at) ON staff TO tnung_vault;
GRANT SELECT (token_hash, staff_id, made_at, used_at, ended_at) ON staff_session TO tnung_vault;
