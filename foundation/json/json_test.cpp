#include "foundation/json/json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tnung::json {
namespace {

TEST(Parse, TakesExactlyOneValue)
{
    EXPECT_TRUE(parse("{\"a\":1} \n"));
    for (const auto* bad : {"", "{", "{} {}", "{}x", "[1,]", "nul"})
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

TEST(Reader, TakesWhatProgramsWriteForNoDateAsMissing)
{
    for (const auto* none :
         {"0001-01-01T00:00:00+07:00", "0001-01-01T00:00:00Z", "00010101000000",
          "9999-12-31T23:59:59-07:00", "9999-12-31T23:59:59.9999999+07:00", "1970-01-01T00:00:00Z",
          "1900-01-01T00:00:00+07:00"})
    {
        const auto value = *parse(fmt::format(R"({{"at":"{}"}})", none));
        Reader reader(value);
        EXPECT_FALSE(reader.optional_instant("at")) << none;
        EXPECT_FALSE(reader.optional_due("at")) << none;
        EXPECT_TRUE(reader.ok()) << none;
        (void)reader.instant("at");
        EXPECT_FALSE(reader.ok()) << none;
    }
    for (const auto* none : {"0001-01-01", "9999-12-31"}) {
        const auto value = *parse(fmt::format(R"({{"at":"{}"}})", none));
        Reader reader(value);
        EXPECT_FALSE(reader.optional_day("at")) << none;
        EXPECT_FALSE(reader.optional_due("at")) << none;
        EXPECT_TRUE(reader.ok()) << none;
    }
}

TEST(Reader, RefusesYearsThatNobodyMeans)
{
    for (const auto* odd : {"0026-11-24", "2926-11-24", "1026-11-24T00:00:00+07:00"}) {
        const auto value = *parse(fmt::format(R"({{"at":"{}"}})", odd));
        Reader reader(value);
        EXPECT_FALSE(reader.optional_day("at"));
        ASSERT_EQ(reader.errors().size(), 1u) << odd;
        EXPECT_EQ(reader.errors()[0].expected, "a year from 1900 to 2199");
    }
}

TEST(Reader, WhatIsDueOnADayIsDueAtItsEnd)
{
    for (const auto* due : {"2026-11-25", "2026-11-25T00:00:00+07:00", "20261125000000"}) {
        const auto value = *parse(fmt::format(R"({{"due":"{}"}})", due));
        Reader reader(value);
        EXPECT_EQ(iso_text(*reader.optional_due("due")), "2026-11-25T23:59:59.000000+07:00") << due;
    }
    const auto value = *parse(R"({"due":"2026-11-25T16:30:00+07:00"})");
    EXPECT_EQ(iso_text(*Reader(value).optional_due("due")), "2026-11-25T16:30:00.000000+07:00");
}

TEST(Reader, TakesWholeNumbersHoweverTheyAreWritten)
{
    const auto value = *parse(R"({"a":6.0,"b":31635000.0,"c":6.5,"d":1e300,"e":9.1e15,"f":"7"})");
    Reader reader(value);
    constexpr std::int64_t max = 1'000'000'000;
    EXPECT_EQ(reader.optional_integer("a", 0, max), 6);
    EXPECT_EQ(reader.optional_integer("b", 0, max), 31'635'000);
    EXPECT_EQ(reader.optional_integer("f", 0, max), 7);
    EXPECT_TRUE(reader.ok());
    for (const auto* name : {"c", "d", "e"}) EXPECT_FALSE(reader.optional_integer(name, 0, max));
    EXPECT_EQ(reader.errors().size(), 3u);
}

TEST(Parse, HalfALetterTakesNothingElseAlong)
{
    const auto value = parse(
        R"({"a":"x \ud83d","b":"\ud83d\ude00","c":"\ude00\ud83d","d":"\\ud83d","e":"\ud83dx","f":"\uD83D\u0041"})"
    );
    ASSERT_TRUE(value) << value.error().reason;
    const auto text = [&](const char* name) {
        return std::string(value->as_object().at(name).as_string());
    };
    EXPECT_EQ(text("a"), "x \xef\xbf\xbd");
    EXPECT_EQ(text("b"), "\xf0\x9f\x98\x80");
    EXPECT_EQ(text("c"), "\xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(text("d"), "\\ud83d") << "a backslash and letters";
    EXPECT_EQ(text("e"), "\xef\xbf\xbdx");
    EXPECT_EQ(
        text("f"), "\xef\xbf\xbd"
                   "A"
    );
    Reader reader(*value);
    EXPECT_FALSE(reader.optional_text("a", 100)) << "never into the store";
    EXPECT_TRUE(reader.optional_text("b", 100));
    EXPECT_EQ(reader.errors().size(), 1u);
    for (const auto* broken : {R"({"a":"\ud8)", R"({"a":"\)", R"({"a":"\ud83)"})
        EXPECT_FALSE(parse(broken)) << broken;
}

} // namespace
} // namespace tnung::json
