#include "registry/declaration/rules.hpp"

#include "foundation/base/tsv.hpp"
#include "foundation/testing/data_file.hpp"
#include "registry/declaration/changes.hpp"
#include "registry/declaration/content_json.hpp"
#include "registry/declaration/sample.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <stdexcept>

namespace tnung::registry {
namespace {

using testing::data_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

std::string form_text(const std::string& name)
{
    return data_file(fmt::format("forms/{}.tsv", name));
}

/// The rules as they are shipped, and the declaration that the examples change.
class RulesTest : public ::testing::Test {
protected:
    struct Written {
        const Form* form = nullptr;
        Content content;
    };
    struct Example {
        std::string_view rule, verdict, kind, before, lines, after;
        Day day;
    };

    Example example(std::size_t row) const
    {
        return {
            examples.at(row, "rule"),
            examples.at(row, "verdict"),
            examples.at(row, "kind"),
            examples.at(row, "before"),
            examples.at(row, "lines"),
            examples.at(row, "after"),
            parse_iso_day(examples.at(row, "day")).value_or(Day{})};
    }

    Written base(Day day) const
    {
        Written written{forms.find("nd130-pl1"), {}};
        write_lines(written.content, *written.form, example(0).lines, day);
        return written;
    }

    /// What the rules find in an example, in their words.
    std::multimap<std::string, std::string> findings(const Example& one) const
    {
        const auto* form = forms.of(one.kind, one.day)->form;
        auto before = base(one.day);
        write_lines(
            before.content, *before.form, "head.completed = 10/12/2025; head.agency = Sở Nội vụ",
            one.day
        );
        if (one.before != "=" && one.before != "-")
            write_lines(before.content, *before.form, one.before, one.day);
        auto now = base(one.day);
        now.form = form;
        if (form != before.form) {
            now.content = taken_over(now.content, *before.form, *form);
            for (const auto* list : form->lists()) say_none(now.content, *list, true);
            for (auto& [list, answer] : now.content.lists)
                for (auto& item : answer.items) item.confirmed = true;
            write_lines(now.content, *form, "head.completed = 10/12/2026", one.day);
        }
        write_lines(now.content, *form, one.lines, one.day);
        const bool has_before = one.before != "-";
        if (has_before) {
            propose_changes(now.content, *form, before.content, *before.form);
            if (form->find("assets.income"))
                write_lines(now.content, *form, example(0).after, one.day);
        }
        write_lines(now.content, *form, one.after, one.day);
        std::multimap<std::string, std::string> found;
        for (const auto& finding : rules.judge(
                 {*form, now.content, one.kind, one.day, has_before ? before.form : nullptr,
                  has_before ? &before.content : nullptr}
             ))
            found.emplace(finding.rule->id, finding_text(finding, *form));
        return found;
    }

    const Thresholds thresholds{data_file("declaration-thresholds.tsv")};
    const FormCatalogue forms{data_file("declaration-forms.tsv"), thresholds, form_text};
    const Rules rules{data_file("declaration-rules.tsv"), forms, thresholds};
    const std::string examples_text = data_file("declaration-rule-examples.tsv");
    const Tsv examples{"declaration-rule-examples.tsv", examples_text};
};

TEST_F(RulesTest, EachHoldsToItsExamples)
{
    std::map<std::string, std::pair<int, int>> seen; // passes, fails
    for (std::size_t row = 1; row < examples.size(); ++row) {
        const auto one = example(row);
        const auto found = findings(one);
        const bool fails = found.contains(std::string(one.rule));
        EXPECT_EQ(fails, one.verdict == "fails")
            << "example " << row << " of " << one.rule << ": " << one.before << " | " << one.lines;
        ++(fails ? seen[std::string(one.rule)].second : seen[std::string(one.rule)].first);
    }
    for (const auto& rule : rules.all()) {
        EXPECT_GT(seen[rule.id].first, 0) << rule.id << " has no example that passes";
        EXPECT_GT(seen[rule.id].second, 0) << rule.id << " has no example that fails";
    }
    EXPECT_EQ(seen.size(), rules.all().size());
}

TEST_F(RulesTest, ADeclarationThatIsInOrderIsLeftInPeace)
{
    EXPECT_THAT(
        findings({.kind = "annual", .before = "=", .day = *parse_iso_day("2026-12-15")}), IsEmpty()
    );
}

TEST_F(RulesTest, WordsSayWhatIsWrongAndWhatToDo)
{
    const auto said = [&](std::string_view lines) {
        const auto found = findings(
            {.kind = "annual", .before = "=", .lines = lines, .day = *parse_iso_day("2026-12-15")}
        );
        std::vector<std::string> words;
        for (const auto& [rule, text] : found) words.push_back(text);
        return words;
    };
    EXPECT_THAT(
        said("assets.papers.bonds = there"),
        ElementsAre("Mục “6.2. Trái phiếu” chưa trả lời: thêm tài sản, hoặc chọn “Không có”.")
    );
    EXPECT_THAT(
        said("assets.land.residential#plot.area = hai sào"),
        ::testing::Contains(HasSubstr("Ghi diện tích bằng mét vuông"))
    );
    EXPECT_THAT(
        said("general.children#an.identity = 052076001234"),
        ::testing::Contains("Số này trùng với số của Nguyễn Hữu Thắng. Mỗi người có số riêng.")
    );
    EXPECT_THAT(
        said("assets.others.registered#car.value = 120 triệu"),
        ::testing::Contains(HasSubstr("Dưới 150.000.000"))
    );
}

TEST_F(RulesTest, WhatIsKeptIsReadBackTheSame)
{
    const auto day = *parse_iso_day("2026-12-15");
    auto written = base(day);
    const auto& form = *written.form;
    write_lines(
        written.content, form,
        "general.children#an.identity_day = 31/2/2020; assets.precious#gold = unconfirmed", day
    );
    propose_changes(written.content, form, Content(), form);
    say_none(written.content, *form.find("assets.papers.bonds"), true);
    const auto text = content_text(written.content, form);
    const auto again = parse_content(text, form);
    ASSERT_TRUE(again) << again.error().field << ": " << again.error().expected;
    EXPECT_EQ(*again, written.content);
    // Another form's, a changed one, one cut short: refused, and named.
    const auto refused = [&](const std::string& from, const std::string& to) {
        auto changed = text;
        const auto at = changed.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        changed.replace(at, from.size(), to);
        const auto read = parse_content(changed, form);
        return read ? std::string() : read.error().field;
    };
    EXPECT_EQ(refused("nd130-pl1", "nd130-pl2"), "/form");
    EXPECT_EQ(
        refused("general.declarant.born", "general.declarant.burn"),
        "/fields/general.declarant.burn"
    );
    EXPECT_EQ(
        refused("\"dong\":850000000", "\"dong\":-1"),
        "/lists/assets.land.residential/0/answers/value"
    );
    EXPECT_EQ(refused("\"id\":\"plot\"", "\"id\":\"\""), "/lists/assets.land.residential/0/id");
    EXPECT_EQ(refused("\"sign\":\"+\"", "\"sign\":\"*\""), "/changes/0/sign");
    EXPECT_FALSE(parse_content(text.substr(0, text.size() / 2), form));
}

TEST_F(RulesTest, AnEmptyDraftIsToldWhatIsMissingOnceForEachThing)
{
    const auto& form = *forms.find("nd130-pl1");
    const Content nothing;
    const auto found = rules.judge({form, nothing, "first", *parse_iso_day("2026-12-15")});
    std::map<std::string, int> by_rule;
    for (const auto& finding : found) ++by_rule[finding.rule->id];
    // Spouse, children and 20 lists of assets; no income and no changes in a first declaration.
    EXPECT_EQ(by_rule["heading.answered"], 2 + int(form.lists().size()));
    EXPECT_EQ(by_rule["field.needed"], 3 + 8); // head, declarant
    EXPECT_EQ(by_rule.size(), 2u);
}

TEST_F(RulesTest, ASlipOfTheYearSwitchesNoRuleOff)
{
    const auto found = findings(
        {.kind = "annual",
         .before = "=",
         .lines = "head.completed = 10/12/2016; assets.papers.bonds = there",
         .day = *parse_iso_day("2026-12-15")}
    );
    EXPECT_TRUE(found.contains("heading.answered"));
    EXPECT_TRUE(found.contains("completed.after_last"));
}

TEST_F(RulesTest, WhatIsWrongInTheDataIsNamed)
{
    const std::string head = "id\tfrom\tuntil\tlevel\tkinds\tcheck\ton\twords\tsource\n";
    const auto made = [&](const std::string& row) {
        return [this, text = head + row] { Rules(text, forms, thresholds); };
    };
    const auto named = [](const std::string& what) {
        return ThrowsMessage<std::runtime_error>(HasSubstr(what));
    };
    EXPECT_THAT(
        made("a\t2020-01-01\t\terror\t\tno_such\t\tx\ty\n"),
        named("'a'): there is no check 'no_such'")
    );
    EXPECT_THAT(
        made("a\t2020-01-01\t\terror\t\tat_least\tassets.nowhere 5\tx\ty\n"),
        named("no form asks for what it looks at")
    );
    EXPECT_THAT(
        made("a\t2020-01-01\t\terror\t\tat_least\tgeneral.declarant.name 5\tx\ty\n"),
        named("a field of another type")
    );
    EXPECT_THAT(
        made("a\t2020-01-01\t\terror\t\tat_least\tassets.precious.value\tx\ty\n"),
        named("lacks a number")
    );
    EXPECT_THAT(
        made("a\t2020-01-01\t\tgrave\t\tanswered\t\tx\ty\n"), named("error, warning or hint")
    );
    EXPECT_THAT(made("a\t2020-01-01\t\terror\t\tanswered\t\tx\t\n"), named("words and source"));
    EXPECT_THAT(
        made(
            "a\t2020-01-01\t\terror\t\tanswered\t\tx\ty\na\t2021-01-01\t\terror\t\tneeded\t\tx\ty\n"
        ),
        named("two rules of that id")
    );
    // One ends on the day on which the next begins.
    made("a\t2020-01-01\t2021-01-01\terror\t\tanswered\t\tx\ty\n"
         "a\t2021-01-01\t\terror\t\tneeded\t\tx\ty\n")();
}

} // namespace
} // namespace tnung::registry
