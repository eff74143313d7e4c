#include "registry/form/form_catalogue.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::registry {

namespace {

/// nd130-pl1 and nd130-pl2 share the notes of nd130.
std::string notes_of(std::string_view form_id)
{
    return fmt::format("{}-notes", form_id.substr(0, form_id.find('-')));
}

void check(
    const Node& node, const Form& form, const Thresholds& thresholds,
    const std::vector<std::string>& kinds
)
{
    if (!node.threshold.empty() && !thresholds.knows(node.threshold))
        throw std::runtime_error(fmt::format(
            "{}.tsv: '{}': no threshold is called '{}'", form.id(), node.path, node.threshold
        ));
    if (!node.not_in_kind.empty() && std::ranges::find(kinds, node.not_in_kind) == kinds.end())
        throw std::runtime_error(fmt::format(
            "{}.tsv: '{}': no declaration is of the kind '{}'", form.id(), node.path,
            node.not_in_kind
        ));
    for (const auto& below : node.below) check(below, form, thresholds, kinds);
}

} // namespace

Thresholds::Thresholds(std::string_view tsv)
{
    const Tsv table("declaration-thresholds.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto dong = parse_integer(table.at(row, "dong"));
        const std::string name(table.at(row, "threshold"));
        if (!from || !dong || *dong <= 0 || name.empty())
            throw std::runtime_error(
                fmt::format("declaration-thresholds.tsv: row {} is not readable", row + 1)
            );
        all_.push_back(
            {*from, name, Money{*dong}, std::string(table.at(row, "counted")),
             table.at(row, "sure") == "yes", std::string(table.at(row, "source"))}
        );
    }
}

const Thresholds::Threshold& Thresholds::of(std::string_view name, Day day) const
{
    const Threshold* newest = nullptr;
    for (const auto& one : all_)
        if (one.name == name && one.from <= day && (!newest || newest->from < one.from))
            newest = &one;
    if (!newest)
        throw std::out_of_range(fmt::format("declaration-thresholds.tsv: no '{}' on that day", name)
        );
    return *newest;
}

bool Thresholds::knows(std::string_view name) const
{
    return std::ranges::find(all_, name, &Threshold::name) != all_.end();
}

FormCatalogue::FormCatalogue(
    std::string_view forms_tsv, const Thresholds& thresholds, const Texts& texts
)
{
    const Tsv table("declaration-forms.tsv", forms_tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const std::string kind(table.at(row, "kind")), id(table.at(row, "form"));
        if (!from || kind.empty() || id.empty())
            throw std::runtime_error(
                fmt::format("declaration-forms.tsv: row {} is not readable", row + 1)
            );
        if (!forms_.contains(id)) forms_.emplace(id, Form(id, texts(id), texts(notes_of(id))));
        if (std::ranges::find(kinds_, kind) == kinds_.end()) kinds_.push_back(kind);
        rows_.push_back(
            {*from,
             kind,
             {&forms_.at(id), std::string(table.at(row, "title")),
              std::string(table.at(row, "words")), table.at(row, "sure") == "yes",
              std::string(table.at(row, "source"))}}
        );
    }
    for (const auto& [id, form] : forms_)
        for (const auto& part : form.parts()) check(part, form, thresholds, kinds_);
}

std::optional<FormCatalogue::Choice> FormCatalogue::of(std::string_view kind, Day completed) const
{
    const Row* newest = nullptr;
    for (const auto& row : rows_)
        if (row.kind == kind && row.from <= completed && (!newest || newest->from < row.from))
            newest = &row;
    if (!newest) return std::nullopt;
    return newest->choice;
}

const Form* FormCatalogue::find(std::string_view form_id) const
{
    const auto found = forms_.find(form_id);
    return found == forms_.end() ? nullptr : &found->second;
}

std::vector<const Form*> FormCatalogue::forms() const
{
    std::vector<const Form*> all;
    for (const auto& [id, form] : forms_) all.push_back(&form);
    return all;
}

} // namespace tnung::registry
