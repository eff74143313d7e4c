#include "gateway/zalo/zalo_templates.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tnung::gateway {

namespace {

/// By type code, 1 customer name … 15 bank transfer note.
constexpr std::array<std::size_t, 15> length_max_of_type = {30,  15, 200, 30, 30,  30, 50, 5,
                                                            200, 20, 20,  10, 200, 12, 90};
constexpr std::size_t title_min = 9, title_max = 65;
constexpr std::size_t paragraph_min = 9, paragraph_max = 400;

std::vector<std::pair<std::string, int>> parameters_of(std::string_view text)
{
    std::vector<std::pair<std::string, int>> parameters;
    for (const auto& one : words_of(text)) {
        const auto colon = one.find(':');
        const auto type =
            colon == std::string::npos ? std::nullopt : parse_integer(one.substr(colon + 1));
        if (!type || !parameter_length_max(int(*type)))
            throw std::runtime_error(fmt::format("zalo-templates.tsv: parameter '{}'", one));
        parameters.emplace_back(one.substr(0, colon), int(*type));
    }
    return parameters;
}

constexpr int code_parameter = 4;

} // namespace

std::optional<std::size_t> parameter_length_max(int type)
{
    if (type < 1 || type > int(length_max_of_type.size())) return std::nullopt;
    return length_max_of_type[std::size_t(type - 1)];
}

std::string code_in_template(const std::string& code)
{
    const auto max = *parameter_length_max(code_parameter);
    const auto length = text::length(code);
    if (length <= max) return code;
    // What tells it from others stands behind the agency's part.
    const auto rest = code.substr(code.find('-') + 1);
    return text::length(rest) < max ? "…" + rest : text::shortened(code, max);
}

ZaloTemplates::ZaloTemplates(std::string_view tsv)
{
    const Tsv table("zalo-templates.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        if (!from)
            throw std::runtime_error(fmt::format("zalo-templates.tsv: row {}: from", row + 1));
        ZaloTemplate one{
            .from = *from,
            .kind = std::string(table.at(row, "kind")),
            .language = std::string(table.at(row, "language")),
            .id = std::string(table.at(row, "template_id")),
            .title = std::string(table.at(row, "title")),
            .paragraph = std::string(table.at(row, "paragraph")),
            .type = int(parse_integer(table.at(row, "type")).value_or(0)),
            .parameters = parameters_of(table.at(row, "parameters"))};
        const auto title = text::length(one.title);
        const auto paragraph = text::length(one.paragraph);
        if (title < title_min || title > title_max || paragraph < paragraph_min ||
            paragraph > paragraph_max)
            throw std::runtime_error(
                fmt::format("zalo-templates.tsv: {}: title or paragraph too long", one.kind)
            );
        for (const auto& other : templates_)
            if (other.id == one.id)
                throw std::runtime_error(
                    fmt::format("zalo-templates.tsv: {} stands there twice", one.id)
                );
        templates_.push_back(std::move(one));
    }
    std::ranges::stable_sort(templates_, {}, &ZaloTemplate::from);
}

const ZaloTemplate* ZaloTemplates::find(
    std::string_view kind, std::string_view language, Day day,
    const std::set<std::string>& out_of_use
) const
{
    const ZaloTemplate* newest = nullptr;
    const ZaloTemplate* usable = nullptr;
    for (const auto& one : templates_) {
        if (one.kind != kind || one.language != language || one.from > day) continue;
        newest = &one;
        if (!out_of_use.contains(one.id)) usable = &one;
    }
    return usable ? usable : newest;
}

const ZaloTemplate& ZaloTemplates::of(
    std::string_view kind, std::string_view language, Day day,
    const std::set<std::string>& out_of_use
) const
{
    const auto* one = find(kind, language, day, out_of_use);
    if (!one) one = find(kind, "vi", day, out_of_use);
    if (!one) throw std::logic_error(fmt::format("no template for '{}'", kind));
    return *one;
}

ZaloTemplates::Parameters
ZaloTemplates::fitted(const ZaloTemplate& one, const std::map<std::string, std::string>& values)
{
    Parameters parameters;
    for (const auto& [name, type] : one.parameters) {
        const auto found = values.find(name);
        if (found == values.end())
            throw std::logic_error(fmt::format("template {} wants '{}'", one.kind, name));
        const auto value = text::clean(found->second);
        parameters.emplace_back(
            name, type == code_parameter ? code_in_template(value)
                                         : text::shortened(value, *parameter_length_max(type))
        );
    }
    return parameters;
}

} // namespace tnung::gateway
