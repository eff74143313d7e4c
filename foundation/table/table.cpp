#include "foundation/table/table.hpp"

#include "foundation/text/encoding.hpp"

#include <algorithm>

namespace tnung {

namespace {

constexpr std::size_t titles_max = 20;
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
    if (bytes.starts_with(ole_mark))
        return refuse(NoTable{
            "Tệp Excel có mật khẩu, hoặc kiểu cũ (.xls): bỏ mật khẩu rồi lưu lại thành .xlsx hoặc "
            "CSV UTF-8."});
    const auto decoded = text::decode(bytes);
    if (!decoded) return refuse(NoTable{words_for(decoded.error())});
    auto file = read_csv(*decoded);
    return Read{std::move(file.rows), file.broken_line};
}

} // namespace

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
        return std::ranges::count_if(row.cells, is_heading);
    };
    const auto heading =
        std::max_element(rows.begin(), end, [&](const auto& one, const auto& other) {
            return known(one) < known(other);
        });
    Table table{.broken_line = read->broken_line};
    if (heading == end) return table;
    table.headings = heading->cells;
    table.rows.assign(std::make_move_iterator(heading + 1), std::make_move_iterator(rows.end()));
    return table;
}

} // namespace tnung
