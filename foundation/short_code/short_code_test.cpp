#include "foundation/short_code/short_code.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace tnung::short_code {
namespace {

constexpr std::array<Kind, 2> kinds = {{{'D', 5}, {'C', 6}}};

TEST(ShortCode, IsALetterDrawnCharactersAndACheck)
{
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto code = draw(kinds[1]);
        ASSERT_EQ(code.size(), 8u);
        ASSERT_EQ(code.front(), 'C');
        ASSERT_EQ(code.find_first_of("01OILUZ"), std::string::npos) << code;
        ASSERT_NE(code.find_first_of("23456789"), std::string::npos) << code;
        ASSERT_EQ(find(code, kinds), code);
        seen.insert(code);
    }
    EXPECT_GT(seen.size(), 990u);
}

TEST(ShortCode, EverySingleSlipAndEverySwapIsSeen)
{
    for (int i = 0; i < 40; ++i) {
        const auto code = draw(kinds[i % 2]);
        for (std::size_t at = 1; at < code.size(); ++at) {
            for (const char other : alphabet) {
                auto slip = code;
                slip[at] = other;
                ASSERT_EQ(find(slip, kinds).has_value(), other == code[at]) << code << " " << slip;
            }
            for (std::size_t with = at + 1; with < code.size(); ++with) {
                auto swapped = code;
                std::swap(swapped[at], swapped[with]);
                ASSERT_EQ(find(swapped, kinds).has_value(), swapped == code) << code << swapped;
            }
        }
    }
}

TEST(ShortCode, IsReadHoweverItIsTyped)
{
    const auto code = draw(kinds[1]);
    std::string lower;
    for (const char c : code) lower.push_back(char(std::tolower(c)));
    for (const auto& text :
         {shown(code), lower, "mã " + code + " ạ", "#" + code, "  " + shown(code) + ".",
          "https://dvc.example.vn/q/" + code,
          code.substr(0, 2) + " " + code.substr(2, 3) + "." + code.substr(5),
          "Mã của tôi là: " + code.substr(0, 4) + "–" + code.substr(4)})
    {
        const auto found = find(text, kinds);
        ASSERT_TRUE(found) << text;
        EXPECT_EQ(*found, code) << text;
        EXPECT_EQ(found->front(), 'C');
    }
    EXPECT_TRUE(is_alone(" " + shown(code) + " ", kinds));
    EXPECT_FALSE(is_alone("mã " + code, kinds));
}

TEST(ShortCode, WhatIsNoCodeIsNone)
{
    const auto one = draw(kinds[0]);
    auto another = draw(kinds[0]);
    while (another == one) another = draw(kinds[0]);
    EXPECT_FALSE(find(one + " hay " + another, kinds)); // which one is meant?
    EXPECT_TRUE(find(one + ", " + one, kinds));
    for (const auto* text :
         {"", " ", "\xff\xfe", "CHAOBAN", "can bo oi", "0914630552", "DDDDDDD", "D"})
        EXPECT_FALSE(find(text, kinds)) << text;
    EXPECT_FALSE(find(std::string(100'000, 'D'), kinds));
    EXPECT_FALSE(is_alone(std::string(100'000, '2'), kinds));
    EXPECT_FALSE(find(draw({'T', 5}), kinds)); // of a kind that nobody asked for
}

TEST(ShortCode, AMistypedOneLooksLikeOne)
{
    auto code = draw(kinds[1]);
    code.back() = code.back() == '2' ? '3' : '2';
    EXPECT_FALSE(find(code, kinds));
    EXPECT_TRUE(looks_like("c0oo1234", kinds));
    for (const auto* text : {"", "đất 44 m2", "CHAOBANN", "T7F3QX8M", "0914630552"})
        EXPECT_FALSE(looks_like(text, kinds)) << text;
}

TEST(ShortCode, IsShownInGroupsOfFour)
{
    EXPECT_EQ(shown("D7F3QX8M"), "D7F3-QX8M");
    EXPECT_EQ(shown("D7F3QX8"), "D7F3-QX8");
    EXPECT_EQ(shown(""), "");
}

} // namespace
} // namespace tnung::short_code
