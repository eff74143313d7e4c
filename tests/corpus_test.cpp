// What offices really have: values as people write them, and files that their programs make
// (tests/corpus). Each stands beside what is right; nothing is half read, and nothing is lost
// without a word.
#include "foundation/base/tsv.hpp"
#include "foundation/testing/data_file.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/intake/import.hpp"
#include "gateway/migrations/migrations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tnung::gateway {
namespace {

std::string text_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

const std::filesystem::path folder = TNUNG_CORPUS;
const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");

std::vector<std::string> parts(const std::string& text, const std::string& mark)
{
    std::vector<std::string> all;
    for (std::size_t from = 0;;) {
        const auto to = text.find(mark, from);
        all.push_back(text.substr(from, to - from));
        if (to == std::string::npos) return all;
        from = to + mark.size();
    }
}

std::string unescaped(std::string text)
{
    for (const auto& [written, meant] : {std::pair{"\\t", "\t"}, {"\\n", "\n"}, {"\\r", "\r"}})
        for (auto at = text.find(written); at != std::string::npos; at = text.find(written))
            text.replace(at, 2, meant);
    return text;
}

std::string read_money(const std::string& written)
{
    const auto read = text::parse_money(written);
    if (read) return std::to_string(read->dong);
    std::string perhaps;
    for (const auto& one : read.error().perhaps) perhaps += fmt::format(" {}", one.dong);
    return perhaps.empty() ? "refused" : "asked" + perhaps;
}

std::string read_time(const std::string& written)
{
    const auto read = text::parse_written_time(written);
    if (!read) return "refused";
    if (!read->time) return iso_text(read->day);
    const std::chrono::hh_mm_ss time(*read->time);
    return fmt::format(
        "{} {:02}:{:02}:{:02}", iso_text(read->day), time.hours().count(), time.minutes().count(),
        time.seconds().count()
    );
}

std::string read_phones(const std::string& written)
{
    std::string all;
    for (const auto& one : text::parse_phones(written))
        all += (all.empty() ? "" : " ") + std::string(one.doubtful ? "doubtful " : "") + one.digits;
    return all.empty() ? "none" : all;
}

std::string read_value(std::string_view kind, const std::string& written)
{
    if (kind == "money") return read_money(written);
    if (kind == "time") return read_time(written);
    if (kind == "phones") return read_phones(written);
    if (kind == "name") return text::clean(written);
    if (kind == "code") {
        const auto code = parse_dossier_code(written, day_of(now));
        return code ? code->text : "refused";
    }
    if (kind == "day") {
        const auto day = text::parse_typed_day(written);
        return day ? iso_text(*day) : "refused";
    }
    throw std::logic_error("a kind of value that nobody reads");
}

TEST(Corpus, ValuesAreReadAsTheirWritersMeantThem)
{
    const auto file = text_of(folder / "values.tsv");
    const Tsv table("values.tsv", file);
    ASSERT_GE(table.size(), 150u);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto written = unescaped(std::string(table.at(row, "written")));
        const auto right = parts(std::string(table.at(row, "right")), " or ");
        EXPECT_THAT(right, ::testing::Contains(read_value(table.at(row, "kind"), written)))
            << table.at(row, "kind") << " «" << written << "»";
    }
}

constexpr pg::Query stored_query{"test.corpus_stored", R"sql(
    SELECT right(dossier.code, 4), dossier.state, dossier.state_at, dossier.due_at,
           coalesce(dossier.owner_name_sealed, owner.name_sealed), owner.identity_sealed, phone.number_sealed,
           (SELECT detail_sealed FROM dossier_event WHERE dossier_id = dossier.id ORDER BY id DESC LIMIT 1)
      FROM dossier LEFT JOIN owner ON owner.id = dossier.owner_id LEFT JOIN phone ON phone.id = dossier.phone_id
)sql"};
constexpr pg::Query forget_query{"test.corpus_forget", R"sql(
    TRUNCATE dossier, dossier_event, notice, notice_attempt, outbox_item, task, phone, phone_person, owner CASCADE
)sql"};

class CorpusFiles : public ::testing::Test {
protected:
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 4};
    const UnitDirectory units{
        testing::data_file("gia-lai-units.tsv"), testing::data_file("gia-lai-old-units.tsv")};
    const NoticeRules rules{testing::data_file("notice-rules.tsv")};
    const testing::ScratchFolder scratch;
    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    Senders senders{pool, {}};
    Intake intake{pool, keys, units, rules};
    Import import{intake, units};

    Sender sender()
    {
        auto tx = pool.begin();
        const auto key = *Senders::add(tx, "tệp", {"H21"}, now);
        tx.commit();
        return *senders.of_key(key);
    }

    /// `2001.phone=84914630552` and so on, of all that is kept.
    std::vector<std::string> kept()
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(stored_query);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto add = [&](const char* name, const std::string& value) {
                all.push_back(fmt::format("{}.{}={}", rows.text(i, 0), name, value));
            };
            const auto time = [&](std::size_t column) {
                constexpr std::size_t seconds_shown = 19;
                return rows.is_null(i, column)
                           ? ""
                           : iso_text(rows.get<Instant>(i, column)).substr(0, seconds_shown);
            };
            const auto open = [&](std::size_t column, const crypto::Sealer& key, const char* what) {
                return rows.is_null(i, column) ? "" : opened(key, rows.get<Bytes>(i, column), what);
            };
            add("state", std::string(rows.text(i, 1)));
            add("at", time(2));
            add("due", time(3));
            add("name", open(4, keys.owner, "owner.name"));
            add("identity", open(5, keys.owner, "owner.identity"));
            add("phone", open(6, keys.phone, "phone.number"));
            const auto detail = parse_detail_text(open(7, keys.detail, "dossier_event.detail"));
            add("amount", detail.amount ? std::to_string(detail.amount->dong) : "");
        }
        return all;
    }

    std::vector<std::string>
    seen(const Sender& from, const std::string& file, const std::string& sheet)
    {
        try {
            const auto report =
                import.run(from, folder / "files" / file, {.sheet = sheet}, now, [](auto) {});
            auto all = kept();
            all.push_back(fmt::format("taken {}", report.stored + report.repeated));
            all.push_back(fmt::format("refused {}", report.refused));
            EXPECT_EQ(report.rows, report.stored + report.repeated + report.refused)
                << file << ": a row was lost";
            for (const auto& one : report.unknown_columns) all.push_back("unknown " + one);
            for (const auto& one : report.remarks)
                all.push_back(fmt::format("line {} {}", one.line, one.field));
            return all;
        } catch (const std::runtime_error& error) {
            EXPECT_TRUE(kept().empty()) << file << ": half read";
            return {fmt::format("no file: {}", error.what())};
        }
    }
};

TEST_F(CorpusFiles, AreReadWholeOrRefusedByName)
{
    const auto file = text_of(folder / "files.tsv");
    const Tsv table("files.tsv", file);
    ASSERT_GE(table.size(), 150u);
    const auto from = sender();
    pg::Connection owner(database.owner_target());
    for (std::size_t row = 0; row < table.size(); ++row) {
        const std::string name(table.at(row, "file"));
        owner.exec(forget_query);
        const auto is = seen(from, name, std::string(table.at(row, "sheet")));
        std::string missing;
        for (const auto& right : parts(std::string(table.at(row, "right")), "; ")) {
            const bool words = right.starts_with("no file: "), line = right.starts_with("line ");
            const bool found = std::ranges::any_of(is, [&](const auto& one) {
                if (words)
                    return one.starts_with("no file: ") &&
                           one.find(right.substr(std::string("no file: ").size())) !=
                               std::string::npos;
                return line ? one.starts_with(right) : one == right;
            });
            if (!found) missing += fmt::format("\n  missing: {}", right);
        }
        EXPECT_TRUE(missing.empty())
            << name << missing << "\n  is: " << fmt::format("{}", fmt::join(is, "; "));
    }
}

} // namespace
} // namespace tnung::gateway
