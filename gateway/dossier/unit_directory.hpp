#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tnung::gateway {

/// A commune or ward of today.
struct Unit {
    std::string code; ///< five digits, Decision 19/2025/QĐ-TTg
    std::string name; ///< "Phường Pleiku"
};

enum class UnitMatch { current, former, former_split, unknown };

struct ResolvedUnit {
    const Unit* unit = nullptr; ///< null when unknown
    UnitMatch match = UnitMatch::unknown;
    std::string former_name; ///< the name on old papers
};

/// The province's units and what became of those of before 1 July 2025. Constant after
/// construction.
class UnitDirectory {
public:
    UnitDirectory(std::string_view units_tsv, std::string_view former_units_tsv);

    /// By today's code first: some codes live on with a larger unit behind them.
    ResolvedUnit resolve(std::string_view code) const;
    const std::vector<Unit>& units() const { return units_; }

private:
    struct Former {
        std::string name;
        std::string new_code;
        bool split;
    };
    std::vector<Unit> units_;
    std::unordered_map<std::string, std::size_t> by_code_;
    std::unordered_map<std::string, Former> former_;
};

} // namespace tnung::gateway
