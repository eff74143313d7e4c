#include "foundation/csv/csv.hpp"

#include "foundation/base/bytes.hpp"

#include <algorithm>
#include <optional>

namespace tnung {

namespace {

/// Excel's own first line: `sep=;`.
std::optional<char> declared_separator(std::string_view text)
{
    auto line = text.substr(0, text.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() >= 2 && line.starts_with('"') && line.ends_with('"'))
        line = line.substr(1, line.size() - 2);
    constexpr std::string_view word = "sep=";
    if (line.size() != word.size() + 1 ||
        (line.substr(0, word.size()) != word && line.substr(0, word.size()) != "SEP="))
        return std::nullopt;
    return line.back();
}

/// `="0914630552"`: a text that is written as a formula, so that Excel keeps its zero.
void unwrap(std::string& cell)
{
    constexpr std::size_t around = 3;
    if (cell.size() >= around && cell.starts_with("=\"") && cell.ends_with('"') &&
        cell.find('"', 2) == cell.size() - 1)
        cell = cell.substr(2, cell.size() - around);
}

/// The separator that the first line has most of.
char separator_of(std::string_view text)
{
    const auto line = text.substr(0, text.find('\n'));
    const auto count = [&](char c) { return std::count(line.begin(), line.end(), c); };
    char best = ',';
    for (const char c : {';', '\t'})
        if (count(c) > count(best)) best = c;
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
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        ++line;
    }
    CsvRow row{.line = line, .cells = {""}};
    bool quoted = false;
    const auto finish_row = [&] {
        for (auto& cell : row.cells) unwrap(cell);
        const bool filled = std::any_of(row.cells.begin(), row.cells.end(), [](const auto& cell) {
            return !cell.empty();
        });
        if (filled) file.rows.push_back(std::move(row));
        row = {.line = line, .cells = {""}};
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
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
        } else if (c == '\n') {
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
