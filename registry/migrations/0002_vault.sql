-- The vault (docs/formats/vault.md): what declarations hold, sealed, with the keys that open them, wrapped. Only the vault's own role sees
-- these tables: who serves pages has neither keys nor sealed bytes.

-- Who may read what is sealed for them: a unit before the hand-over, the inspectorate after.
CREATE TABLE vault_domain (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text        NOT NULL UNIQUE,
    made_at       timestamptz NOT NULL
);

-- Wrapped by the master key of that version. The newest one wraps; older ones are there while a record is still wrapped by them.
CREATE TABLE vault_domain_key (
    domain_id      bigint      NOT NULL REFERENCES vault_domain (id),
    version        integer     NOT NULL,
    master_version smallint    NOT NULL,
    wrapped        bytea       NOT NULL,
    made_at        timestamptz NOT NULL,
    PRIMARY KEY (domain_id, version),
    CONSTRAINT version_counts CHECK (version > 0)
);

-- One key for each record, wrapped by its domain's key. A record without one was destroyed: nobody opens it again.
CREATE SEQUENCE vault_record_id; -- known before the record is sealed, since the seal binds it
CREATE TABLE vault_record (
    id             bigint      PRIMARY KEY,
    domain_id      bigint      NOT NULL,
    key_version    integer     NOT NULL,
    wrapped        bytea,
    made_at        timestamptz NOT NULL,
    destroyed_at   timestamptz,
    FOREIGN KEY (domain_id, key_version) REFERENCES vault_domain_key (domain_id, version),
    CONSTRAINT destroyed_has_no_key CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
-- Rotation goes through a domain's records.
CREATE INDEX vault_record_domain ON vault_record (domain_id, id);

-- What is sealed: each version of a record stays as it was.
CREATE TABLE vault_version (
    record_id      bigint      NOT NULL REFERENCES vault_record (id),
    version        integer     NOT NULL,
    sealed         bytea       NOT NULL,
    made_at        timestamptz NOT NULL,
    PRIMARY KEY (record_id, version),
    CONSTRAINT version_counts CHECK (version > 0)
);

-- Who read what, when, for which purpose: what the entry of the audit log commits to. The salt is what is destroyed when it may be forgotten.
CREATE TABLE vault_read (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id      bigint      NOT NULL REFERENCES vault_record (id),
    version        integer     NOT NULL,
    reader         text        NOT NULL,
    purpose_sealed bytea       NOT NULL,
    salt           bytea       NOT NULL,
    at             timestamptz NOT NULL
);
CREATE INDEX vault_read_record ON vault_read (record_id, at);
CREATE INDEX vault_read_reader ON vault_read (reader, at);

GRANT SELECT, INSERT ON vault_domain, vault_domain_key, vault_version, vault_read TO tnung_vault;
GRANT UPDATE (master_version, wrapped) ON vault_domain_key TO tnung_vault;
GRANT DELETE ON vault_domain_key TO tnung_vault;
GRANT SELECT, INSERT ON vault_record TO tnung_vault;
GRANT UPDATE (domain_id, key_version, wrapped, destroyed_at) ON vault_record TO tnung_vault;
GRANT USAGE ON SEQUENCE vault_record_id TO tnung_vault;
-- The vault writes down a read before it opens anything.
GRANT INSERT ON audit_entry TO tnung_vault;
