-- A table of a session's own (pg_temp) is found before the program's unless a function says otherwise: whoever runs as the pages would put his rows
-- into a rule's mouth. Functions look into their own names first, and roles that use the tables make none of their own.
DO $$
DECLARE rule regprocedure;
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    FOR rule IN SELECT pg_proc.oid FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
                 WHERE pronamespace = 'public'::regnamespace AND (lanname = 'plpgsql' OR prosrc ~* '\mfrom\M')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', rule);
    END LOOP;
END $$;
