#include "registry/form/form_catalogue.hpp"

#include "foundation/testing/data_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <set>

namespace tnung::registry {
namespace {

using testing::data_file;
using ::testing::HasSubstr;
using What = Node::What;

std::string text_of(const std::string& name)
{
    return data_file(fmt::format("forms/{}.tsv", name));
}

Form form(const std::string& id)
{
    return Form(id, text_of(id), text_of("nd130-notes"));
}

void each(const std::vector<Node>& nodes, const std::function<void(const Node&)>& look)
{
    for (const auto& node : nodes) {
        look(node);
        each(node.below, look);
    }
}

/// The numbered headings as they stand on the paper.
std::vector<std::string> numbers(const Form& form)
{
    std::vector<std::string> all;
    each(form.parts(), [&](const Node& node) {
        if (!node.number.empty()) all.push_back(node.number);
    });
    return all;
}

/// As it would be at another place of a form.
Node without_place(Node node)
{
    node.index = 0;
    for (auto& below : node.below) below = without_place(std::move(below));
    return node;
}

std::string labels_below(const Form& form, std::string_view path)
{
    std::string all;
    for (const auto& node : form.find(path)->below) all += (all.empty() ? "" : "; ") + node.label;
    return all;
}

TEST(FormND130, AnnexOneHasItsHeadingsInTheirOrder)
{
    EXPECT_THAT(
        numbers(form("nd130-pl1")),
        ::testing::ElementsAre(
            "I", "1", "2", "3", "II", "1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1", "3.2",
            "3.3", "4", "5", "6", "6.1", "6.2", "6.3", "6.4", "7", "7.1", "7.2", "8", "9", "10",
            "III", "1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1", "3.2", "4", "5", "6", "6.1",
            "6.2", "6.3", "6.4", "7", "7.1", "7.2", "8", "9"
        )
    );
}

TEST(FormND130, AnnexTwoTellsChangesBeforeWhatIsNew)
{
    const auto annex = form("nd130-pl2");
    const auto all = numbers(annex);
    EXPECT_EQ(std::ranges::count(all, "III"), 1);
    EXPECT_LT(std::ranges::find(all, "II"), std::ranges::find(all, "III"));
    EXPECT_EQ(annex.find("changes")->number, "II");
    EXPECT_EQ(annex.find("assets")->number, "III");
    EXPECT_FALSE(annex.find("assets.income")); // described in the table of changes alone
    // Items have the same structure as in Annex I, so that the two can be compared.
    const auto first = form("nd130-pl1");
    ASSERT_EQ(annex.lists().size(), first.lists().size());
    for (const auto* list : first.lists())
        EXPECT_TRUE(without_place(*annex.find(list->path)) == without_place(*list)) << list->path;
    EXPECT_EQ(*annex.find("general"), *first.find("general"));
}

TEST(FormND130, ItemsAskWhatThePaperAsks)
{
    const auto annex = form("nd130-pl1");
    EXPECT_EQ(
        labels_below(annex, "assets.land.residential"),
        "Địa chỉ; Diện tích; Giá trị; Giấy chứng nhận quyền sử dụng; Thông tin khác (nếu có)"
    );
    EXPECT_EQ(
        labels_below(annex, "assets.houses.constructions"),
        "Tên công trình; Địa chỉ; Loại công trình; Cấp công trình; Diện tích; Giá trị; Giấy chứng "
        "nhận quyền sở hữu; Thông tin khác (nếu có)"
    );
    EXPECT_EQ(labels_below(annex, "assets.papers.capital"), "Hình thức góp vốn; Giá trị");
    EXPECT_EQ(
        labels_below(annex, "assets.accounts_abroad"),
        "Tên chủ tài khoản; Số tài khoản; Tên ngân hàng, chi nhánh ngân hàng, tổ chức nơi mở tài "
        "khoản"
    );
    EXPECT_THAT(
        annex.find("assets.houses.dwellings.house_kind")->options,
        ::testing::ElementsAre("căn hộ", "nhà ở riêng lẻ")
    );
    EXPECT_TRUE(annex.find("general.children.identity")->optional);
    EXPECT_FALSE(annex.find("general.declarant.identity")->optional);
    EXPECT_TRUE(annex.find("general.spouse")->may_be_none);
    EXPECT_TRUE(annex.find("changes")->may_be_none); // "Không có biến động"
    EXPECT_EQ(annex.find("changes")->not_in_kind, "first");
    EXPECT_EQ(
        annex.find("assets.land.residential.certificate")->none_words,
        "chưa được cấp giấy chứng nhận quyền sử dụng đất"
    );
    EXPECT_TRUE(
        annex.note(11).find(annex.find("assets.land.residential.certificate")->none_words) !=
        std::string::npos
    );
    EXPECT_EQ(
        labels_below(annex, "assets.income"),
        "Tổng thu nhập của người kê khai; Tổng thu nhập của vợ hoặc chồng; Tổng thu nhập của con "
        "chưa "
        "thành niên; Tổng các khoản thu nhập chung; Tổng thu nhập"
    );
    EXPECT_EQ(annex.lists().size(), 17u);
}

TEST(FormND130, EachNoteStandsAtSomethingAndLandHasNoThreshold)
{
    std::set<int> used;
    each(form("nd130-pl1").parts(), [&](const Node& node) {
        used.insert(node.notes.begin(), node.notes.end());
        const bool always = node.path.starts_with("assets.land") ||
                            node.path.starts_with("assets.houses") ||
                            node.path.find("abroad") != std::string::npos;
        EXPECT_TRUE(!always || node.counts == Node::Counts::all) << node.path;
    });
    for (int note = 1; note <= 32; ++note) EXPECT_TRUE(used.contains(note)) << note;
    EXPECT_EQ(form("nd130-pl1").notes().size(), 32u);
    EXPECT_EQ(form("nd130-pl1").find("assets.precious")->counts, Node::Counts::total);
    EXPECT_EQ(form("nd130-pl1").find("assets.papers.shares")->counts, Node::Counts::each);
}

TEST(FormND130, TheTableOfChangesIsAboutWhatIsDescribed)
{
    const auto annex = form("nd130-pl1");
    EXPECT_EQ(annex.find("changes.attached.trees")->taken_in, "assets.attached.forest");
    EXPECT_EQ(annex.find("changes.income")->number, "9");
    EXPECT_EQ(annex.find("assets.income")->number, "10"); // the same thing, another number
    for (const auto* list : annex.lists()) {
        const auto row = "changes" + list->path.substr(list->path.find('.'));
        const bool elsewhere =
            list->path == "assets.attached.forest" || list->path == "assets.accounts_abroad";
        EXPECT_EQ(annex.find(row) != nullptr, !elsewhere) << row;
    }
}

/// Each list of the older form is one of the newer, another's name for it, or told to be of its
/// own.
TEST(FormTT08, SaysWhichOfItsListsTheLaterFormHas)
{
    const Form old("tt08-2013", text_of("tt08-2013"), text_of("tt08-notes"));
    const auto later = form("nd130-pl1");
    EXPECT_THAT(
        numbers(old), ::testing::ElementsAre(
                          "I", "1", "2", "3", "II", "1", "a", "b", "2", "a", "b", "3", "4", "5",
                          "6", "7", "8", "9", "III", "1", "2", "3", "4", "5", "6", "7", "8", "9"
                      )
    );
    std::vector<std::string> apart;
    for (const auto* list : old.lists())
        if (!later.find_list(list->means())) apart.push_back(list->path);
    EXPECT_THAT(apart, ::testing::ElementsAre("assets.precious_and_papers", "assets.debts"));
    EXPECT_EQ(old.find_list("assets.others.registered"), old.find("assets.registered"));
    EXPECT_EQ(later.find_list("assets.others.registered")->path, "assets.others.registered");
    EXPECT_FALSE(later.find_list("assets.houses")) << "no list";
    EXPECT_EQ(old.lists_of_row(*old.find("changes.houses")).size(), 2u);
    EXPECT_THROW(
        Form(
            "test", "path\twhat\tnumber\tnotes\tlabel\ttype\tmore\na\tpart\tI\t\tX\t\tas:b\n",
            "note\ttext\n1\tMột\n"
        ),
        std::runtime_error
    ) << "lists alone mean another's";
}

TEST(Form, WhatIsWrongIsNamedByFileRowAndPath)
{
    const std::string head = "path\twhat\tnumber\tnotes\tlabel\ttype\tmore\n";
    const std::string notes = "note\ttext\n1\tMột\n";
    const std::string part = "a\tpart\tI\t\tPhần\t\t\n";
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"a\tpartt\t\t\tPhần\t\t\n", "no known kind of row"},
        {"\tpart\t\t\tPhần\t\t\n", "a path is needed"},
        {part + part, "once"},
        {"a\tpart\tI\t\t\t\t\n", "a label is needed"},
        {part + "a.b\tfield\t\t\tX\ttxt\t\n", "a known type"},
        {part + "a.b\tgroup\t\t\tX\ttext\t\n", "a known type"},
        {part + "a.b\tfield\t\t\tX\ttext\tmaybe\n", "'more' is not understood"},
        {part + "a.b\tfield\t\t\tX\tchoice\tone\n", "'more' is not understood"},
        {part + "a.b\tlist\t\t\tX\t\teach:\n", "'more' is not understood"},
        {part + "a.b\tfield\t\t\tX\tcertificate\t\n", "where there is none"},
        {part + "a.b\tfield\t\t\tX\tcertificate\tnone:\n", "'more' is not understood"},
        {part + "a.b\tfield\t\t\tX\ttext\toptional;maybe\n", "'more' is not understood"},
        {part + "a.b\tfield\t\t2\tX\ttext\t\n", "no such note"},
        {part + "a.b\tfield\t\t1,\tX\ttext\t\n", "no such note"},
        {part + "b.c\tfield\t\t\tX\ttext\t\n", "nothing stands above it"},
        {part + "a.b\tpart\t\t\tX\t\t\n", "it may not stand there"},
        {part + "a.b\tfield\t\t\tX\ttext\t\na.b.c\tfield\t\t\tX\ttext\t\n",
         "it may not stand there"},
        {"changes\tpart\t\t\tX\t\t\nchanges.gold\trow\t\t\tX\t\t\n", "which is not there"}};
    for (const auto& [rows, what] : wrong) {
        try {
            Form("test", head + rows, notes);
            ADD_FAILURE() << what << " is taken: " << rows;
        } catch (const std::runtime_error& error) {
            EXPECT_THAT(error.what(), HasSubstr(what)) << rows;
            EXPECT_THAT(error.what(), HasSubstr("test.tsv"));
        }
    }
    EXPECT_THROW(Form("test", head, "note\ttext\n1\tMột\n1\tHai\n"), std::runtime_error);
}

TEST(Thresholds, ChangeWithTheLaw)
{
    const Thresholds thresholds(data_file("declaration-thresholds.tsv"));
    const auto before = *parse_iso_day("2026-06-30"), after = *parse_iso_day("2026-07-01");
    EXPECT_EQ(thresholds.of("declared_value", before).amount, Money{50'000'000});
    EXPECT_EQ(thresholds.of("declared_value", after).amount, Money{150'000'000});
    EXPECT_EQ(thresholds.of("supplement", before).amount, Money{300'000'000});
    EXPECT_EQ(thresholds.of("supplement", after).amount, Money{1'000'000'000});
    EXPECT_TRUE(thresholds.of("explain", before).sure);
    EXPECT_FALSE(thresholds.of("explain", after).sure);
    EXPECT_THROW(thresholds.of("explain", *parse_iso_day("2019-06-30")), std::out_of_range);
    EXPECT_THROW(thresholds.of("nothing", after), std::out_of_range);
}

TEST(FormCatalogue, ChoosesByKindAndTheDayOfCompletion)
{
    const Thresholds thresholds(data_file("declaration-thresholds.tsv"));
    const FormCatalogue forms(data_file("declaration-forms.tsv"), thresholds, text_of);
    EXPECT_THAT(
        forms.kinds(),
        ::testing::ElementsAre("first", "annual", "personnel", "supplement", "candidate")
    );
    const auto old = forms.of("annual", *parse_iso_day("2025-12-15"));
    ASSERT_TRUE(old);
    EXPECT_EQ(old->form->id(), "nd130-pl1");
    EXPECT_TRUE(old->sure);
    const auto now = forms.of("annual", *parse_iso_day("2026-12-15"));
    ASSERT_TRUE(now);
    EXPECT_FALSE(now->sure) << "the form of Decree 164/2026 was not found";
    EXPECT_EQ(forms.of("supplement", *parse_iso_day("2024-12-15"))->form->id(), "nd130-pl2");
    const auto before = forms.of("annual", *parse_iso_day("2020-12-19"));
    ASSERT_TRUE(before) << "papers of archives are read by the form of their time";
    EXPECT_EQ(before->form->id(), "tt08-2013");
    EXPECT_FALSE(before->sure);
    EXPECT_FALSE(forms.of("annual", *parse_iso_day("2013-12-15")));
    EXPECT_FALSE(forms.of("monthly", *parse_iso_day("2026-12-15")));
    EXPECT_EQ(forms.find("nd130-pl2"), forms.of("supplement", *parse_iso_day("2024-12-15"))->form);
}

TEST(FormCatalogue, ANewFormIsADataFile)
{
    const Thresholds thresholds(data_file("declaration-thresholds.tsv"));
    auto changed = text_of("nd130-pl1");
    const std::string old = "each:declared_value";
    std::map<std::string, std::string> added = {
        {"nd164-a", changed}, {"nd164-notes", text_of("nd130-notes")}};
    const auto all = [&](const std::string& name) {
        const auto found = added.find(name);
        return found == added.end() ? text_of(name) : found->second;
    };
    const auto rows = data_file("declaration-forms.tsv") +
                      "2026-12-01\tannual\tnd164-a\tBẢN KÊ KHAI\thằng năm\tyes\tNghị định 164\n";
    const FormCatalogue forms(rows, thresholds, all);
    EXPECT_EQ(forms.of("annual", *parse_iso_day("2026-11-30"))->form->id(), "nd130-pl1");
    EXPECT_EQ(forms.of("annual", *parse_iso_day("2026-12-01"))->form->id(), "nd164-a");
    changed.replace(changed.find(old), old.size(), "each:no_such_one");
    added["nd164-a"] = changed;
    EXPECT_THROW(FormCatalogue(rows, thresholds, all), std::runtime_error);
    added.erase("nd164-a");
    EXPECT_THROW(FormCatalogue(rows, thresholds, all), std::runtime_error);
}

} // namespace
} // namespace tnung::registry
