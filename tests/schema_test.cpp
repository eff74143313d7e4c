// The migrations of a program together make exactly its migrations/schema.sql, so that two branches
// that both add a migration meet in that file. UPDATE_SCHEMA=1 rewrites it.
#include "foundation/pg/connection.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/migrations/migrations.hpp"
#include "registry/migrations/migrations.hpp"

#include <gtest/gtest.h>

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

} // namespace
} // namespace tnung
