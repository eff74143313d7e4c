#include "registry/declaration/rules.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"
#include "registry/declaration/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::array<std::pair<std::string_view, Rule::Level>, 3> levels = {{
    {"error", Rule::Level::error},
    {"warning", Rule::Level::warning},
    {"hint", Rule::Level::hint},
}};

Rule read_rule(const Tsv& table, std::size_t row)
{
    Rule rule{.id = std::string(table.at(row, "id"))};
    const auto wrong = [&](std::string_view what) {
        return std::runtime_error(
            fmt::format("declaration-rules.tsv: {} ('{}'): {}", row + 1, rule.id, what)
        );
    };
    const auto from = parse_iso_day(table.at(row, "from"));
    if (rule.id.empty() || !from) throw wrong("an id and the day from which it holds are needed");
    rule.from = *from;
    if (const auto until = table.at(row, "until"); !until.empty()) {
        rule.until = parse_iso_day(until);
        if (!rule.until || *rule.until <= rule.from) throw wrong("it ends before it begins");
    }
    const auto level = std::ranges::find(levels, table.at(row, "level"), [](const auto& known) {
        return known.first;
    });
    if (level == levels.end()) throw wrong("level is error, warning or hint");
    rule.level = level->second;
    rule.kinds = words_of(table.at(row, "kinds"));
    rule.check = table.at(row, "check");
    rule.on = table.at(row, "on");
    rule.words = table.at(row, "words");
    rule.source = table.at(row, "source");
    if (rule.words.empty() || rule.source.empty()) throw wrong("words and source are needed");
    return rule;
}

bool holds(const Rule& rule, Day day, std::string_view kind)
{
    return rule.from <= day && (!rule.until || day < *rule.until) &&
           (rule.kinds.empty() || std::ranges::find(rule.kinds, kind) != rule.kinds.end());
}

} // namespace

struct Rules::Bound {
    std::vector<Rule> rules;
    Day from; ///< the first on which any holds
    /// By form: a check for each rule, empty where that form does not ask for what it looks at.
    std::map<std::string, std::vector<Check>, std::less<>> checks;
};

Rules::Rules(std::string_view tsv, const FormCatalogue& forms, const Thresholds& thresholds)
{
    auto bound = std::make_unique<Bound>();
    const Tsv table("declaration-rules.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row)
        bound->rules.push_back(read_rule(table, row));
    if (bound->rules.empty()) throw std::runtime_error("declaration-rules.tsv: there is no rule");
    bound->from = std::ranges::min_element(bound->rules, {}, &Rule::from)->from;
    for (std::size_t at = 0; at < bound->rules.size(); ++at) {
        const auto& rule = bound->rules[at];
        const auto wrong = [&](std::string_view what) {
            return std::runtime_error(
                fmt::format("declaration-rules.tsv: {} ('{}'): {}", at + 1, rule.id, what)
            );
        };
        const auto twice = std::ranges::any_of(bound->rules, [&](const Rule& other) {
            return &other != &rule && other.id == rule.id &&
                   (!other.until || rule.from < *other.until) &&
                   (!rule.until || other.from < *rule.until);
        });
        if (twice) throw wrong("two rules of that id hold on the same day");
        bool somewhere = false;
        for (const auto* form : forms.forms()) {
            try {
                auto check = bind_check(rule, *form, thresholds);
                somewhere = somewhere || check.has_value();
                bound->checks[form->id()].push_back(check ? std::move(*check) : Check());
            } catch (const std::runtime_error& error) {
                throw wrong(error.what());
            }
        }
        if (!somewhere) throw wrong("no form asks for what it looks at");
    }
    bound_ = std::move(bound);
}

Rules::~Rules() = default;
Rules::Rules(Rules&&) noexcept = default;

const std::vector<Rule>& Rules::all() const
{
    return bound_->rules;
}

std::vector<Finding> Rules::judge(const Judged& judged) const
{
    std::vector<Finding> findings;
    const auto* field = judged.form.find("head.completed");
    const auto* said = field ? judged.content.fields.find_as<Day>(*field) : nullptr;
    // Keeps the day between the first day of any rule and today: a mistyped year would otherwise
    // select no rules.
    const auto completed =
        std::clamp(said ? *said : judged.today, std::min(bound_->from, judged.today), judged.today);
    const auto owed = owed_changes(judged);
    const auto& checks = bound_->checks.at(judged.form.id());
    for (std::size_t at = 0; at < checks.size(); ++at) {
        const auto& rule = bound_->rules[at];
        if (checks[at] && holds(rule, completed, judged.kind))
            checks[at]({judged, rule, completed, owed, findings});
    }
    return findings;
}

std::string finding_text(const Finding& finding, const Form& form)
{
    const auto& node = form.at(finding.node);
    const auto& words = finding.rule->words;
    std::string text;
    for (std::size_t at = 0; at < words.size();) {
        const auto open = std::min(words.find('{', at), words.size());
        text += words.substr(at, open - at);
        if (open == words.size()) break;
        const auto close = words.find('}', open);
        const auto name = words.substr(open + 1, close - open - 1);
        if (name == "label")
            text += node.label;
        else if (name == "heading")
            text += node.heading();
        else
            for (const auto& [known, value] : finding.values)
                if (known == name) text += value;
        at = close + 1;
    }
    return text;
}

} // namespace tnung::registry
