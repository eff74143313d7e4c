// bin/bench rules: how many declarations a second one core holds against the rules, and whether it
// finds what was planted and nothing else. The limit: the same findings' places looked at once, a
// bare walk over all answers.

#include "bench/declarations.hpp"
#include "foundation/json/json.hpp"
#include "foundation/testing/data_file.hpp"
#include "registry/declaration/content_json.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace {

using namespace tnung;
using namespace tnung::registry;
using Clock = std::chrono::steady_clock;

constexpr double goal_per_s = 25'000;
constexpr int batch = 2'000;

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What any judging must do at least: every answer looked at once.
std::int64_t walked(const Content& content)
{
    std::int64_t sum = 0;
    for (const auto& [field, answer] : content.fields.all()) sum += field + int(answer.index());
    for (const auto& [list, answer] : content.lists)
        for (const auto& item : answer.items)
            for (const auto& [field, one] : item.answers.all()) sum += field + int(one.index());
    return sum;
}

std::string form_text(const std::string& name)
{
    return testing::data_file(fmt::format("forms/{}.tsv", name));
}

struct Tally {
    std::int64_t declarations = 0, answers = 0, planted = 0, found = 0, missed = 0, false_ones = 0;
    double judging_s = 0, reading_s = 0, walking_s = 0;
    std::int64_t bytes = 0, walk_sum = 0;
    std::set<std::string> rules_planted;
};

void compare(
    const bench::Synthetic& one, const std::vector<Finding>& findings, Tally& tally, int& told
)
{
    std::vector<bench::Expected> found;
    for (const auto& finding : findings)
        found.push_back({finding.rule->id, one.form->at(finding.node).path, finding.item});
    auto expected = one.expected;
    std::ranges::sort(found);
    std::ranges::sort(expected);
    std::vector<bench::Expected> missed, more;
    std::ranges::set_difference(expected, found, std::back_inserter(missed));
    std::ranges::set_difference(found, expected, std::back_inserter(more));
    tally.planted += std::int64_t(expected.size());
    tally.found += std::int64_t(expected.size() - missed.size());
    tally.missed += std::int64_t(missed.size());
    tally.false_ones += std::int64_t(more.size());
    if (!one.planted.empty()) tally.rules_planted.insert(one.planted);
    constexpr int told_max = 10;
    for (const auto& [list, word] : {std::pair{&missed, "missed"}, {&more, "false"}})
        for (const auto& what : *list)
            if (told++ < told_max)
                fmt::print(
                    stderr, "{}: {} at {} {} ({} planted, {})\n", word, what.rule, what.path,
                    what.item, one.planted.empty() ? "nothing" : one.planted, one.kind
                );
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("how fast declarations are held against the rules, and how truly");
    std::int64_t count = 1'000'000;
    std::uint64_t seed = 20'261'231;
    app.add_option("--declarations", count, "how many");
    app.add_option("--seed", seed, "of the synthetic declarations");
    CLI11_PARSE(app, argc, argv);

    const Thresholds thresholds(testing::data_file("declaration-thresholds.tsv"));
    const FormCatalogue forms(testing::data_file("declaration-forms.tsv"), thresholds, form_text);
    const Rules rules(testing::data_file("declaration-rules.tsv"), forms, thresholds);
    bench::Declarations source(forms, seed);
    const auto today = source.today();

    Tally tally;
    int told = 0;
    while (tally.declarations < count) {
        std::vector<bench::Synthetic> some;
        std::vector<std::string> texts;
        for (int i = 0; i < batch; ++i) {
            some.push_back(source.make());
            texts.push_back(content_text(some.back().content, *some.back().form));
            tally.bytes += std::int64_t(texts.back().size());
        }
        std::vector<std::vector<Finding>> findings;
        findings.reserve(some.size());
        auto start = Clock::now();
        for (const auto& one : some)
            findings.push_back(rules.judge(
                {*one.form, one.content, one.kind, today, one.form_before,
                 one.form_before ? &one.before : nullptr}
            ));
        tally.judging_s += seconds_since(start);
        start = Clock::now();
        for (std::size_t i = 0; i < some.size(); ++i)
            if (!parse_content(texts[i], *some[i].form)) ++tally.missed;
        tally.reading_s += seconds_since(start);
        start = Clock::now();
        for (const auto& one : some) tally.walk_sum += walked(one.content) + walked(one.before);
        tally.walking_s += seconds_since(start);
        for (std::size_t i = 0; i < some.size(); ++i) {
            compare(some[i], findings[i], tally, told);
            tally.answers += std::int64_t(some[i].content.fields.all().size());
            for (const auto& [list, answer] : some[i].content.lists)
                for (const auto& item : answer.items)
                    tally.answers += std::int64_t(item.answers.all().size());
        }
        tally.declarations += std::int64_t(some.size());
        if (tally.declarations % 100'000 < batch)
            fmt::print(stderr, "\r{} declarations", tally.declarations);
    }
    fmt::print(stderr, "\n");
    const auto per_s = double(tally.declarations) / tally.judging_s;
    const bool every_rule = tally.rules_planted.size() == rules.all().size();
    fmt::print(
        "{} rules, {:.0f} answers and {:.0f} bytes a declaration\n", rules.all().size(),
        double(tally.answers) / double(tally.declarations),
        double(tally.bytes) / double(tally.declarations)
    );
    const auto each_ns = [&](double seconds) {
        return std::int64_t(seconds * 1e9 / double(tally.declarations));
    };
    fmt::print(
        "{}\n", json::text(json::Object{
                    {"declarations", tally.declarations},
                    {"rules", rules.all().size()},
                    {"rules_planted", tally.rules_planted.size()},
                    {"planted", tally.planted},
                    {"found", tally.found},
                    {"missed", tally.missed},
                    {"false", tally.false_ones},
                    {"per_s_core", std::int64_t(per_s)},
                    {"ns_judging", each_ns(tally.judging_s)},
                    {"ns_reading_text", each_ns(tally.reading_s)},
                    {"ns_bare_walk", each_ns(tally.walking_s)}})
    );
    return tally.missed == 0 && tally.false_ones == 0 && every_rule && tally.walk_sum != 0 &&
                   per_s >= goal_per_s
               ? 0
               : 1;
}
