#include "foundation/csv/csv.hpp"

#include "foundation/base/bytes.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tnung {

namespace {

/// Excel's own first line: `sep=;`.
std::optional<char> declared_separator(std::string_view text)
{
    auto line = text.substr(0, text.find_first_of("\r\n"));
    if (line.size() >= 2 && line.starts_with('"') && line.ends_with('"'))
        line = line.substr(1, line.size() - 2);
    constexpr std::string_view word = "sep=";
    if (line.size() != word.size() + 1 ||
        (line.substr(0, word.size()) != word && line.substr(0, word.size()) != "SEP="))
        return std::nullopt;
    return line.back();
}

/// `="0914630552"` and `'0914630552`: digits that are written as a formula or behind a mark, so
/// that Excel keeps their zero.
void unwrap(std::string& cell)
{
    constexpr std::size_t around = 3;
    if (cell.size() >= around && cell.starts_with("=\"") && cell.ends_with('"') &&
        cell.find('"', 2) == cell.size() - 1)
        cell = cell.substr(2, cell.size() - around);
    if (cell.size() > 1 && cell.starts_with('\'') && is_digits(std::string_view(cell).substr(1)))
        cell.erase(0, 1);
}

/// How many of that mark stand outside quotes in each of the first records.
std::vector<int> counts_of(std::string_view text, char mark)
{
    constexpr std::size_t records_looked_at = 20;
    std::vector<int> counts = {0};
    bool quoted = false;
    for (std::size_t i = 0; i < text.size() && counts.size() <= records_looked_at; ++i) {
        const char c = text[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == mark) ++counts.back();
        if ((c == '\n' || c == '\r') && counts.back() > 0) counts.push_back(0);
    }
    if (counts.back() == 0) counts.pop_back();
    return counts;
}

/// The mark that most of the first records have the same number of; of two the one they have more
/// of: a title or an amount may hold others.
char separator_of(std::string_view text)
{
    char best = ',';
    std::pair<std::ptrdiff_t, int> most{0, 0};
    for (const char mark : {',', ';', '\t'}) {
        const auto counts = counts_of(text, mark);
        for (const int count : counts) {
            const std::pair alike(std::ranges::count(counts, count), count);
            if (alike > most) {
                most = alike;
                best = mark;
            }
        }
    }
    return best;
}

} // namespace

CsvFile read_csv(std::string_view text, CsvLimits limits)
{
    text = without_byte_order_mark(text);
    const auto declared = declared_separator(text);
    const char separator = declared.value_or(separator_of(text));
    CsvFile file;
    int line = 1;
    if (declared) {
        text.remove_prefix(std::min(text.find_first_of("\r\n"), text.size()));
        text.remove_prefix(std::min<std::size_t>(text.starts_with("\r\n") ? 2 : 1, text.size()));
        ++line;
    }
    CsvRow row{.line = line, .cells = {""}};
    bool quoted = false;
    const auto finish_row = [&] {
        for (auto& cell : row.cells) unwrap(cell);
        const bool filled = std::any_of(row.cells.begin(), row.cells.end(), [](const auto& cell) {
            return !trimmed(cell).empty();
        });
        if (filled) file.rows.push_back(std::move(row));
        row = {.line = line, .cells = {""}};
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool ends_line = c == '\n' || (c == '\r' && text.substr(i + 1, 1) != "\n");
        if (ends_line) ++line;
        auto& cell = row.cells.back();
        if (quoted) {
            if (c != '"') {
                cell.push_back(c);
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                cell.push_back('"');
                ++i;
            } else {
                quoted = false;
            }
        } else if (c == '"' && cell.empty()) {
            quoted = true;
        } else if (c == separator) {
            row.cells.emplace_back();
        } else if (ends_line) { // a carriage return alone: old programs of the Macintosh
            finish_row();
        } else if (c != '\r') {
            cell.push_back(c);
        }
        if (row.cells.size() > limits.cells_max || row.cells.back().size() > limits.cell_bytes_max)
        {
            file.broken_line = row.line;
            return file;
        }
    }
    if (quoted)
        file.broken_line = row.line;
    else
        finish_row();
    return file;
}

} // namespace tnung
