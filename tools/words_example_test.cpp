// The words of tools/words_example.tsv, compiled as those of the gateway are.
#include "gateway/words/catalogue.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

TEST(Words, ALanguageIsAColumnAndVietnameseStandsInItsGaps)
{
    EXPECT_EQ(all_languages.size(), 3u);
    EXPECT_EQ(*parse_language("xx"), Language::xx);
    EXPECT_EQ(parse_language("xx?"), std::nullopt);
    EXPECT_EQ(Words(Language::xx).greeting("Hoa"), "X Hoa x.");
    EXPECT_EQ(Words(Language::xx).farewell(), "Hẹn gặp lại.");
    EXPECT_EQ(Words(Language::en).farewell(), "Goodbye.");
}

TEST(Words, LanguagesFollowEachOther)
{
    EXPECT_EQ(next_language(Language::vi), Language::en);
    EXPECT_EQ(next_language(Language::xx), Language::vi);
}

} // namespace
} // namespace tnung::gateway
