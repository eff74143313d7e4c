#include "foundation/json/json.hpp"

#include <gtest/gtest.h>

namespace tnung::json {
namespace {

TEST(Parse, TakesExactlyOneValue)
{
    EXPECT_TRUE(parse("{\"a\":1} \n"));
    for (const auto* bad : {"", "{", "{} {}", "{}x", "[1,]", "nul", "\"\\ud800\""})
        EXPECT_FALSE(parse(bad)) << bad;
}

TEST(Parse, BoundsDepthAndLength)
{
    EXPECT_TRUE(parse(std::string(16, '[') + std::string(16, ']')));
    EXPECT_FALSE(parse(std::string(17, '[') + std::string(17, ']')));
    EXPECT_FALSE(parse("[1,2,3]", {.bytes_max = 3}));
}

TEST(Reader, NamesEveryWrongFieldAndWhatWasExpected)
{
    const auto value = parse(R"({"code":"","state":"12","at":"yesterday","name":5})");
    Reader reader(*value, "/events/3");
    reader.text("code", 40);
    reader.optional_integer("state", 1, 10);
    reader.instant("at");
    reader.optional_text("name", 100);
    ASSERT_EQ(reader.errors().size(), 4u);
    EXPECT_EQ(reader.errors()[0].field, "/events/3/code");
    EXPECT_EQ(reader.errors()[0].expected, "text of 1 to 40 characters");
    EXPECT_EQ(reader.errors()[1].expected, "a whole number from 1 to 10");
    EXPECT_EQ(reader.errors()[2].field, "/events/3/at");
}

TEST(Reader, CleansText)
{
    const auto value = parse("{\"name\":\"  Nguye\u0302\u0303n  Thị \"}");
    Reader reader(*value);
    EXPECT_EQ(reader.text("name", 100), "Nguyễn Thị");
    EXPECT_TRUE(reader.ok());
}

TEST(Json, PeeksAtATextWithoutBuildingTheRest)
{
    EXPECT_EQ(
        peek_text(R"({"a":[{"session":"x"}],"session":"abc","data":[)", "session", 10), "abc"
    );
    EXPECT_EQ(peek_text(R"({"session":"\u0061b"})", "session", 10), "ab") << "as parse reads it";
    for (const char* none :
         {"", "[]", "nonsense", R"({"a":{"session":"x"}})", R"({"session":7})",
          R"(["session","x"])", R"({"session":"longer than ten"})", R"({"session":["x"]})"})
        EXPECT_EQ(peek_text(none, "session", 10), "") << none;
}

} // namespace
} // namespace tnung::json
