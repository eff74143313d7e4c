#include "registry/declaration/changes.hpp"
#include "registry/declaration/content.hpp"

#include "foundation/testing/data_file.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace tnung::registry {
namespace {

using testing::data_file;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Day today = *parse_iso_day("2020-12-15");

Form form(const std::string& id)
{
    return Form(id, data_file("forms/" + id + ".tsv"), data_file("forms/nd130-notes.tsv"));
}

/// Annex I as a person fills it.
class ContentTest : public ::testing::Test {
protected:
    const Node& node(std::string_view path) { return *annex.find(path); }
    void fill(
        Content& content, const std::string& path, const Typed& typed, const std::string& item = ""
    )
    {
        const auto problem = write(content, annex, {node(path).index, item}, typed, today);
        ASSERT_FALSE(problem) << path << ": " << problem->words;
    }
    std::string an_item(
        Content& content, const std::string& list, const std::map<std::string, Typed>& typed,
        const std::string& id
    )
    {
        EXPECT_EQ(add_item(content, node(list), id), id);
        for (const auto& [field, one] : typed) fill(content, list + "." + field, one, id);
        return id;
    }
    /// `1.1 − 100 m², 500.000.000: explanation`
    std::vector<std::string> table(const std::vector<Change>& changes)
    {
        std::vector<std::string> lines;
        for (const auto& change : changes) {
            const auto& row = annex.at(change.row);
            auto line =
                row.number + (change.sign == Change::Sign::gain ? " +" : " −") + change.quantity;
            if (change.value)
                line += " | " + printed(*node("assets.precious").field("value"), *change.value);
            if (!change.explanation.empty()) line += " | " + change.explanation;
            lines.push_back(line);
        }
        return lines;
    }

    const Form annex = form("nd130-pl1");
};

TEST_F(ContentTest, WhatCannotBeReadStaysAsTyped)
{
    Content content;
    const Place born{node("general.declarant.born").index, ""};
    EXPECT_TRUE(write(content, annex, born, {.text = "5/13/1979"}, today));
    EXPECT_EQ(typed_at(content, annex, born).text, "5/13/1979");
    EXPECT_EQ(content.fields.find(annex.at(born.field)), nullptr);
    EXPECT_FALSE(write(content, annex, born, {.text = "5/3/1979"}, today));
    EXPECT_EQ(typed_at(content, annex, born).text, "05/03/1979");
    EXPECT_TRUE(content.unread.empty());
    // Emptied again: it says what is missing, and keeps nothing.
    EXPECT_TRUE(write(content, annex, born, {}, today));
    EXPECT_EQ(typed_at(content, annex, born).text, "");
    EXPECT_TRUE(content.unread.empty());
}

TEST_F(ContentTest, NothingAndSomethingExcludeEachOther)
{
    Content content;
    const auto& gold = node("assets.precious");
    EXPECT_TRUE(say_none(content, gold, true));
    EXPECT_TRUE(content.lists[gold.index].none);
    an_item(content, "assets.precious", {{"name", {"vàng miếng"}}}, "a");
    EXPECT_FALSE(content.lists[gold.index].none);
    EXPECT_FALSE(say_none(content, gold, true));
    EXPECT_TRUE(remove_item(content, annex, gold, "a"));
    EXPECT_TRUE(say_none(content, gold, true));
    // A spouse likewise.
    const auto& spouse = node("general.spouse");
    EXPECT_TRUE(say_none(content, spouse, true));
    fill(content, "general.spouse.name", {"Nay H’Ban"});
    EXPECT_THAT(content.none, IsEmpty());
    EXPECT_FALSE(say_none(content, spouse, true));
    EXPECT_FALSE(say_none(content, node("general.declarant"), true)); // everybody is somebody
}

TEST_F(ContentTest, AnItemGoesWithWhatWasTypedInIt)
{
    Content content;
    const auto& list = node("assets.land.residential");
    an_item(content, list.path, {{"address", {"45 Hai Bà Trưng, phường Pleiku"}}}, "a");
    an_item(content, list.path, {}, "b");
    write(content, annex, {list.field("area")->index, "a"}, {.text = "hai sào"}, today);
    write(content, annex, {list.field("area")->index, "b"}, {.text = "ba sào"}, today);
    EXPECT_TRUE(remove_item(content, annex, list, "a"));
    EXPECT_FALSE(remove_item(content, annex, list, "a"));
    EXPECT_EQ(content.unread.size(), 1u);
    EXPECT_THROW(
        write(content, annex, {list.field("area")->index, "a"}, {.text = "1"}, today),
        std::out_of_range
    );
    for (std::size_t i = 0; i < items_max - 1; ++i)
        EXPECT_TRUE(add_item(content, list, std::to_string(i)));
    EXPECT_EQ(add_item(content, list, "one too many"), std::nullopt);
}

TEST_F(ContentTest, NextYearsDraftIsLastYearsItemByItem)
{
    Content last;
    fill(last, "head.completed", {"10/12/2019"});
    fill(last, "general.declarant.name", {"Rơ Châm H’Hoa"});
    say_none(last, node("general.spouse"), true);
    say_none(last, node("assets.precious"), true);
    fill(last, "assets.income.total", {"300 triệu"});
    an_item(last, "assets.land.residential", {{"area", {"120"}}}, "plot");
    const auto now = taken_over(last, annex, annex);
    EXPECT_EQ(
        typed_at(now, annex, {node("general.declarant.name").index, ""}).text, "Rơ Châm H’Hoa"
    );
    EXPECT_TRUE(now.none.contains(node("general.spouse").index));
    const auto* plot = find_item(now, node("assets.land.residential"), "plot");
    ASSERT_TRUE(plot);
    EXPECT_FALSE(plot->confirmed);
    // The day, the income, and that there was nothing are said anew.
    EXPECT_EQ(typed_at(now, annex, {node("head.completed").index, ""}).text, "");
    EXPECT_EQ(typed_at(now, annex, {node("assets.income.total").index, ""}).text, "");
    EXPECT_FALSE(now.lists.contains(node("assets.precious").index));
    // A supplementary declaration describes only what came since.
    const auto supplement = form("nd130-pl2");
    const auto added = taken_over(last, annex, supplement);
    EXPECT_THAT(added.lists, IsEmpty());
    EXPECT_NE(added.fields.find(*supplement.find("general.declarant.name")), nullptr);
}

TEST_F(ContentTest, TheOfficialWorkedExampleGivesItsRows)
{
    // Decree 130/2020, annex I, example in the notes: 16/12/2019 to 15/12/2020.
    Content before, now;
    const std::map<std::string, Typed> plot = {
        {"address", {"thôn 2, xã Diên Phú, thành phố Pleiku, tỉnh Gia Lai"}},
        {"area", {"100"}},
        {"value", {"500 triệu"}},
        {"certificate", {"CB 112233", "", "Nguyễn Văn A"}}};
    an_item(before, "assets.land.residential", plot, "plot");
    say_none(now, node("assets.land.residential"), true);
    an_item(
        now, "assets.houses.dwellings",
        {{"house_kind", {"căn hộ"}}, {"area", {"100"}}, {"value", {"3,5 tỷ"}}}, "flat"
    );
    an_item(
        now, "assets.money",
        {{"name", {"sổ tiết kiệm"}}, {"amount", {"500 triệu"}}, {"value", {"500 triệu"}}}, "book"
    );
    an_item(
        now, "assets.others.registered",
        {{"name", {"ô tô"}}, {"registration", {"81A-123.45"}}, {"value", {"1 tỷ"}}}, "car"
    );
    fill(
        now, "assets.income.total", {"5,6 tỷ"}
    ); // 600 million, 1,000 million, and 4,000 of the sale
    propose_changes(now, annex, before, annex);
    EXPECT_THAT(
        table(now.changes),
        ElementsAre(
            "1.1 −100 m² | 500.000.000 đồng", "2.1 +100 m² | 3.500.000.000 đồng",
            "5 +1 sổ tiết kiệm | 500.000.000 đồng", "7.1 +1 ô tô 81A-123.45 | 1.000.000.000 đồng",
            "9 + | 5.600.000.000 đồng"
        )
    );
    // Proposed anew, explanations stay where they were said, and his own lines stay.
    now.changes[1].explanation = "tiền bán đất";
    now.changes.push_back(
        {.row = node("changes.precious").index,
         .quantity = "2 cây vàng",
         .explanation = "mua rồi bán"}
    );
    fill(now, "assets.houses.dwellings.value", {"3,6 tỷ"}, "flat");
    propose_changes(now, annex, before, annex);
    EXPECT_THAT(
        table(now.changes),
        ElementsAre(
            "1.1 −100 m² | 500.000.000 đồng", "2.1 +100 m² | 3.600.000.000 đồng | tiền bán đất",
            "4 +2 cây vàng | mua rồi bán", "5 +1 sổ tiết kiệm | 500.000.000 đồng",
            "7.1 +1 ô tô 81A-123.45 | 1.000.000.000 đồng", "9 + | 5.600.000.000 đồng"
        )
    );
}

TEST_F(ContentTest, TheSameThingDiffersInAreaOrValueAlone)
{
    Content before, now;
    const std::map<std::string, Typed> plot = {{"area", {"100"}}, {"value", {"500 triệu"}}};
    for (auto* content : {&before, &now}) {
        an_item(*content, "assets.land.residential", plot, "same");
        an_item(*content, "assets.land.residential", plot, "wider");
        an_item(*content, "assets.houses.dwellings", plot, "rebuilt");
        an_item(
            *content, "assets.precious", {{"quantity", {"5 cây vàng"}}, {"value", {"400 triệu"}}},
            "gold"
        );
        an_item(
            *content, "assets.attached.forest",
            {{"area", {"5.000"}}, {"value", {"", "not_determinable", "rừng ông bà để lại"}}},
            "forest"
        );
    }
    fill(now, "assets.land.residential.area", {"140"}, "wider");
    fill(now, "assets.houses.dwellings.value", {"900 triệu", "estimated"}, "rebuilt");
    fill(now, "assets.precious.quantity", {"3 cây vàng"}, "gold");
    fill(now, "assets.precious.value", {"240 triệu"}, "gold");
    fill(now, "assets.attached.forest.area", {"4.000"}, "forest");
    EXPECT_THAT(
        table(changes_between(before, annex, now, annex)),
        ElementsAre(
            "1.1 +40 m²", "2.1 + | 400.000.000 đồng (giá trị ước tính)", "3.1 −1.000 m²",
            "4 −3 cây vàng (trước: 5 cây vàng) | 160.000.000 đồng"
        )
    );
    EXPECT_THAT(changes_between(before, annex, before, annex), IsEmpty());
    // Less of it and worth more: what grew is told as such.
    fill(now, "assets.precious.value", {"700 triệu"}, "gold");
    EXPECT_THAT(
        table(changes_between(before, annex, now, annex)),
        ::testing::IsSupersetOf({"4 −3 cây vàng (trước: 5 cây vàng)", "4 + | 300.000.000 đồng"})
    );
    // After a supplementary declaration alone nobody can say what is new.
    const auto supplement = form("nd130-pl2");
    EXPECT_THAT(changes_between(Content(), supplement, now, annex), IsEmpty());
}

} // namespace
} // namespace tnung::registry
