#include "foundation/table/table.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/encoding.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tnung {

namespace {

constexpr std::size_t titles_max = 20;
constexpr std::size_t markup_looked_at = 2000; ///< bytes
/// An OLE compound file: Excel before 2007, or a workbook with a password.
constexpr std::string_view ole_mark = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

std::string words_for(text::Undecodable why)
{
    switch (why) {
    case text::Undecodable::broken:
        return "Tệp có chữ đã mất dấu (�) hoặc hỏng mã. Mở lại tệp gốc, lưu thành “CSV UTF-8” hoặc "
               ".xlsx rồi gửi lại.";
    case text::Undecodable::old_fonts:
        return "Không nhận chắc được bảng mã của tệp (có thể là TCVN3, VNI). Mở bằng Excel, chuyển "
               "sang Unicode, lưu thành “CSV UTF-8” hoặc .xlsx rồi gửi lại.";
    }
    return "";
}

/// What a file is that is no table, and what to do; nothing where it may be one.
std::optional<std::string> no_table_by_its_beginning(std::string_view bytes)
{
    const auto begins = [&](std::string_view mark) { return bytes.starts_with(mark); };
    constexpr std::string_view save_again = "lưu lại thành .xlsx hoặc “CSV UTF-8” rồi gửi lại.";
    if (begins(ole_mark))
        return fmt::format(
            "Tệp Excel có mật khẩu, hoặc kiểu cũ (.xls): bỏ mật khẩu, {}", save_again
        );
    if (begins("\x1f\x8b") || begins("7z\xbc\xaf") || begins("Rar!"))
        return "Tệp nén: giải nén rồi gửi tệp bên trong.";
    if (begins("%PDF")) return "Tệp PDF, không phải bảng: cần tệp .xlsx hoặc CSV.";
    if (begins("\x89PNG") || begins("\xff\xd8\xff") || begins("GIF8"))
        return "Tệp ảnh, không phải bảng: cần tệp .xlsx hoặc CSV.";
    if (begins("ID;P") || begins("TABLE\r") || begins("TABLE\n"))
        return fmt::format("Tệp SYLK hoặc DIF: mở bằng Excel, {}", save_again);
    const auto text = trimmed(bytes.substr(0, markup_looked_at));
    if (!text.starts_with('<')) return std::nullopt;
    const auto is_page = text::fold(text).find("<html") != std::string::npos ||
                         text::fold(text).find("<table") != std::string::npos;
    return fmt::format(
        "{}: mở bằng Excel, {}", is_page ? "Tệp là một trang web mang tên .xls" : "Tệp XML",
        save_again
    );
}

struct Read {
    std::vector<CsvRow> rows;
    int broken_line = 0;
};

Result<Read, NoTable> rows_of(std::string_view bytes, const std::string& sheet)
{
    if (spreadsheet::looks_like_xlsx(bytes)) {
        auto rows = spreadsheet::read_xlsx(bytes, {}, sheet);
        if (!rows) return refuse(NoTable{rows.error().words});
        return Read{std::move(*rows)};
    }
    if (auto words = no_table_by_its_beginning(bytes)) return refuse(NoTable{std::move(*words)});
    const auto decoded = text::decode(bytes);
    if (!decoded) return refuse(NoTable{words_for(decoded.error())});
    if (auto words = no_table_by_its_beginning(*decoded)) return refuse(NoTable{std::move(*words)});
    auto file = read_csv(*decoded);
    return Read{std::move(file.rows), file.broken_line};
}

bool is_blank(std::string_view cell)
{
    return text::clean(cell).empty();
}

/// `(1) (2) (3)…` or `1 2 3…`, as papers of the administration number their columns.
bool numbers_columns(const CsvRow& row)
{
    constexpr int least = 3;
    int counted = 0;
    for (const auto& cell : row.cells) {
        auto plain = text::clean(cell);
        if (plain.empty()) continue;
        if (plain.starts_with('(') && plain.ends_with(')'))
            plain = plain.substr(1, plain.size() - 2);
        if (parse_integer(plain) != counted + 1) return false;
        ++counted;
    }
    return counted >= least;
}

std::vector<std::string>
unknown_columns_of(const Table& table, const std::function<bool(const std::string&)>& is_heading)
{
    std::vector<std::string> unknown;
    for (std::size_t i = 0; i < table.headings.size(); ++i) {
        const auto& heading = table.headings[i];
        const auto plain = plain_heading(heading);
        const auto folded = text::fold(plain);
        const bool counts_rows = folded == "stt" || folded == "tt" || folded == "so tt";
        if (plain.empty() || counts_rows || is_heading(plain)) continue;
        const bool filled = std::ranges::any_of(table.rows, [&](const auto& row) {
            return i < row.cells.size() && !is_blank(row.cells[i]);
        });
        if (filled) unknown.push_back(heading);
    }
    return unknown;
}

} // namespace

std::string plain_heading(std::string_view cell)
{
    constexpr std::string_view around = "*:. ";
    auto plain = text::clean(cell);
    for (;;) {
        const auto last = plain.find_last_not_of(around);
        plain.resize(last == std::string::npos ? 0 : last + 1);
        const auto open = plain.rfind('(');
        if (!plain.ends_with(')') || open == std::string::npos || open == 0) return plain;
        plain.resize(open);
    }
}

std::optional<std::size_t> cell_beyond(const Table& table, const CsvRow& row)
{
    for (std::size_t i = table.headings.size(); i < row.cells.size(); ++i)
        if (!is_blank(row.cells[i])) return i + 1;
    return std::nullopt;
}

bool is_failed_formula(std::string_view cell)
{
    // #REF!, #VALUE!, #NAME?, #DIV/0!, #NUM!, #NULL!, #SPILL! and what is yet to come.
    const bool marked = cell.starts_with('#') && cell.size() > 2 &&
                        (cell.back() == '!' || cell.back() == '?') &&
                        cell.find(' ') == std::string_view::npos;
    return cell.starts_with('=') || cell.starts_with("Err:") || marked || cell == "#N/A" ||
           cell == "#GETTING_DATA";
}

Result<Table, NoTable> read_table(
    std::string_view bytes, const std::function<bool(const std::string&)>& is_heading,
    const std::string& sheet
)
{
    auto read = rows_of(bytes, sheet);
    if (!read) return refuse(read.error());
    auto& rows = read->rows;
    if (rows.empty() && read->broken_line == 0)
        return refuse(NoTable{"Tệp không có dòng nào: cần một dòng tiêu đề và các dòng dữ liệu."});
    const auto end = rows.begin() + std::ptrdiff_t(std::min(rows.size(), titles_max));
    const auto known = [&](const CsvRow& row) {
        return std::ranges::count_if(row.cells, [&](const auto& cell) {
            return is_heading(plain_heading(cell));
        });
    };
    const auto heading =
        std::max_element(rows.begin(), end, [&](const auto& one, const auto& other) {
            return known(one) < known(other);
        });
    Table table{.broken_line = read->broken_line};
    if (heading == end) return table;
    if (known(*heading) == 0)
        return refuse(NoTable{
            "Không thấy dòng tiêu đề: trong 20 dòng đầu không có tên cột nào biết được."});
    for (const auto& cell : heading->cells) table.headings.push_back(text::clean(cell));
    auto first = heading + 1;
    if (first != rows.end() && numbers_columns(*first)) ++first;
    table.rows.assign(std::make_move_iterator(first), std::make_move_iterator(rows.end()));
    std::erase_if(table.rows, [](const auto& row) {
        return std::ranges::all_of(row.cells, is_blank);
    });
    table.unknown_columns = unknown_columns_of(table, is_heading);
    return table;
}

} // namespace tnung
