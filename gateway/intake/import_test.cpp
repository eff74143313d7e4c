#include "gateway/intake/import.hpp"

#include "foundation/testing/data_file.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/migrations/migrations.hpp"

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
        return import.run(*senders.of_key(key), file, now, [](auto) {});
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
        said,
        ::testing::IsSupersetOf(
            {"3 /state", "3 /phone", "3 /owner/identity_number", "4 /dossier_code", "5 agency_id"}
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

} // namespace
} // namespace tnung::gateway
