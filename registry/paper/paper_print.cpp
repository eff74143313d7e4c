#include "registry/paper/paper_print.hpp"

#include "foundation/document/paper.hpp"
#include "registry/paper/paper_lines.hpp"

#include <fmt/format.h>

namespace tnung::registry {

namespace {

using What = PaperLine::What;

constexpr std::string_view dots = "………………";

std::string notes_of(const Node& node)
{
    return node.notes.empty() ? "" : fmt::format("({})", fmt::join(node.notes, ","));
}

document::Noted heading_of(const Node& node)
{
    return {node.heading(), notes_of(node)};
}

std::string answer_at(const Form& form, const Content& content, std::string_view path)
{
    const auto* field = form.find(path);
    const auto* answer = field ? content.fields.find(*field) : nullptr;
    return answer ? printed(*field, *answer) : std::string(dots);
}

std::string day_line(const Form& form, const Content& content)
{
    const auto* field = form.find("head.completed");
    const auto* day = field ? content.fields.find_as<Day>(*field) : nullptr;
    if (!day) return "(Ngày … tháng … năm …)";
    const std::chrono::year_month_day date(*day);
    return fmt::format(
        "(Ngày {} tháng {} năm {})", unsigned(date.day()), unsigned(date.month()), int(date.year())
    );
}

document::Paper::Fact fact_of(const PaperLine& line)
{
    return {
        {line.node->label, notes_of(*line.node)},
        line.text.empty() ? std::string(dots) : line.text};
}

/// The lines of the table of changes from `at` on; where they end.
std::size_t draw_changes(
    document::Paper& paper, const Form& form, const std::vector<PaperLine>& lines, std::size_t at
)
{
    constexpr double shares[] = {.3, .16, .22, .32};
    std::vector<document::Paper::Column> columns;
    const auto* part = form.find("changes");
    for (std::size_t i = 0; i < part->columns.size(); ++i)
        columns.push_back({part->columns[i].second, shares[i], part->columns[i].first});
    std::vector<std::vector<std::string>> rows;
    for (; at < lines.size() && lines[at].what == What::change; ++at) {
        const auto* change = lines[at].change;
        rows.push_back(
            {lines[at].node->heading(), change ? printed_quantity(*change) : "",
             change ? printed_value(*change) : "", change ? change->explanation : ""}
        );
    }
    paper.table(columns, rows);
    return at;
}

} // namespace

std::string declaration_pdf(const Form& form, const Content& content, const Printing& printing)
{
    const auto name = answer_at(form, content, "general.declarant.name");
    const auto agency = answer_at(form, content, "head.agency");
    document::Paper paper({printing.title, agency, printing.at});
    paper.running({printing.foot, printing.across});
    paper.letterhead(answer_at(form, content, "head.superior"), agency);
    paper.title(printing.title, day_line(form, content));
    const auto lines = paper_lines(form, content, printing.kind);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        // What stands in the letterhead and below the title is not said again.
        if (line.node->path.starts_with("head")) continue;
        switch (line.what) {
        case What::part: paper.heading(heading_of(*line.node)); break;
        case What::heading: paper.subheading(heading_of(*line.node)); break;
        case What::nothing: paper.paragraph(line.text); break;
        case What::blank: paper.paragraph(std::string(dots)); break;
        case What::fact: paper.labelled({fact_of(line)}); break;
        case What::item: {
            if (!line.text.empty()) {
                paper.subheading(line.text);
                break;
            }
            // An item that the paper does not number stands in one line.
            std::vector<document::Paper::Fact> facts;
            while (i + 1 < lines.size() && lines[i + 1].what == What::fact)
                facts.push_back(fact_of(lines[++i]));
            paper.labelled(facts);
            break;
        }
        case What::change: i = draw_changes(paper, form, lines, i) - 1; break;
        }
    }
    const auto* head = form.find("head");
    if (!head->signers.empty()) {
        const std::string day = "…, ngày … tháng … năm …";
        const auto& [receiver, receiver_hint] = head->signers[0];
        const auto& [declarant, declarant_hint] = head->signers[1];
        paper.signatures(
            {day, receiver, receiver_hint, ""}, {day, declarant, declarant_hint, name}
        );
    }
    if (!printing.code_address.empty()) paper.code(printing.code_address, printing.code_words);
    return paper.finish();
}

} // namespace tnung::registry
