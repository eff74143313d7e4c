// The migrations of a program together make exactly its migrations/schema.sql, so that two branches
// that both add a migration meet in that file. UPDATE_SCHEMA=1 rewrites it.
#include "foundation/pg/connection.hpp"
#include "foundation/pg/migrate.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/migrations/migrations.hpp"
#include "registry/migrations/migrations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tnung {
namespace {

constexpr pg::Query columns_query{"schema.columns", R"sql(
    SELECT c.table_name, string_agg(format('    %s %s%s%s', c.column_name, c.data_type,
               CASE WHEN c.is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END,
               CASE WHEN c.column_default IS NOT NULL THEN ' DEFAULT ' || c.column_default ELSE '' END), E',\n'
               ORDER BY c.ordinal_position)
      FROM information_schema.columns c WHERE c.table_schema = 'public'
     GROUP BY c.table_name ORDER BY c.table_name
)sql"};
constexpr pg::Query constraints_query{"schema.constraints", R"sql(
    SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1
)sql"};
constexpr pg::Query indexes_query{"schema.indexes", R"sql(
    SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname
)sql"};
constexpr pg::Query grants_query{"schema.grants", R"sql(
    SELECT table_name || ' ' || grantee || ' ' || string_agg(privilege_type, ' ' ORDER BY privilege_type)
      FROM information_schema.table_privileges WHERE table_schema = 'public' AND grantee IN ('tnung_app', 'tnung_vault', 'tnung_authority')
     GROUP BY table_name, grantee ORDER BY 1
)sql"};
/// Of some columns only.
constexpr pg::Query column_grants_query{"schema.column_grants", R"sql(
    SELECT columns.table_name || ' ' || columns.grantee || ' ' || columns.privilege_type || ' '
               || string_agg(columns.column_name, ' ' ORDER BY columns.column_name)
      FROM information_schema.column_privileges columns
     WHERE columns.table_schema = 'public' AND columns.grantee IN ('tnung_app', 'tnung_vault', 'tnung_authority')
       AND NOT EXISTS (SELECT 1 FROM information_schema.table_privileges whole
                        WHERE whole.table_schema = 'public' AND whole.table_name = columns.table_name
                          AND whole.grantee = columns.grantee AND whole.privilege_type = columns.privilege_type)
     GROUP BY columns.table_name, columns.grantee, columns.privilege_type ORDER BY 1
)sql"};

/// What the program's role sees of rows, and whether that holds for their owner too.
constexpr pg::Query policies_query{"schema.policies", R"sql(
    SELECT format('%s POLICY %s %s%s%s%s', tablename, policyname, cmd, E'\n    USING ' || qual, E'\n    WITH CHECK ' || with_check,
                  CASE WHEN relforcerowsecurity THEN '' ELSE ' (not forced)' END)
      FROM pg_policies JOIN pg_class ON pg_class.oid = format('public.%I', tablename)::regclass
     WHERE schemaname = 'public' AND roles && '{tnung_app,tnung_vault,tnung_authority}' ORDER BY tablename, policyname
)sql"};

std::string schema_of(const std::string& target)
{
    pg::Connection connection(target);
    std::string text = "-- Made by tests/schema_test.cpp from the migrations (UPDATE_SCHEMA=1); "
                       "never edited by hand.\n";
    const auto tables = connection.exec(columns_query);
    for (std::size_t i = 0; i < tables.size(); ++i)
        text += "\nTABLE " + std::string(tables.text(i, 0)) + " (\n" +
                std::string(tables.text(i, 1)) + "\n)\n";
    for (const auto* query :
         {&constraints_query, &indexes_query, &grants_query, &column_grants_query, &policies_query})
    {
        text += "\n";
        const auto rows = connection.exec(*query);
        for (std::size_t i = 0; i < rows.size(); ++i) text += std::string(rows.text(i, 0)) + "\n";
    }
    return text;
}

void compare(const std::string& program, std::span<const EmbeddedFile> migrations)
{
    const testing::TestDatabase database(migrations);
    const auto made = schema_of(database.owner_target());
    const auto file = TNUNG_SOURCE_DIR "/" + program + "/migrations/schema.sql";
    if (std::getenv("UPDATE_SCHEMA")) std::ofstream(file) << made;
    std::ifstream stream(file);
    std::stringstream committed;
    committed << stream.rdbuf();
    EXPECT_EQ(made, committed.str())
        << "UPDATE_SCHEMA=1 rewrites the file; read the difference before you commit it";
}

TEST(Schema, OfTheGatewayIsWhatItsMigrationsMake)
{
    compare("gateway", gateway::migrations());
}

TEST(Schema, OfTheRegistryIsWhatItsMigrationsMake)
{
    compare("registry", registry::migrations());
}

constexpr pg::Query loose_functions_query{"test.loose_functions", R"sql(
    SELECT pg_proc.oid::regprocedure::text FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
     WHERE pronamespace = 'public'::regnamespace AND (lanname = 'plpgsql' OR prosrc ~* '\mfrom\M')
       AND NOT EXISTS (SELECT 1 FROM unnest(proconfig) AS setting WHERE setting = 'search_path=pg_catalog, public, pg_temp')
)sql"};

/// A function that finds a session's own tables first takes an attacker's rows for the program's.
TEST(Schema, FunctionsFindTheProgramsTablesFirstAndRolesMakeNone)
{
    for (const auto& migrations : {gateway::migrations(), registry::migrations()}) {
        const testing::TestDatabase database(migrations);
        const auto loose = pg::Connection(database.owner_target()).exec(loose_functions_query);
        for (std::size_t i = 0; i < loose.size(); ++i)
            ADD_FAILURE() << loose.text(i, 0)
                          << " needs SET search_path = pg_catalog, public, "
                             "pg_temp";
        for (const auto& role :
             {database.app_target(), database.vault_target(), database.authority_target()})
            EXPECT_THROW(pg::Connection(role).script("CREATE TEMPORARY TABLE x (y int)"), pg::Error)
                << role;
    }
}

/// Of two grants that 0029 put down to today's owner, one was given while the dossier was
/// another's.
constexpr pg::Query opened_before_query{"test.opened_before", R"sql(
    WITH sender AS (
        INSERT INTO sender (name, key_hash, agency_scope, created_at) VALUES ('s', 'k', '{H21}', now()) RETURNING id
    ), owners AS (
        INSERT INTO owner (owner_key, kind, name_sealed) VALUES ('a', 'citizen', 'a'), ('b', 'citizen', 'b') RETURNING id, owner_key
    ), dossiers AS (
        INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, owner_id, state, state_raw, state_at)
        SELECT code, '', '', 'H21', '', owners.id, 2, '', now()
          FROM owners, unnest('{changed,same}'::text[]) AS code WHERE owner_key = 'b'
        RETURNING id, code, owner_id
    ), events AS (
        INSERT INTO dossier_event (sender_id, event_key, dossier_id, state, state_raw, occurred_at, recorded_at, detail_sealed, excuse, owner_id)
        SELECT sender.id, dossiers.code || owners.id, dossiers.id, 2, '', now(),
               now() - CASE WHEN owner_key = 'a' THEN interval '9 days' ELSE interval '5 days' END, '', 'silent', owners.id
          FROM sender, dossiers, owners WHERE owner_key = 'b' OR dossiers.code = 'changed'
    ), account AS (
        INSERT INTO follower (zalo_user_key, zalo_user_sealed, first_seen_at) VALUES ('f', 'f', now()), ('g', 'g', now()) RETURNING id, zalo_user_key
    ), codes AS (
        INSERT INTO typed_code (kind, code_key, dossier_id, made_at, expires_at, owner_id)
        SELECT 'counter', convert_to(dossiers.code, 'UTF8'), dossiers.id, now() - interval '7 days', now() + interval '9 days', owner_id FROM dossiers
    ), sessions AS (
        INSERT INTO citizen_session (token_hash, dossier_id, made_at, expires_at, owner_id)
        SELECT sha256(convert_to(dossiers.code, 'UTF8')), dossiers.id, now() - interval '7 days', now() + interval '9 days', owner_id FROM dossiers
    )
    INSERT INTO dossier_grant (follower_id, dossier_id, granted_at, owner_id)
    SELECT account.id, dossiers.id, now() - CASE WHEN zalo_user_key = 'f' THEN interval '7 days' ELSE interval '3 days' END, owner_id
      FROM account, dossiers
)sql"};
constexpr pg::Query still_open_query{"test.still_open", R"sql(
    SELECT (SELECT string_agg(code || ' ' || convert_from(zalo_user_key, 'UTF8'), ', ' ORDER BY code, zalo_user_key)
              FROM dossier_grant JOIN dossier ON dossier.id = dossier_id JOIN follower ON follower.id = follower_id
             WHERE ended_at IS NULL),
           (SELECT string_agg(code, ', ') FROM typed_code JOIN dossier ON dossier.id = dossier_id WHERE expires_at > now()),
           (SELECT string_agg(code, ', ') FROM citizen_session JOIN dossier ON dossier.id = dossier_id)
)sql"};

TEST(Schema, WhatWasOpenedForAFormerOwnerEndsWithTheUpdate)
{
    const auto all = gateway::migrations();
    const auto last =
        std::ranges::find_if(all, [](const auto& file) { return file.name.starts_with("0033"); });
    ASSERT_NE(last, all.end());
    const testing::TestDatabase database(all.first(std::size_t(last - all.begin())));
    pg::Connection admin(database.admin_target());
    admin.exec(opened_before_query);
    pg::migrate(database.owner_target(), all);
    const auto open = admin.exec(still_open_query);
    EXPECT_EQ(open.text(0, 0), "changed g, same f, same g");
    EXPECT_EQ(open.text(0, 1), "same");
    EXPECT_EQ(open.text(0, 2), "same");
}

/// As programs of before write a notice, and as those of today do.
constexpr pg::Query old_notice_query{"test.old_notice", R"sql(
    INSERT INTO notice (event_id, dossier_id, follower_id, kind, urgency, status, useful_until, created_at, tracking_id)
    SELECT event.id, event.dossier_id, follower.id, 'registered', 3, 'waiting', now(), now(), $1
      FROM dossier_event event, follower WHERE event_key = $2 AND zalo_user_key = 'f'
)sql"};
constexpr pg::Query new_notice_query{"test.new_notice", R"sql(
    INSERT INTO notice (subject, cause_id, subject_id, follower_id, kind, urgency, status, useful_until, created_at, tracking_id)
    SELECT $3, event.id, event.dossier_id, follower.id, 'registered', 3, 'waiting', now(), now(), $1
      FROM dossier_event event, follower WHERE event_key = $2 AND zalo_user_key = 'f'
)sql"};
constexpr pg::Query events_query{"test.events", R"sql(
    WITH sender AS (
        INSERT INTO sender (name, key_hash, agency_scope, created_at) VALUES ('s', 'k', '{H21}', now()) RETURNING id
    ), account AS (
        INSERT INTO follower (zalo_user_key, zalo_user_sealed, first_seen_at) VALUES ('f', 'f', now())
    ), dossiers AS (
        INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, state, state_raw, state_at)
        SELECT n, '', '', 'H21', '', 2, '', now() FROM generate_series(11, 14) AS n RETURNING id, code
    )
    INSERT INTO dossier_event (sender_id, event_key, dossier_id, state, state_raw, occurred_at, recorded_at, detail_sealed)
    SELECT sender.id, 'e' || dossiers.code, dossiers.id, 2, '', now(), now(), '' FROM sender, dossiers
)sql"};
constexpr pg::Query both_query{"test.both", R"sql(
    SELECT string_agg(tracking_id || ' ' || subject || ' ' || (event_id IS NOT DISTINCT FROM cause_id) || ' '
                      || (dossier_id IS NOT DISTINCT FROM subject_id), ', ' ORDER BY tracking_id) FROM notice
)sql"};
constexpr pg::Query of_subject_query{"test.of_subject", R"sql(
    SELECT string_agg(tracking_id || ' ' || dossier.code, ', ' ORDER BY tracking_id)
      FROM notice JOIN dossier ON dossier.id = subject_id
)sql"};

TEST(Schema, ProgramsOfBeforeAndOfTodayWriteNoticesBesideEachOther)
{
    const auto all = gateway::migrations();
    const auto first =
        std::ranges::find_if(all, [](const auto& file) { return file.name.starts_with("0039"); });
    ASSERT_NE(first, all.end());
    const testing::TestDatabase database(all.first(std::size_t(first - all.begin())));
    pg::Connection admin(database.admin_target());
    admin.exec(events_query);
    admin.exec(old_notice_query, "a", "e11"); // stored before the update
    const auto waiting = pg::migrate(database.owner_target(), all);
    EXPECT_EQ(std::ranges::count(waiting, "0042_notices_of_dossiers_alone_gone.sql"), 1);
    admin.exec(old_notice_query, "b", "e12");
    admin.exec(new_notice_query, "c", "e13", "dossier");
    admin.exec(new_notice_query, "d", "e13", "lost");
    admin.exec(new_notice_query, "f", "e14", "lost"); // of the same reader
    EXPECT_EQ(
        admin.exec(both_query).text(0, 0),
        "a dossier true true, b dossier true true, c dossier true true, d lost false false, "
        "f lost false false"
    );
    for (const auto* again : {"e11", "e13"})
        EXPECT_THROW(admin.exec(new_notice_query, "x", again, "dossier"), pg::Error)
            << "owed once, whoever wrote it";
    EXPECT_TRUE(pg::migrate(database.owner_target(), all, pg::OlderPrograms::are_gone).empty());
    EXPECT_EQ(admin.exec(of_subject_query).text(0, 0), "a 11, b 12, c 13, d 13, f 14");
    admin.exec(new_notice_query, "e", "e14", "dossier");
    EXPECT_THROW(admin.exec(new_notice_query, "x", "e14", "dossier"), pg::Error);
}

/// As programs of before open a task, and as those of today do.
constexpr pg::Query old_task_query{"test.old_task", R"sql(
    INSERT INTO task (kind, unit_code, dossier_id, opened_at)
    SELECT 'wrong_number', unit_code, id, now() FROM dossier WHERE code = $1
    ON CONFLICT (dossier_id) WHERE kind = 'wrong_number' AND closed_at IS NULL DO NOTHING
)sql"};
constexpr pg::Query new_task_query{"test.new_task", R"sql(
    INSERT INTO task (kind, unit_code, subject, subject_id, opened_at)
    SELECT 'wrong_number', unit_code, 'dossier', id, now() FROM dossier WHERE code = $1
    ON CONFLICT DO NOTHING
)sql"};
constexpr pg::Query moved_query{
    "test.moved", "UPDATE dossier SET unit_code = '23602' WHERE code = $1"};
constexpr pg::Query tasks_of_both_query{"test.tasks_of_both", R"sql(
    SELECT string_agg(code || ' ' || subject || ' ' || coalesce(task.unit_code, '') || ' ' || (dossier_id IS NOT DISTINCT FROM subject_id), ', '
                      ORDER BY code)
      FROM task JOIN dossier ON dossier.id = subject_id
)sql"};
constexpr pg::Query tasks_query{"test.tasks", R"sql(
    SELECT string_agg(code || ' ' || coalesce(task.unit_code, ''), ', ' ORDER BY code)
      FROM task JOIN dossier ON dossier.id = subject_id
)sql"};

TEST(Schema, ProgramsOfBeforeAndOfTodayOpenTasksBesideEachOther)
{
    const auto all = gateway::migrations();
    const auto first =
        std::ranges::find_if(all, [](const auto& file) { return file.name.starts_with("0047"); });
    ASSERT_NE(first, all.end());
    const testing::TestDatabase database(all.first(std::size_t(first - all.begin())));
    pg::Connection admin(database.admin_target());
    admin.exec(events_query);
    admin.exec(old_task_query, "11"); // opened before the update
    admin.exec(moved_query, "11");
    pg::migrate(database.owner_target(), all);
    for (const auto* code : {"11", "12"}) admin.exec(old_task_query, code);
    for (const auto* code : {"11", "12", "13"}) admin.exec(new_task_query, code);
    admin.exec(old_task_query, "13");
    admin.exec(moved_query, "12");
    EXPECT_EQ(
        admin.exec(tasks_of_both_query).text(0, 0),
        "11 dossier 23602 true, 12 dossier 23602 true, 13 dossier  true"
    ) << "once each, whoever opened it, where its dossier is";
    EXPECT_TRUE(pg::migrate(database.owner_target(), all, pg::OlderPrograms::are_gone).empty());
    admin.exec(new_task_query, "13");
    admin.exec(moved_query, "13");
    EXPECT_EQ(admin.exec(tasks_query).text(0, 0), "11 23602, 12 23602, 13 23602");
}

constexpr pg::Query old_account_query{"test.old_account", R"sql(
    INSERT INTO staff (login, name, role, unit_code, password_hash, totp_sealed, created_at)
    VALUES ($1, $1, 'clerk', '23575', '', '', '2026-11-24T18:00:00Z')
)sql"};
constexpr pg::Query grants_held_query{"test.grants_held", R"sql(
    SELECT string_agg(login || ' ' || staff_grant.role || ' ' || organisation || ' ' || from_on, ', ' ORDER BY login)
      FROM staff_grant JOIN staff ON staff.id = staff_id WHERE confirmed_at IS NOT NULL
)sql"};
constexpr pg::Query roles_left_query{
    "test.roles_left", "SELECT count(*) FROM staff WHERE role <> '' OR unit_code IS NOT NULL"};

TEST(Schema, AccountsOfProgramsOfBeforeHaveTheirRoleAsAGrant)
{
    const auto all = gateway::migrations();
    const auto first =
        std::ranges::find_if(all, [](const auto& file) { return file.name.starts_with("0044"); });
    ASSERT_NE(first, all.end());
    const testing::TestDatabase database(all.first(std::size_t(first - all.begin())));
    pg::Connection admin(database.admin_target());
    admin.exec(old_account_query, "an"); // before the update
    pg::migrate(database.owner_target(), all);
    admin.exec(old_account_query, "binh"); // by an old program beside the new one
    EXPECT_EQ(
        admin.exec(grants_held_query).text(0, 0),
        "an clerk 23575 2026-11-25, binh clerk 23575 2026-11-25"
    );
    EXPECT_TRUE(pg::migrate(database.owner_target(), all, pg::OlderPrograms::are_gone).empty());
    EXPECT_EQ(admin.exec(roles_left_query).get<std::int64_t>(0, 0), 0);
    EXPECT_EQ(
        admin.exec(grants_held_query).text(0, 0),
        "an clerk 23575 2026-11-25, binh clerk 23575 2026-11-25"
    );
}

} // namespace
} // namespace tnung
