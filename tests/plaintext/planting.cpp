#include "tests/plaintext/planting.hpp"

#include "foundation/pg/connection.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

namespace tnung::plaintext {

namespace {

/// What PostgreSQL makes of a text, so that the search is not judged by its own encoders. One line
/// of base64 breaks at 76 letters: the text is shorter.
constexpr std::array<pg::Query, 8> planted_forms = {{
    {"planted.utf8", "SELECT convert_to($1, 'UTF8')"},
    {"planted.base64", "SELECT convert_to(encode(convert_to($1, 'UTF8'), 'base64'), 'UTF8')"},
    {"planted.hex", "SELECT convert_to(encode(convert_to($1, 'UTF8'), 'hex'), 'UTF8')"},
    {"planted.HEX", "SELECT convert_to(upper(encode(convert_to($1, 'UTF8'), 'hex')), 'UTF8')"},
    {"planted.utf16be", R"sql(
        SELECT decode(string_agg(lpad(to_hex(ascii(letter)), 4, '0'), '' ORDER BY place), 'hex')
          FROM unnest(string_to_array($1, NULL)) WITH ORDINALITY AS text (letter, place)
     )sql"},
    {"planted.utf16le", R"sql(
        SELECT decode(string_agg(right(unit, 2) || left(unit, 2), '' ORDER BY place), 'hex')
          FROM (SELECT lpad(to_hex(ascii(letter)), 4, '0') AS unit, place
                  FROM unnest(string_to_array($1, NULL)) WITH ORDINALITY AS text (letter, place)) units
     )sql"},
    {"planted.json", R"sql(
        SELECT convert_to(string_agg(CASE WHEN ascii(letter) < 128 THEN letter
                                          ELSE '\u' || lpad(to_hex(ascii(letter)), 4, '0') END, '' ORDER BY place), 'UTF8')
          FROM unnest(string_to_array($1, NULL)) WITH ORDINALITY AS text (letter, place)
     )sql"},
    {"planted.url", R"sql(
        SELECT convert_to(string_agg(CASE WHEN letter ~ '^[A-Za-z0-9]$' THEN letter
                                          ELSE regexp_replace(upper(encode(convert_to(letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
                                     END, '' ORDER BY place), 'UTF8')
          FROM unnest(string_to_array($1, NULL)) WITH ORDINALITY AS text (letter, place)
     )sql"},
}};

} // namespace

std::size_t planted_and_missed(const Planting& planting)
{
    pg::Connection admin(planting.target);
    const auto& secret = planting.table_secret;
    admin.script("CREATE TABLE planted AS SELECT '" + secret + "'::text AS name");
    admin.script("CHECKPOINT");
    admin.script("DO $$ BEGIN RAISE LOG '" + secret + "'; END $$");
    std::ofstream(planting.folder / planting.program_log, std::ios::app) << secret;
    LeakSearch search({secret});
    std::set<std::string> found_in;
    const std::array places = {
        std::string("/base/"), std::string("/pg_wal/"), std::string("postgresql.log"),
        planting.program_log};
    for (const auto& leak : search.in({planting.folder}))
        for (const auto& place : places)
            if (leak.file.string().find(place) != std::string::npos) found_in.insert(place);
    std::size_t missed = places.size() - found_in.size();
    for (const auto& place : found_in) fmt::print("planted in {}: found\n", place);
    const auto folder = planting.folder / "planted";
    std::filesystem::create_directories(folder);
    for (const auto& one : planting.secrets)
        for (const std::string neighbour : {"", "a", "ab"})
            for (const auto& form : planted_forms) {
                const auto rows = admin.exec(form, neighbour + one + "yz");
                std::ofstream(folder / "one", std::ios::binary) << rows.get<Bytes>(0, 0).data;
                LeakSearch one_search({one});
                if (one_search.in({folder}).empty()) {
                    fmt::print("missed: {} as {}\n", neighbour + one, form.name);
                    ++missed;
                }
            }
    return missed;
}

void tell(const Leak& leak)
{
    fmt::print("leak: {} as {} in {}\n", leak.secret, leak.form, leak.file.string());
}

void dump(const std::string& target, const std::filesystem::path& folder)
{
    const auto command =
        fmt::format("pg_dump --dbname '{}' > {}/dump.sql", target, folder.string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("pg_dump fails");
}

} // namespace tnung::plaintext
