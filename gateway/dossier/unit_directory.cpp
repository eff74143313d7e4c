#include "gateway/dossier/unit_directory.hpp"

#include "foundation/base/tsv.hpp"

namespace tnung::gateway {

UnitDirectory::UnitDirectory(std::string_view units_tsv, std::string_view former_units_tsv)
{
    const Tsv units("gia-lai-units.tsv", units_tsv);
    for (std::size_t row = 0; row < units.size(); ++row) {
        by_code_.emplace(units.at(row, "code"), units_.size());
        units_.push_back({std::string(units.at(row, "code")), std::string(units.at(row, "name"))});
    }
    const Tsv former("gia-lai-old-units.tsv", former_units_tsv);
    for (std::size_t row = 0; row < former.size(); ++row) {
        const bool split = former.at(row, "part") != "whole";
        former_.emplace(
            former.at(row, "old_code"),
            Former{
                std::string(former.at(row, "old_name")), std::string(former.at(row, "new_code")),
                split}
        );
    }
}

ResolvedUnit UnitDirectory::resolve(std::string_view code) const
{
    const std::string key(code);
    if (const auto found = by_code_.find(key); found != by_code_.end())
        return {&units_[found->second], UnitMatch::current, ""};
    const auto former = former_.find(key);
    if (former == former_.end()) return {};
    const auto found = by_code_.find(former->second.new_code);
    if (found == by_code_.end()) return {};
    return {
        &units_[found->second], former->second.split ? UnitMatch::former_split : UnitMatch::former,
        former->second.name};
}

} // namespace tnung::gateway
