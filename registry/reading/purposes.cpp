#include "registry/reading/purposes.hpp"

#include "foundation/base/in_force.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::registry {

ReadingPurposes::ReadingPurposes(std::string_view tsv)
{
    const Tsv table("reading-purposes.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto needs_case = table.at(row, "case");
        ReadingPurpose purpose{
            .role = std::string(table.at(row, "role")),
            .name = std::string(table.at(row, "purpose")),
            .needs_case = needs_case == "yes",
            .words = std::string(table.at(row, "words")),
            .sure = table.at(row, "sure") == "yes",
            .source = std::string(table.at(row, "source"))};
        if (!from || purpose.role.empty() || purpose.name.empty() || purpose.words.empty() ||
            (needs_case != "yes" && needs_case != "no"))
            throw std::runtime_error(fmt::format(
                "reading-purposes.tsv: {} ('{}') is not readable", row + 1, purpose.name
            ));
        purpose.from = *from;
        all_.push_back(std::move(purpose));
    }
}

std::vector<const ReadingPurpose*> ReadingPurposes::of(std::string_view role, Day day) const
{
    auto found = in_force(
        all_, day, [&](const ReadingPurpose& one) { return one.role == role; },
        &ReadingPurpose::name
    );
    std::erase_if(found, [](const auto* one) { return one->words == "-"; });
    return found;
}

const ReadingPurpose*
ReadingPurposes::find(std::string_view role, std::string_view name, Day day) const
{
    for (const auto* one : of(role, day))
        if (one->name == name) return one;
    return nullptr;
}

} // namespace tnung::registry
