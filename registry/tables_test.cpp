#include "registry/tables.hpp"

#include "registry/form/form_catalogue.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include <unistd.h>

namespace tnung::registry {
namespace {

using ::testing::HasSubstr;

class TablesTest : public ::testing::Test {
protected:
    TablesTest() { std::filesystem::create_directories(folder); }
    ~TablesTest() override { std::filesystem::remove_all(folder); }
    void put(const std::string& name, const std::string& text)
    {
        std::ofstream(folder / name, std::ios::binary) << text;
    }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("tnung-tables-" + std::to_string(::getpid()));
};

TEST_F(TablesTest, TheProvincesOwnStandInThePlaceOfOurs)
{
    Tables ours("");
    put("declaration-thresholds.tsv", "của tỉnh");
    Tables tables(folder);
    EXPECT_EQ(tables.text("declaration-thresholds.tsv"), "của tỉnh");
    EXPECT_EQ(tables.text("declaration-thresholds.tsv"), "của tỉnh")
        << "as often as it is asked for";
    EXPECT_EQ(tables.text("holidays.tsv"), ours.text("holidays.tsv"));
    EXPECT_NO_THROW(tables.require_all_read());
    EXPECT_THROW(tables.text("nothing.tsv"), std::runtime_error);
    EXPECT_THROW(Tables(folder / "nothing"), std::runtime_error);
}

TEST_F(TablesTest, ASlipInANameIsTold)
{
    put("declaration-form.tsv", "");
    put("ghi chú.txt", "không phải bảng");
    Tables tables(folder);
    tables.text("declaration-forms.tsv");
    try {
        tables.require_all_read();
        ADD_FAILURE() << "a file that nothing reads is taken";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("declaration-form.tsv"));
    }
}

/// The form of a decree that comes: its file, its notes, a row of the catalogue; no program
/// changes.
TEST_F(TablesTest, ANewFormIsAFileOfTheProvinces)
{
    Tables ours("");
    put("nd164-a.tsv", ours.text("nd130-pl1.tsv"));
    put("nd164-b.tsv", ours.text("nd130-pl2.tsv"));
    put("nd164-notes.tsv", ours.text("nd130-notes.tsv"));
    put("declaration-forms.tsv",
        ours.text("declaration-forms.tsv") +
            "2026-12-01\tannual\tnd164-a\tBẢN KÊ KHAI\thằng năm\tyes\tNghị định 164\n"
            "2026-12-01\tsupplement\tnd164-b\tBẢN KÊ KHAI\tbổ sung\tyes\tNghị định 164\n");
    Tables tables(folder);
    const Thresholds thresholds(tables.text("declaration-thresholds.tsv"));
    const FormCatalogue forms(
        tables.text("declaration-forms.tsv"), thresholds,
        [&](const std::string& name) { return tables.text(name + ".tsv"); }
    );
    EXPECT_NO_THROW(tables.require_all_read());
    EXPECT_EQ(forms.of("annual", *parse_iso_day("2026-12-15"))->form->id(), "nd164-a");
}

} // namespace
} // namespace tnung::registry
