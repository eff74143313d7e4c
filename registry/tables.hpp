#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace tnung::registry {

/// The registry's data tables (forms, thresholds, deadlines, rules, purposes, terms, …). They are
/// part of the program; a file of the same name in the province's folder replaces one. A change of
/// such a file takes effect at the next start.
class Tables {
public:
    /// Empty: ours alone. Throws std::runtime_error where the folder cannot be read.
    explicit Tables(std::filesystem::path folder);

    /// Throws std::runtime_error naming a table that neither has.
    std::string text(const std::string& name);
    /// After all were read. Throws std::runtime_error naming a file of the province's that nothing
    /// asked for: its name has a slip.
    void require_all_read() const;

private:
    const std::filesystem::path folder_;
    std::set<std::string> own_;    ///< names of the folder's
    std::set<std::string> unread_; ///< files of the folder that nobody has asked for yet
};

} // namespace tnung::registry
