#include "gateway/intake/import.hpp"

#include "foundation/testing/data_file.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/migrations/migrations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

namespace tnung::gateway {
namespace {

using testing::data_file;
using ::testing::ElementsAre;

class ImportTest : public ::testing::Test {
protected:
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 4};
    const UnitDirectory units{data_file("gia-lai-units.tsv"), data_file("gia-lai-old-units.tsv")};
    const NoticeRules rules{data_file("notice-rules.tsv")};
    const testing::ScratchFolder scratch;
    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    Senders senders{pool, {}};
    Intake intake{pool, keys, units, rules};
    Import import{intake, units};
    const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");

    Import::Report run(const std::string& content)
    {
        const auto file = scratch / "events";
        std::ofstream(file) << content;
        std::string key;
        {
            auto tx = pool.begin();
            key = Senders::add(tx, "tệp", {"H21"}, now).value_or(key_);
            tx.commit();
        }
        key_ = key;
        return import.run(*senders.of_key(key), file, {}, now, [](auto) {});
    }
    std::string key_;
};

const std::string csv =
    "Mã hồ sơ;Thời điểm;Trạng thái;Chủ hồ sơ;Số căn cước;Số điện thoại;Mã cơ quan;Số tiền;Ghi chú\n"
    "H21.12.34-261124-0007;24/11/2026 08:12;Chờ thực hiện nghĩa vụ tài chính;Rơ Châm "
    "H’Hoa;064179000418;"
    "0914 630 552;H21.12;31.635.000 đ;bỏ qua\n"
    "H21.12.34-261124-0008;24/11/2026;Một trạng thái lạ;Siu H’Bia;;;H21.12;;\n"
    "H21.12.34-269924-0009;24/11/2026;2;Ksor Thul;;0914 630 553;H21.12;;\n"
    "G99.12.34-261124-0010;24/11/2026;2;Nay Krêl;;0914 630 553;G99;;\n";

TEST_F(ImportTest, KeepsGoodRowsAndNamesTheOthers)
{
    const auto report = run(csv);
    EXPECT_EQ(report.rows, 4);
    EXPECT_EQ(report.stored, 2);
    EXPECT_EQ(report.refused, 2);
    EXPECT_EQ(report.doubtful, 2); // the second row, and the fourth has no identity number
    std::vector<std::string> said;
    for (const auto& remark : report.remarks)
        said.push_back(std::to_string(remark.line) + " " + remark.field);
    EXPECT_THAT(
        said, ::testing::IsSupersetOf(
                  {"3 Trạng thái", "3 Số điện thoại", "3 Số căn cước", "4 Mã hồ sơ", "5 Mã cơ quan"}
              )
    );
}

TEST_F(ImportTest, TheSameFileTwiceChangesNothing)
{
    run(csv);
    const auto again = run(csv);
    EXPECT_EQ(again.stored, 0);
    EXPECT_EQ(again.repeated, 2);
}

TEST_F(ImportTest, JsonLinesAreTheItemsOfTheFeed)
{
    const auto report = run(
        R"({"event_id":"a","dossier_code":"H21.12.34-261124-0007","occurred_at":"2026-11-24T08:12:00+07:00","state":2,"agency_id":"H21.12","owner":{"name":"X","identity_number":"064179000418"},"phone":"0914630552"})"
        "\n\nno json\n"
    );
    EXPECT_EQ(report.stored, 1);
    EXPECT_EQ(report.refused, 1);
    EXPECT_EQ(report.remarks.front().line, 3);
}

constexpr pg::Query stored_query{"test.stored", R"sql(
    SELECT code, to_char(state_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI:SS'),
           coalesce(to_char(due_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI:SS'), ''),
           coalesce((SELECT kind FROM phone WHERE phone.id = dossier.phone_id), 'none')
      FROM dossier ORDER BY code
)sql"};

/// Each file stands for its kind: what offices' programs make of the same dossier.
TEST_F(ImportTest, TakesWhatIsSurelyMeant)
{
    const std::string heading = "Mã hồ sơ;Thời điểm;Trạng thái;Chủ hồ sơ;Số căn cước;Số điện "
                                "thoại;Mã cơ quan;Ngày hẹn trả\n";
    const auto row = [](int n, const std::string& at, const std::string& phone,
                        const std::string& due) {
        return fmt::format(
            "H21.12.34-261124-{:04};{};4;Rơ Châm H’Hoa;064179000418;{};H21.12;{}\n", n, at, phone,
            due
        );
    };
    const auto report =
        run("sep=;\n" + heading + row(1, "24/11/2026 02:12:00 CH", "0914630552", "25/11/2026") +
            row(2, "24/11/2026 2:12 PM", "\"=\"\"0914630552\"\"\"", "25/11/2026 16:30") +
            row(3, "24/11/2026 02:12:00 SA", "059.3824123", "") +
            row(4, "24/11/2026 08:12", "0914630552 (vợ)", "01/01/0001"));
    EXPECT_EQ(report.stored, 3);
    EXPECT_EQ(report.refused, 1) << "a day that is none";
    ASSERT_FALSE(report.remarks.empty());
    EXPECT_EQ(report.remarks.back().line, 6);
    EXPECT_EQ(report.remarks.back().written, "01/01/0001");
    auto tx = pool.begin();
    const auto stored = tx.exec(stored_query);
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < stored.size(); ++i)
        rows.push_back(
            fmt::format("{} {} {}", stored.text(i, 1), stored.text(i, 2), stored.text(i, 3))
        );
    EXPECT_THAT(
        rows, ElementsAre(
                  "2026-11-24 14:12:00 2026-11-25 23:59:59 mobile",
                  "2026-11-24 14:12:00 2026-11-25 16:30:00 mobile", "2026-11-24 02:12:00  none"
              )
    );
}

TEST_F(ImportTest, IsNeverHalfReadAndSaysWhatStandsThere)
{
    const std::string heading =
        "Mã hồ sơ;Thời điểm;Trạng thái;Chủ hồ sơ;Số điện thoại;Mã cơ quan;Số tiền\n";
    const std::vector<std::tuple<std::string, std::string, std::string>> wrong = {
        {"24/11/2026 08:12 XY", "50000", "24/11/2026 08:12 XY"},
        {"11/24/2026", "50000", "11/24/2026"},
        {"24/11/2026", "-500.000", "-500.000"},
        {"24/11/2026", "1,250 tỷ", "1,250 tỷ"},
        {"24/11/2026", "3,16E+07", "3,16E+07"},
    };
    std::string content = heading;
    int number = 0;
    for (const auto& [at, amount, written] : wrong)
        content += fmt::format(
            "H21.12.34-261124-{:04};{};6;Siu H’Bia;0914630552;H21.12;{}\n", ++number, at, amount
        );
    const auto report = run(content);
    EXPECT_EQ(report.stored, 0);
    EXPECT_EQ(report.refused, std::int64_t(wrong.size()));
    ASSERT_EQ(report.remarks.size(), wrong.size());
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        EXPECT_EQ(report.remarks[i].line, int(i) + 2);
        EXPECT_EQ(report.remarks[i].written, std::get<2>(wrong[i]));
    }
    EXPECT_EQ(report.remarks[3].field, "Số tiền");
    EXPECT_THAT(report.remarks[3].expected, ::testing::HasSubstr("1.250.000.000"));
}

TEST_F(ImportTest, AByteOrderMarkTakesNoEventAlong)
{
    const std::string event =
        R"({"event_id":"a","dossier_code":"H21.12.34-261124-0007","occurred_at":"2026-11-24T08:12:00+07:00","state":2,"agency_id":"H21.12"})";
    EXPECT_EQ(run("\xef\xbb\xbf" + event + "\n").stored, 1);
}

} // namespace
} // namespace tnung::gateway
