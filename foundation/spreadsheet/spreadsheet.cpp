#include "foundation/spreadsheet/spreadsheet.hpp"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace tnung::spreadsheet {

namespace {

constexpr double title_size = 14;
constexpr lxw_row_t heading_row = 3; // a line below the title and what is said of it

/// The library writes to a file by name; this one is only in memory and nobody else's.
class MemoryFile {
public:
    MemoryFile() : fd_(memfd_create("spreadsheet", MFD_CLOEXEC))
    {
        if (fd_ < 0) throw std::runtime_error("no memory for a spreadsheet");
    }
    ~MemoryFile() { close(fd_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::string path() const { return fmt::format("/proc/self/fd/{}", fd_); }
    std::string bytes() const
    {
        const auto size = lseek(fd_, 0, SEEK_END);
        std::string bytes(std::size_t(std::max<off_t>(size, 0)), '\0');
        std::size_t got = 0;
        while (got < bytes.size()) {
            const auto read = pread(fd_, bytes.data() + got, bytes.size() - got, off_t(got));
            if (read <= 0) throw std::runtime_error("a spreadsheet could not be read back");
            got += std::size_t(read);
        }
        return bytes;
    }

private:
    int fd_;
};

constexpr double days_to_1970 = 25569; // from the last day of 1899

/// Days since then, the clock as their fraction, local time.
double excel_time(Instant at)
{
    constexpr double seconds_of_day = 86400;
    const auto local = std::chrono::floor<std::chrono::seconds>(to_local(at)).time_since_epoch();
    return days_to_1970 + double(local.count()) / seconds_of_day;
}

double excel_day(Day day)
{
    return days_to_1970 + double(day.time_since_epoch().count());
}

struct Looks {
    lxw_format *title, *heading, *text, *number, *time, *day;
};

Looks looks_of(lxw_workbook* book)
{
    Looks looks{workbook_add_format(book), workbook_add_format(book), workbook_add_format(book),
                workbook_add_format(book), workbook_add_format(book), workbook_add_format(book)};
    format_set_bold(looks.title);
    format_set_font_size(looks.title, title_size);
    format_set_bold(looks.heading);
    format_set_bg_color(looks.heading, 0xE4F0EF);
    format_set_bottom(looks.heading, LXW_BORDER_THIN);
    for (auto* look : {looks.heading, looks.text}) format_set_text_wrap(look);
    for (auto* look : {looks.text, looks.number, looks.time, looks.day})
        format_set_align(look, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(looks.number, "#,##0");
    format_set_num_format(looks.time, "dd/mm/yyyy hh:mm");
    format_set_num_format(looks.day, "dd/mm/yyyy");
    return looks;
}

/// Text that looks like an escape is escaped (ECMA-376 part 1, 22.9.2.19), and what no XML may hold
/// (U+FFFE, U+FFFF) is left out.
std::string escaped(const std::string& text)
{
    constexpr std::size_t length = 7;
    std::string safe;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto rest = std::string_view(text).substr(i, length);
        if (rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf")) {
            i += 2;
            continue;
        }
        if (rest.size() == length && rest.starts_with("_x") && rest.back() == '_' &&
            rest.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos)
            safe += "_x005F";
        safe.push_back(text[i]);
    }
    return safe;
}

/// Hard blanks become plain ones: what somebody types into a filter must find the cell.
std::string with_plain_blanks(std::string_view text)
{
    constexpr std::string_view hard = "\u00a0";
    std::string plain;
    for (auto at = text.find(hard); at != std::string_view::npos; at = text.find(hard)) {
        plain.append(text.substr(0, at)).push_back(' ');
        text.remove_prefix(at + hard.size());
    }
    return plain.append(text);
}

lxw_error
write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Value& value, const Looks& looks)
{
    if (const auto* text = std::get_if<std::string>(&value))
        return worksheet_write_string(
            sheet, row, column, escaped(with_plain_blanks(*text)).c_str(), looks.text
        );
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return worksheet_write_number(sheet, row, column, double(*number), looks.number);
    if (const auto* at = std::get_if<Instant>(&value))
        return worksheet_write_number(sheet, row, column, excel_time(*at), looks.time);
    if (const auto* day = std::get_if<Day>(&value))
        return worksheet_write_number(sheet, row, column, excel_day(*day), looks.day);
    return LXW_NO_ERROR;
}

/// What Excel takes as a tab's name: none of `[]:*?/\\`, no quote at an end, 1 to 31 letters
/// (libxlsxwriter, workbook_add_worksheet). A month is often written with a slash.
std::string tab_name(std::string_view wanted)
{
    constexpr std::size_t letters_max = 31;
    std::string name;
    std::size_t letters = 0;
    for (const char c : wanted) {
        const bool begins = (c & 0xc0) != 0x80; // of a letter in UTF-8
        if (begins && ++letters > letters_max) break;
        name.push_back(std::string_view("[]:*?/\\").find(c) == std::string_view::npos ? c : '-');
    }
    if (name.starts_with('\'')) name.front() = '-';
    if (name.ends_with('\'')) name.back() = '-';
    return name.empty() ? "1" : name;
}

void fill(lxw_worksheet* page, const Sheet& sheet, const Looks& looks)
{
    const auto check = [](lxw_error error) {
        if (error != LXW_NO_ERROR)
            throw std::runtime_error(fmt::format("spreadsheet: {}", lxw_strerror(error)));
    };
    const auto last_column = lxw_col_t(sheet.columns.size() - 1);
    check(worksheet_write_string(page, 0, 0, sheet.title.c_str(), looks.title));
    check(worksheet_write_string(page, 1, 0, sheet.said.c_str(), nullptr));
    for (lxw_col_t i = 0; i <= last_column; ++i) {
        const auto& column = sheet.columns[i];
        check(worksheet_set_column(page, i, i, column.width, nullptr));
        check(worksheet_write_string(page, heading_row, i, column.heading.c_str(), looks.heading));
    }
    auto row = heading_row;
    for (const auto& values : sheet.rows) {
        ++row;
        for (lxw_col_t i = 0; i <= last_column; ++i)
            check(write(page, row, i, values.at(i), looks));
    }
    if (!sheet.rows.empty()) check(worksheet_autofilter(page, heading_row, 0, row, last_column));
    worksheet_freeze_panes(page, heading_row + 1, 0);
    check(worksheet_repeat_rows(page, heading_row, heading_row));
    worksheet_set_landscape(page);
    constexpr std::uint8_t a4 = 9;
    worksheet_set_paper(page, a4);
    worksheet_fit_to_pages(page, 1, 0);
}

} // namespace

std::string xlsx(const Sheet& sheet)
{
    MemoryFile file;
    std::string folder = std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp";
    lxw_workbook_options options{};
    options.tmpdir = folder.data();
    auto* book = workbook_new_opt(file.path().c_str(), &options);
    if (!book) throw std::runtime_error("no memory for a spreadsheet");
    try {
        auto* page = workbook_add_worksheet(book, tab_name(sheet.name).c_str());
        if (!page) throw std::runtime_error("spreadsheet: the tab's name does not fit");
        fill(page, sheet, looks_of(book));
    } catch (...) {
        lxw_workbook_free(book);
        throw;
    }
    if (const auto error = workbook_close(book); error != LXW_NO_ERROR)
        throw std::runtime_error(fmt::format("spreadsheet: {}", lxw_strerror(error)));
    return file.bytes();
}

} // namespace tnung::spreadsheet
