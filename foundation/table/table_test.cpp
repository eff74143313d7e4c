#include "foundation/table/table.hpp"

#include "foundation/spreadsheet/spreadsheet.hpp"
#include "foundation/text/encoding.hpp"

#include <gmock/gmock.h>

#include <set>

namespace tnung {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

bool is_heading(const std::string& cell)
{
    static const std::set<std::string> known = {"Mã số", "Họ và tên", "Chức vụ"};
    return known.contains(cell);
}

Table table(std::string_view bytes)
{
    auto read = read_table(bytes, is_heading);
    EXPECT_TRUE(read) << read.error().words;
    return read ? std::move(*read) : Table{};
}

std::string refused(std::string_view bytes)
{
    const auto read = read_table(bytes, is_heading);
    return read ? "" : read.error().words;
}

std::string utf16(std::u16string_view text, bool big)
{
    std::string bytes = big ? "\xfe\xff" : "\xff\xfe";
    for (const char16_t unit : text) {
        const char high = char(unit >> 8), low = char(unit & 0xff);
        bytes += big ? std::string{high, low} : std::string{low, high};
    }
    return bytes;
}

TEST(ReadTable, WhateverItWasSavedWith)
{
    for (const auto& bytes :
         {std::string("Mã số;Họ và tên\nGL-1;Rơ Châm H’Hoa\n"),
          std::string("\xef\xbb\xbfMã số;Họ và tên\r\nGL-1;Rơ Châm H’Hoa\r\n"),
          std::string("sep=;\nMã số;Họ và tên\nGL-1;Rơ Châm H’Hoa\n"),
          std::string("\"sep=|\"\r\nMã số|Họ và tên\r\n=\"GL-1\"|Rơ Châm H’Hoa"),
          utf16(u"Mã số\tHọ và tên\r\nGL-1\tRơ Châm H’Hoa\r\n", false),
          utf16(u"Mã số\tHọ và tên\nGL-1\tRơ Châm H’Hoa", true)})
    {
        const auto read = table(bytes);
        EXPECT_THAT(read.headings, ElementsAre("Mã số", "Họ và tên")) << bytes;
        ASSERT_EQ(read.rows.size(), 1u) << bytes;
        EXPECT_THAT(read.rows[0].cells, ElementsAre("GL-1", "Rơ Châm H’Hoa")) << bytes;
    }
    EXPECT_EQ(table("sep=;\nMã số;Họ và tên\nGL-1;a\n").rows[0].line, 3);
}

/// As Notepad of a Vietnamese Windows saved it: letters, then their tones.
TEST(ReadTable, Windows1258IsReadWhereItIsPlainlyVietnamese)
{
    const auto read = table("Ma\xde s\xf4\xec;Ho\xf2 v\xe0 t\xean;Ch\xfd\xec"
                            "c vu\xf2\n"
                            "GL-1;Nguy\xea\xden V\xe3n Th\xfd\xd2;\xd0i\xea\xecu\n");
    ASSERT_EQ(read.rows.size(), 1u);
    EXPECT_THAT(read.rows[0].cells, ElementsAre("GL-1", "Nguyễn Văn Thử", "Điếu"));
}

TEST(ReadTable, LettersThatNobodyIsSureOfAreNeverTaken)
{
    // TCVN3: "Nguyễn Văn Thành"; VNI: "Nguyễn Văn Thử"; Western Europe; a byte cut off; U+FFFD.
    for (const auto* bytes :
         {"M\xb7 sè;T\xaan\n1;Nguy\xd4n V\xa8n Th\xb5nh\n",
          "a;b\n1;Nguye\xe3n Va\xeen Th\xf6\xfb\n", "a;b\n1;Jos\xe9 Mu\xf1oz\n",
          "Mã số;Họ và tên\n1;Nguy\xe1\xbb\n"})
        EXPECT_THAT(refused(bytes), HasSubstr("CSV UTF-8")) << bytes;
    EXPECT_THAT(refused("Mã số;Họ và tên\n1;Nguy�n\n"), HasSubstr("đã mất dấu"));
}

TEST(ReadTable, TitlesStandAboveTheHeadings)
{
    const auto read =
        table("DANH SÁCH NGƯỜI KÊ KHAI;;\nNăm 2026;Mã số;\nMã số;Họ và tên;Chức vụ\nGL-1;a;b\n");
    EXPECT_THAT(read.headings, ElementsAre("Mã số", "Họ và tên", "Chức vụ"));
    ASSERT_EQ(read.rows.size(), 1u);
    EXPECT_EQ(read.rows[0].line, 4);
    const auto workbook = table(spreadsheet::xlsx(
        {.name = "Danh sách",
         .title = "Danh sách",
         .said = "Năm 2026",
         .columns = {{"Mã số", 10}, {"Họ và tên", 20}},
         .rows = {{"GL-1", "Rơ Châm H’Hoa"}}}
    ));
    EXPECT_THAT(workbook.headings, ElementsAre("Mã số", "Họ và tên"));
    EXPECT_EQ(workbook.rows.size(), 1u);
}

TEST(ReadTable, SaysWhatToDoWhereThereIsNone)
{
    EXPECT_THAT(refused(""), HasSubstr("không có dòng nào"));
    EXPECT_THAT(refused("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 xls"), HasSubstr("kiểu cũ"));
    EXPECT_THAT(refused("PK\x03\x04 broken"), HasSubstr("hỏng"));
    EXPECT_EQ(table("Mã số;Họ và tên\nGL-1;\"a\n").broken_line, 2);
}

} // namespace
} // namespace tnung
