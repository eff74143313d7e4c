-- The append-only log of a program (docs/formats/audit-log.md). The program may add and order entries, never change one.
CREATE TABLE audit_entry (
    id          bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body        bytea    NOT NULL,
    leaf_index  bigint   UNIQUE           -- null until the sequencer gave it its place
);
CREATE INDEX audit_entry_waiting ON audit_entry (id) WHERE leaf_index IS NULL;

-- Hashes of the tree's tiles: level 0 the leaves, level n the roots of full tiles of level n - 1.
CREATE TABLE audit_hash (
    level       smallint NOT NULL,
    index       bigint   NOT NULL,
    hash        bytea    NOT NULL,
    PRIMARY KEY (level, index)
);

CREATE TABLE audit_head (
    id          smallint    PRIMARY KEY,
    size        bigint      NOT NULL,
    frontier    bytea       NOT NULL,
    root        bytea       NOT NULL,
    signed_note text        NOT NULL,
    signed_at   timestamptz,
    CONSTRAINT one_row CHECK (id = 1)
);
INSERT INTO audit_head (id, size, frontier, root, signed_note) VALUES (1, 0, '', '', '');

GRANT SELECT, INSERT ON audit_entry, audit_hash TO tnung_app;
GRANT UPDATE (leaf_index) ON audit_entry TO tnung_app;
GRANT SELECT, UPDATE ON audit_head TO tnung_app;
