-- Places and heads are given by the process that signs people in, which has the key: whoever serves pages adds entries and reads.
ALTER TABLE audit_head
    ADD COLUMN public_key bytea NOT NULL DEFAULT '',  -- that the head is signed with; empty until the first
    ADD COLUMN stopped_at timestamptz;                -- since when a head that is not ours stands there

REVOKE INSERT ON audit_entry, audit_hash FROM tnung_app;
REVOKE UPDATE (leaf_index) ON audit_entry FROM tnung_app;
REVOKE UPDATE ON audit_head FROM tnung_app;
GRANT INSERT (body) ON audit_entry TO tnung_app;

GRANT SELECT ON audit_entry, audit_hash, audit_head TO tnung_authority;
GRANT UPDATE (leaf_index) ON audit_entry TO tnung_authority;
GRANT INSERT ON audit_hash TO tnung_authority;
GRANT UPDATE ON audit_head TO tnung_authority;
