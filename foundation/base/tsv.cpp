#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung {

namespace {

std::vector<std::string_view> split(std::string_view line)
{
    std::vector<std::string_view> cells;
    while (true) {
        const auto tab = line.find('\t');
        cells.push_back(line.substr(0, tab));
        if (tab == std::string_view::npos) return cells;
        line.remove_prefix(tab + 1);
    }
}

} // namespace

Tsv::Tsv(std::string_view name, std::string_view text) : name_(name)
{
    bool header = true;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.empty() || line.front() == '#') continue;
        auto cells = split(line);
        if (!header) {
            rows_.push_back(std::move(cells));
            continue;
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            columns_.emplace(cells[i], i);
            names_.emplace_back(cells[i]);
        }
        header = false;
    }
}

std::string_view Tsv::at(std::size_t row, std::string_view column) const
{
    const auto found = columns_.find(column);
    if (found == columns_.end())
        throw std::runtime_error(fmt::format("{}: no column '{}'", name_, column));
    const auto& cells = rows_.at(row);
    return found->second < cells.size() ? cells[found->second] : std::string_view{};
}

} // namespace tnung
