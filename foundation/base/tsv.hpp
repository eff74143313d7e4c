#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// Rows of a tab-separated file whose first line names the columns. Our own data files only: a
/// missing column throws std::runtime_error with the file's name.
class Tsv {
public:
    Tsv(std::string_view name, std::string_view text);

    std::size_t size() const { return rows_.size(); }
    std::string_view at(std::size_t row, std::string_view column) const;
    /// In the file's order.
    const std::vector<std::string>& columns() const { return names_; }

private:
    std::string name_;
    std::vector<std::string> names_;
    std::map<std::string, std::size_t, std::less<>> columns_;
    std::vector<std::vector<std::string_view>> rows_;
};

} // namespace tnung
