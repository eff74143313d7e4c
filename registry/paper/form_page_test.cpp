#include "registry/paper/form_page.hpp"

#include "foundation/testing/data_file.hpp"
#include "registry/declaration/changes.hpp"
#include "registry/paper/form_input.hpp"
#include "registry/paper/paper_view.hpp"

#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using testing::data_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class FormPageTest : public ::testing::Test {
protected:
    const FormPage& page(std::string_view slug) const { return *find_page(pages, slug); }
    int at(std::string_view path) const { return form.find(path)->index; }
    std::string name(char kind, std::string_view path, std::string_view item = "") const
    {
        return input_name(kind, at(path), item);
    }
    std::string act(std::string_view slug, const std::string& what, const Posted& posted = {})
    {
        take_page(content, form, page(slug), posted, today);
        const Judged judged{form, content, "annual", today, nullptr, nullptr};
        return do_act(content, form, page(slug), parse_act(what), posted, judged);
    }
    const std::vector<Item>& items(std::string_view path) { return content.lists[at(path)].items; }

    const Form form{
        "nd130-pl1", data_file("forms/nd130-pl1.tsv"), data_file("forms/nd130-notes.tsv")};
    const std::vector<FormPage> pages = form_pages(form, "annual");
    const Day today = *parse_iso_day("2026-12-01");
    Content content;
};

TEST_F(FormPageTest, EveryHeadingOfThePaperIsOnOneScreen)
{
    std::vector<std::string> slugs;
    for (const auto& one : pages) slugs.push_back(one.slug);
    EXPECT_THAT(
        slugs, ElementsAre(
                   "chung", "land", "houses", "attached", "precious", "money", "papers", "others",
                   "abroad", "accounts_abroad", "income", "changes"
               )
    );
    for (const auto* node : form.nodes()) {
        if (node->what != Node::What::list && node->what != Node::What::group) continue;
        int shown = 0;
        for (const auto& one : pages) shown += int(std::ranges::count(one.nodes, node));
        EXPECT_EQ(shown, 1) << node->path;
        EXPECT_TRUE(std::ranges::count(page_of(pages, form, node->below[0].index).nodes, node));
    }
    EXPECT_EQ(find_page(form_pages(form, "first"), "income"), nullptr) << "left out there";
}

TEST_F(FormPageTest, WhatIsTypedStaysWhetherItCanBeReadOrNot)
{
    act("chung", "save",
        {{name('f', "general.declarant.name"), "Rơ Châm H’Hoa"},
         {name('f', "general.declarant.born"), "31/02/1978"}});
    EXPECT_EQ(
        *content.fields.find_as<std::string>(*form.find("general.declarant.name")), "Rơ Châm H’Hoa"
    );
    EXPECT_EQ(typed_at(content, form, {at("general.declarant.born"), ""}).text, "31/02/1978");
    EXPECT_EQ(content.unread.size(), 1u);
    act("chung", "save", {{name('f', "general.declarant.born"), "28/02/1978"}});
    EXPECT_EQ(content.unread.size(), 0u);
    EXPECT_EQ(content.fields.all().size(), 2u) << "what was not posted stays";
}

TEST_F(FormPageTest, ItemsComeAndGoAndNothingIsAnAnswerToo)
{
    const auto* plots = "assets.land.residential";
    act("land", "save", {{name('n', plots), "1"}});
    EXPECT_TRUE(content.lists[at(plots)].none);
    EXPECT_EQ(act("land", "add:" + std::to_string(at(plots))), "");
    ASSERT_EQ(items(plots).size(), 1u);
    EXPECT_FALSE(content.lists[at(plots)].none);
    const auto id = items(plots)[0].id;
    act("land", "save",
        {{name('f', "assets.land.residential.value", id), "1,2 tỷ"},
         {name('h', "assets.land.residential.value", id), "estimated"},
         {name('f', "assets.land.residential.certificate", id), ""},
         {name('h', "assets.land.residential.certificate", id), "none"}});
    const auto* value =
        items(plots)[0].answers.find_as<Value>(*form.find("assets.land.residential.value"));
    ASSERT_TRUE(value);
    EXPECT_EQ(value->amount->dong, 1'200'000'000);
    EXPECT_TRUE(value->estimated);
    act("money", "remove:" + std::to_string(at(plots)) + ":" + id);
    EXPECT_EQ(items(plots).size(), 1u) << "another screen's";
    act("land", "remove:" + std::to_string(at(plots)) + ":" + id);
    EXPECT_EQ(items(plots).size(), 0u);
}

TEST_F(FormPageTest, WhatWasTakenOverIsConfirmedByAWordOrByAChange)
{
    const auto* plots = "assets.land.residential";
    auto& list = content.lists[at(plots)];
    for (const auto* id : {"a", "b", "c"}) {
        list.items.push_back({.id = id, .confirmed = false});
        list.items.back().answers.put(
            *form.find("assets.land.residential.address"), std::string("phường Diên Hồng")
        );
    }
    act("land", "save",
        {{name('k', plots, "a"), "1"},
         {name('f', "assets.land.residential.address", "a"), "phường Diên Hồng"},
         {name('f', "assets.land.residential.address", "b"), "phường An Phú"},
         {name('f', "assets.land.residential.address", "c"), "phường Diên Hồng"}});
    EXPECT_TRUE(items(plots)[0].confirmed);
    EXPECT_TRUE(items(plots)[1].confirmed);
    EXPECT_FALSE(items(plots)[2].confirmed);
}

TEST_F(FormPageTest, LinesOfChangesAreAddedByHand)
{
    const auto row = std::to_string(at("changes.land.residential"));
    EXPECT_THAT(
        act("changes", "add-change", {{"n-row", row}, {"n-value", "nhiều lắm"}}),
        HasSubstr("chưa đọc được")
    );
    EXPECT_NE(act("changes", "add-change", {{"n-row", std::to_string(at("assets.land"))}}), "");
    EXPECT_EQ(content.changes.size(), 0u);
    EXPECT_EQ(
        act("changes", "add-change",
            {{"n-row", row},
             {"n-sign", "loss"},
             {"n-quantity", "100 m²"},
             {"n-value", "850 triệu"},
             {"n-explanation", "bán"}}),
        ""
    );
    ASSERT_EQ(content.changes.size(), 1u);
    EXPECT_EQ(content.changes[0].sign, Change::Sign::loss);
    EXPECT_EQ(content.changes[0].value->amount->dong, 850'000'000);
    act("changes", "save", {{change_name(content, 0), "bán cho con gái"}});
    EXPECT_EQ(content.changes[0].explanation, "bán cho con gái");
    const auto paper = paper_view(form, content, "annual").markup();
    EXPECT_THAT(paper, HasSubstr("−850.000.000"));
    EXPECT_THAT(paper, HasSubstr("bán cho con gái"));
    act("changes", "next", {{"n-row", row}, {"n-quantity", "20 m²"}});
    EXPECT_EQ(content.changes.size(), 2u) << "typed, and another button pressed";
    act("changes", "remove-change:1");
    act("changes", "remove-change:7");
    act("changes", "remove-change:0");
    EXPECT_EQ(content.changes.size(), 0u);
}

TEST_F(FormPageTest, ThePaperSaysNothingBlankAndNoneApart)
{
    act("precious", "save", {{name('n', "assets.precious"), "1"}});
    const auto paper = paper_view(form, content, "annual").markup();
    EXPECT_THAT(paper, HasSubstr("Không có."));
    EXPECT_THAT(paper, HasSubstr("chưa ghi"));
    EXPECT_THAT(paper_view(form, content, "first").markup(), Not(HasSubstr("Tổng thu nhập giữa")));
}

TEST_F(FormPageTest, ActsThatNobodyKnowsAreNone)
{
    for (const auto* text :
         {"", ":", "add", "add:", "add:x", "add:99999999999", "add:-3", "remove:1",
          "remove-change:-1", "propose", "drop table"})
        act("land", text);
    EXPECT_TRUE(content.changes.empty());
}

} // namespace
} // namespace tnung::registry
