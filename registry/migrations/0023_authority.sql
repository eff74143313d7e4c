-- Accounts are opened as tnung_authority (registry/accounts): by whoever runs the vault, never by who serves pages.
GRANT INSERT, SELECT (id) ON audit_entry TO tnung_authority;
GRANT SELECT ON declarant, agency, unit_succession TO tnung_authority;
GRANT UPDATE (staff_id) ON declarant TO tnung_authority;
GRANT EXECUTE ON FUNCTION left_by_unit(text) TO tnung_authority;

-- Whose account a declarant's is decides whose declarations it opens.
REVOKE INSERT, UPDATE ON declarant FROM tnung_app;
GRANT INSERT (number, name, name_key, post, agency_code, annual), UPDATE (name, name_key, post, annual) ON declarant TO tnung_app;
