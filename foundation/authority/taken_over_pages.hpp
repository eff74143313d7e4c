#pragma once

/// What somebody who took over the program that serves pages would say to the database, for tests:
/// none of it may be taken.
namespace tnung::authority {

/// Against what foundation/staff/0022_staff_walls.sql and the audit log say; of both programs.
inline constexpr const char* taken_over_statements[] = {
    "INSERT INTO staff_session (token_hash, staff_id, made_at, used_at) SELECT sha256('mine'), id, "
    "now(), now() FROM staff LIMIT 1",
    "UPDATE staff_session SET token_hash = sha256('mine')",
    "UPDATE staff_session SET staff_id = 1",
    "UPDATE staff_session SET ended_at = NULL",
    "UPDATE staff_session SET made_at = now()",
    "DELETE FROM staff_session",
    "UPDATE staff SET role = 'administrator'",
    "UPDATE staff SET unit_code = NULL",
    "UPDATE staff SET password_hash = ''",
    "UPDATE staff SET disabled_at = NULL",
    "UPDATE staff SET name = 'x'",
    "SELECT password_hash FROM staff",
    "SELECT totp_sealed FROM staff",
    "INSERT INTO staff (login, name, role, password_hash, totp_sealed, created_at) VALUES ('x', "
    "'x', 'administrator', '', '', now())",
    "DELETE FROM staff",
    "INSERT INTO staff_grant (staff_id, role, from_on, given_at, confirmed_at) SELECT id, "
    "'administrator', now(), now(), now() FROM staff LIMIT 1",
    "UPDATE staff_grant SET confirmed_at = now()",
    "UPDATE staff_grant SET ended_at = NULL",
    "DELETE FROM staff_grant",
    "SELECT login FROM sign_in_try",
    "DELETE FROM sign_in_try",
    "INSERT INTO staff_device (token_hash, staff_id, made_at, used_at) SELECT sha256('mine'), id, "
    "now(), now() FROM staff LIMIT 1",
    "SET ROLE tnung_owner",
    "SET ROLE tnung_authority",
    "SET ROLE tnung_bootstrap",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "DELETE FROM audit_entry",
    "UPDATE audit_entry SET body = ''",
    "DELETE FROM audit_hash",
    "UPDATE audit_hash SET hash = ''",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('postgresql.conf')"};

} // namespace tnung::authority
