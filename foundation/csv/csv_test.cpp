#include "foundation/csv/csv.hpp"

#include <gmock/gmock.h>

namespace tnung {
namespace {

using ::testing::ElementsAre;

TEST(Csv, ReadsWhatOfficesSave)
{
    const auto file =
        read_csv("\xef\xbb\xbfMã;Tên\r\n1;\"Rơ Châm \"\"H’Hoa\"\"\r\ndòng hai\"\r\n\r\n2;x");
    ASSERT_EQ(file.rows.size(), 3u);
    EXPECT_THAT(file.rows[0].cells, ElementsAre("Mã", "Tên"));
    EXPECT_THAT(file.rows[1].cells, ElementsAre("1", "Rơ Châm \"H’Hoa\"\r\ndòng hai"));
    EXPECT_EQ(file.rows[2].line, 5);
    EXPECT_EQ(file.broken_line, 0);
    EXPECT_EQ(read_csv("a,b\n1,\"never closed\n2,3").broken_line, 2);
    EXPECT_EQ(read_csv(std::string(1000, ',')).broken_line, 1);
    EXPECT_TRUE(read_csv("").rows.empty());
}

} // namespace
} // namespace tnung
