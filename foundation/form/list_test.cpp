#include "foundation/form/list.hpp"

#include "foundation/base/embedded.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tnung::embedded {
std::span<const EmbeddedFile> desk_assets();
}

namespace tnung::forms {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Person {
    std::string name;
    std::int64_t dossiers = 0;
};

const Assets assets{embedded::desk_assets()};
const List<Person> people{
    {.name = "Người", .path = "/nguoi", .find = "Tên", .none = "Chưa có ai."},
    {{.name = "Tên", .value = [](const Person& one) { return one.name; }},
     {.name = "Hồ sơ",
      .value = [](const Person& one) { return one.dossiers; },
      .look = "num",
      .width = 8},
     {.name = "Việc", .value = {}, .shown = [](const Person&) { return "mở"; }, .width = 0}}};

ListAsked asked(const std::string& query)
{
    http::Request request;
    request.query = query;
    return list_asked(request);
}

std::string text(const std::vector<Person>& all, const std::string& query = "")
{
    return people.page(assets, all, asked(query)).markup();
}

std::vector<Person> many(int count)
{
    std::vector<Person> all;
    for (int i = 0; i < count; ++i) all.push_back({fmt::format("Siu {:03}", i), i});
    return all;
}

TEST(List, SaysThatThereIsNothingAndHowToSeeAllAgain)
{
    EXPECT_THAT(text({}), AllOf(HasSubstr("Chưa có ai."), Not(HasSubstr("<table"))));
    EXPECT_THAT(
        text({{"Đinh Thị Mẫu"}}, "q=kso%27r%3Cb%3E"),
        AllOf(HasSubstr("Không có dòng nào có"), Not(HasSubstr("<b>")), HasSubstr("Xem tất cả"))
    );
}

TEST(List, FindsWhateverMarksAreTyped)
{
    const std::vector<Person> all = {{"Rơ Châm H’Hoa"}, {"Đinh Thị Mẫu"}};
    EXPECT_THAT(
        text(all, "q=dinh+thi"), AllOf(HasSubstr("Đinh Thị Mẫu"), Not(HasSubstr("Rơ Châm")))
    );
    EXPECT_THAT(text(all, "q=R%C6%A1+Ch%C3%A2m"), HasSubstr("1–1 trong 1"));
}

TEST(List, SortsAsVietnameseDoesAndBothWays)
{
    const std::vector<Person> all = {{"Đinh", 2}, {"Ân", 11}, {"An", 3}, {"Dung", 1}};
    const auto order = [&](const std::string& query) {
        const auto shown = text(all, query);
        std::vector<std::pair<std::size_t, std::string>> places;
        for (const auto& one : all) places.emplace_back(shown.find(">" + one.name + "<"), one.name);
        std::ranges::sort(places);
        std::string names;
        for (const auto& [place, name] : places) names += name + " ";
        return names;
    };
    EXPECT_EQ(order("xep=1"), "An Ân Dung Đinh ");
    EXPECT_EQ(order("xep=-1"), "Đinh Dung Ân An ");
    EXPECT_EQ(order("xep=2"), "Dung Đinh An Ân ") << "as numbers";
    EXPECT_EQ(order(""), "Đinh Ân An Dung ") << "in its own order";
    for (const auto* odd : {"xep=3", "xep=99", "xep=x", "xep=-9223372036854775808"})
        EXPECT_EQ(order(odd), "Đinh Ân An Dung ") << odd;
    EXPECT_THAT(text(all, "xep=1"), HasSubstr(R"(aria-sort="ascending")"));
    EXPECT_THAT(text(all, "xep=1"), HasSubstr("/nguoi?xep=-1"));
    EXPECT_THAT(text(all), Not(HasSubstr("xep=3"))) << "nothing sorts by what is done";
}

TEST(List, TurnsPagesWithTrueTotalsAndKeepsWhatWasAsked)
{
    const auto all = many(120);
    EXPECT_THAT(
        text(all), AllOf(
                       HasSubstr("1–50 trong 120"), HasSubstr("/nguoi?trang=2"),
                       HasSubstr("Siu 049"), Not(HasSubstr("Siu 050"))
                   )
    );
    EXPECT_THAT(text(all, "trang=3"), AllOf(HasSubstr("101–120 trong 120"), HasSubstr("Siu 119")));
    for (const auto* odd : {"trang=99", "trang=9223372036854775807"})
        EXPECT_THAT(text(all, odd), HasSubstr("101–120 trong 120")) << odd;
    EXPECT_THAT(text(all, "trang=-1"), HasSubstr("1–50 trong 120"));
    EXPECT_THAT(
        text(all, "q=siu&xep=-2&trang=2"),
        AllOf(HasSubstr("Siu 069"), HasSubstr("/nguoi?q=siu&amp;xep=-2&amp;trang=3"))
    );
}

TEST(List, TheSheetHasAllRowsAndItsOwnColumns)
{
    spreadsheet::Sheet sheet;
    people.fill(sheet, many(120), asked("xep=-2"));
    ASSERT_EQ(sheet.columns.size(), 2u);
    ASSERT_EQ(sheet.rows.size(), 120u);
    EXPECT_EQ(std::get<std::int64_t>(sheet.rows.front().at(1)), 119);
}

} // namespace
} // namespace tnung::forms
