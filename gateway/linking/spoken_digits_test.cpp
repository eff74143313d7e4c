#include "gateway/linking/spoken_digits.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

TEST(SpokenDigits, InASentenceAreTheOnlyGroupOfTheirLength)
{
    EXPECT_EQ(digits_within("Mã là 482913", 6), "482913");
    EXPECT_EQ(digits_within("mã: 482 913 ạ", 6), "482913");
    EXPECT_EQ(digits_within("482-913.", 6), "482913");
    EXPECT_EQ(digits_within("4 số cuối là 0418", 4), "0418");
    EXPECT_EQ(digits_within("482913 hay 482914", 6), std::nullopt);
    EXPECT_EQ(digits_within("0914630552", 6), std::nullopt);
    EXPECT_EQ(digits_within("mã đâu", 6), std::nullopt);
    EXPECT_EQ(digits_within("", 6), std::nullopt);
    EXPECT_EQ(digits_within(std::string(100'000, '1'), 6), std::nullopt);
}

TEST(SpokenDigits, AloneAreTheWholeText)
{
    EXPECT_EQ(digits_alone("482 913"), "482913");
    EXPECT_EQ(digits_alone(" 0418. "), "0418");
    EXPECT_EQ(digits_alone("14:30"), std::nullopt);
    EXPECT_EQ(digits_alone("8,500"), std::nullopt);
    EXPECT_EQ(digits_alone("0914 630 552"), "0914630552");
    for (const auto* text : {"mã 482913", "", "  ", "482913a", "#"})
        EXPECT_EQ(digits_alone(text), std::nullopt) << text;
    EXPECT_EQ(digits_alone(std::string(100'000, '1')), std::nullopt);
}

} // namespace
} // namespace tnung::gateway
