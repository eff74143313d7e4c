#include "registry/declaration/comparison.hpp"

#include "foundation/testing/data_file.hpp"
#include "registry/declaration/changes.hpp"
#include "registry/declaration/sample.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using testing::data_file;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = ComparedItem::Kind;

const Day today = *parse_iso_day("2026-12-15");

Form form(const std::string& id)
{
    return Form(id, data_file("forms/" + id + ".tsv"), data_file("forms/nd130-notes.tsv"));
}

class ComparisonTest : public ::testing::Test {
protected:
    Content written(std::string_view lines)
    {
        Content content;
        write_lines(content, annex, lines, today);
        return content;
    }
    Comparison compared(const Content& now) { return compare(before, annex, now, annex); }
    static std::vector<std::string> told(const Comparison& comparison)
    {
        constexpr std::array<const char*, 4> kinds = {"=", "~", "+", "−"};
        std::vector<std::string> lines;
        for (const auto& one : comparison.items)
            lines.push_back(fmt::format(
                "{} {} {} {}{}", one.list->number, kinds[std::size_t(one.kind)], one.name,
                one.more ? fmt::format("{}", *one.more) : "?", one.by_number ? " (số)" : ""
            ));
        return lines;
    }

    const Form annex = form("nd130-pl1");
    const Content before =
        written("general.declarant.post = Trưởng phòng\n"
                "general.children#be.name = Rơ Châm Y Bé\n"
                "assets.land.residential#a.address = Thửa 308, phường An Phú\n"
                "assets.land.residential#a.area = 312\n"
                "assets.land.residential#a.value = 1,15 tỷ\n"
                "assets.land.residential#a.certificate = CS 041 226 / Rơ Châm H’Hoa\n"
                "assets.land.residential#b.address = Thửa 12, xã Chư Sê\n"
                "assets.land.residential#b.value = 200 triệu\n"
                "assets.others.registered#xe.name = Ô tô\n"
                "assets.others.registered#xe.registration = 81A-338.12\n"
                "assets.others.registered#xe.value = 600 triệu\n"
                "assets.precious#vang.name = nhẫn\n"
                "assets.precious#vang.value = ~not_determinable / quà cưới");
};

TEST_F(ComparisonTest, TheSameDeclarationTwiceHasNoDifference)
{
    const auto comparison = compared(before);
    for (const auto& one : comparison.items) EXPECT_EQ(one.kind, Kind::same) << one.name;
    EXPECT_EQ(comparison.items.size(), 5u);
    EXPECT_EQ(comparison.grown, Money{0});
    EXPECT_EQ(comparison.unpriced, 0);
    EXPECT_THAT(comparison.once, IsEmpty());
}

TEST_F(ComparisonTest, WhatCameWentAndDiffersStandsInTheOrderOfThePaper)
{
    auto now = before;
    write_lines(
        now, annex,
        "general.declarant.post = Phó giám đốc\n"
        "assets.land.residential#a.area = 187,5\n"
        "assets.land.residential#a.value = 691 triệu\n"
        "assets.land.residential#b = gone\n"
        "assets.money#so.name = sổ tiết kiệm\n"
        "assets.money#so.value = 1,9 tỷ\n"
        "assets.income.total = 884 triệu",
        today
    );
    propose_changes(now, annex, before, annex);
    write_lines(now, annex, "changes.money#so = explained: tiền chuyển nhượng đất", today);
    const auto comparison = compared(now);
    EXPECT_THAT(
        told(comparison), ElementsAre(
                              "3 = Rơ Châm Y Bé ?", "1.1 ~ Thửa 308, phường An Phú -459000000",
                              "1.1 − Thửa 12, xã Chư Sê -200000000", "4 = nhẫn ?",
                              "5 + sổ tiết kiệm 1900000000", "7.1 = Ô tô 0"
                          )
    );
    EXPECT_EQ(comparison.grown, Money{1'900'000'000});
    EXPECT_EQ(comparison.gone, Money{659'000'000});
    EXPECT_EQ(comparison.income, Money{884'000'000});
    EXPECT_THAT(
        comparison.once,
        ElementsAre(ComparedField{"Chức vụ/chức danh công tác", "Trưởng phòng", "Phó giám đốc"})
    );
    EXPECT_EQ(comparison.items[4].explanation, "tiền chuyển nhượng đất");
    const auto& plot = comparison.items[1];
    EXPECT_EQ(plot.before, "1.150.000.000 đồng");
    EXPECT_EQ(plot.now, "691.000.000 đồng");
    ASSERT_EQ(plot.fields.size(), 2u);
    EXPECT_EQ(plot.fields[0], (ComparedField{"Diện tích", "312 m²", "187,5 m²"}));
}

/// Decree 130/2020/NĐ-CP, annex I: land of 500 million sold for 4,000; a flat of 3,500, a car of
/// 1,000, 500 saved; income 5,600, in which the 4,000 are.
TEST_F(ComparisonTest, OfTheOfficialExampleTheIncomeAccountsForAllThatCame)
{
    const auto then = written("assets.land.residential#a.address = Thửa 1\n"
                              "assets.land.residential#a.value = 500 triệu");
    const auto now = written("assets.houses.dwellings#h.address = Căn hộ\n"
                             "assets.houses.dwellings#h.value = 3,5 tỷ\n"
                             "assets.others.registered#xe.name = Ô tô\n"
                             "assets.others.registered#xe.value = 1 tỷ\n"
                             "assets.money#so.name = sổ tiết kiệm\n"
                             "assets.money#so.value = 500 triệu\n"
                             "assets.income.total = 5,6 tỷ");
    const auto comparison = compare(then, annex, now, annex);
    EXPECT_EQ(comparison.grown, Money{5'000'000'000});
    EXPECT_EQ(comparison.gone, Money{500'000'000});
    EXPECT_EQ(comparison.income, Money{5'600'000'000});
}

/// Sold for what it had cost, and twice as much bought: its old value is not counted again.
TEST_F(ComparisonTest, WhatWasSoldIsNotCountedTwice)
{
    const auto then = written("assets.land.residential#a.address = Thửa 1\n"
                              "assets.land.residential#a.value = 2 tỷ");
    const auto now = written("assets.land.residential#b.address = Thửa 2\n"
                             "assets.land.residential#b.value = 4 tỷ\n"
                             "assets.income.total = 2,2 tỷ");
    const auto comparison = compare(then, annex, now, annex);
    EXPECT_EQ(comparison.grown.dong - comparison.income->dong, 1'800'000'000);
}

TEST_F(ComparisonTest, MoneyThatWasSpentIsThere)
{
    const auto then = written("assets.money#so.name = sổ tiết kiệm\n"
                              "assets.money#so.value = 1 tỷ");
    const auto now = written("assets.others.registered#xe.name = Ô tô\n"
                             "assets.others.registered#xe.value = 900 triệu");
    const auto comparison = compare(then, annex, now, annex);
    EXPECT_EQ(comparison.grown, Money{-100'000'000});
    EXPECT_EQ(comparison.gone, Money{0});
}

TEST_F(ComparisonTest, WhatWasWrittenDownAnewIsTheSameThingByItsNumber)
{
    auto now = before;
    write_lines(
        now, annex,
        "assets.land.residential#a = gone\n"
        "assets.land.residential#moi.address = Thửa 308, tờ 41, phường An Phú\n"
        "assets.land.residential#moi.area = 312\n"
        "assets.land.residential#moi.value = 1,15 tỷ\n"
        "assets.land.residential#moi.certificate = CS 041 226 / Rơ Châm H’Hoa\n"
        "assets.others.registered#xe = gone\n"
        "assets.others.registered#xe2.name = Ô tô\n"
        "assets.others.registered#xe2.registration = 81A-999.99\n"
        "assets.others.registered#xe2.value = 600 triệu",
        today
    );
    const auto lines = told(compared(now));
    EXPECT_THAT(lines, ::testing::Contains("1.1 ~ Thửa 308, tờ 41, phường An Phú 0 (số)"));
    EXPECT_THAT(lines, ::testing::Contains("7.1 + Ô tô 600000000"));
    EXPECT_THAT(lines, ::testing::Contains("7.1 − Ô tô -600000000"))
        << "another plate, another car";
}

TEST_F(ComparisonTest, WhatHasNoAmountIsCountedAndNotSummed)
{
    auto now = before;
    write_lines(now, annex, "assets.precious#vang.value = 90 triệu", today);
    const auto comparison = compared(now);
    EXPECT_EQ(comparison.unpriced, 1);
    EXPECT_EQ(comparison.grown, Money{0});
    EXPECT_EQ(comparison.items[3].before, "không xác định được giá trị: quà cưới");
}

/// A paper of 2015 from the archive beside what was declared on the form of today.
TEST_F(ComparisonTest, AnOlderFormIsComparedWhereBothAskTheSame)
{
    const Form old(
        "tt08-2013", data_file("forms/tt08-2013.tsv"), data_file("forms/tt08-notes.tsv")
    );
    Content archived;
    write_lines(
        archived, old,
        "general.declarant.birth_year = 1979\n"
        "assets.land.residential#1.address = Thửa 308, phường An Phú, thành phố Pleiku\n"
        "assets.land.residential#1.value = 400 triệu\n"
        "assets.land.residential#1.certificate = CS 041 226 / Rơ Châm H’Hoa\n"
        "assets.registered#2.name = Ô tô\n"
        "assets.registered#2.registration = 81A-338.12\n"
        "assets.registered#2.value = 600 triệu\n"
        "assets.debts#3.name = vay Ngân hàng Nông nghiệp\n"
        "assets.debts#3.value = 100 triệu\n",
        today
    );
    const auto comparison = compare(archived, old, before, annex);
    EXPECT_THAT(
        told(comparison), ElementsAre(
                              "3 + Rơ Châm Y Bé ?", "1.1 ~ Thửa 308, phường An Phú 750000000 (số)",
                              "1.1 + Thửa 12, xã Chư Sê 200000000", "7.1 = Ô tô 0 (số)"
                          )
    );
    EXPECT_THAT(
        comparison.once,
        ElementsAre(ComparedField{"Chức vụ/chức danh công tác", "", "Trưởng phòng"})
    );
    std::vector<std::string> apart;
    for (const auto* list : comparison.apart) apart.push_back(list->path);
    EXPECT_THAT(apart, ElementsAre("assets.precious", "assets.debts"));
    EXPECT_EQ(comparison.grown, Money{950'000'000});
}

} // namespace
} // namespace tnung::registry
