#include "foundation/spreadsheet/read_xlsx.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/instant.hpp"

#include <fmt/format.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlreader.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

namespace tnung::spreadsheet {

namespace {

constexpr std::string_view relations_of_package = "_rels/.rels";
/// Ends of relationship types; transitional and strict files begin them otherwise.
constexpr std::string_view document_type = "/officeDocument", strings_type = "/sharedStrings",
                           styles_type = "/styles", sheet_type = "/worksheet";
constexpr std::size_t columns_max = 16'384; ///< of a sheet, by the standard

struct Unreadable {
    std::string words;
};

[[noreturn]] void wrong(std::string words)
{
    throw Unreadable{std::move(words)};
}

class Archive {
public:
    Archive(std::string_view bytes, std::size_t part_bytes_max) : part_bytes_max_(part_bytes_max)
    {
        zip_error_t error;
        zip_error_init(&error);
        auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        zip_ = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
        if (!zip_ && source) zip_source_free(source);
        zip_error_fini(&error);
        if (!zip_) wrong("Tệp không phải bảng tính Excel (.xlsx), hoặc đã hỏng.");
    }
    ~Archive() { zip_discard(zip_); }
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    std::optional<std::string> part(const std::string& name) const
    {
        zip_stat_t stat;
        if (zip_stat(zip_, name.c_str(), 0, &stat) != 0) {
            auto other = name; // as some programs of Windows write them
            std::ranges::replace(other, '/', '\\');
            return other == name ? std::nullopt : part(other);
        }
        // The size is what the file claims: reading goes on no further than allowed.
        const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
            zip_fopen(zip_, name.c_str(), 0), zip_fclose
        );
        if (!file) wrong("Tệp Excel có mật khẩu hoặc đã hỏng.");
        std::string bytes;
        constexpr std::size_t step = 64u << 10;
        for (;;) {
            const auto had = bytes.size();
            bytes.resize(had + step);
            const auto got = zip_fread(file.get(), bytes.data() + had, step);
            if (got < 0) wrong("Tệp Excel đã hỏng.");
            bytes.resize(had + std::size_t(got));
            if (bytes.size() > part_bytes_max_) wrong("Tệp Excel quá lớn.");
            if (got == 0) return bytes;
        }
    }

private:
    zip_t* zip_ = nullptr;
    const std::size_t part_bytes_max_;
};

/// Throws where a tag is longer than any program writes: each of its attributes is compared with
/// all others.
void require_short_tags(std::string_view xml)
{
    constexpr std::size_t tag_bytes_max = 8192;
    // Each name is looked up among those that stand open.
    constexpr std::size_t namespaces_max = 2000;
    std::size_t namespaces = 0;
    for (auto at = xml.find("xmlns"); at != std::string_view::npos; at = xml.find("xmlns", at + 1))
        if (++namespaces > namespaces_max) wrong("Tệp Excel có phần dài bất thường.");
    for (auto at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at)) {
        const auto rest = xml.substr(at);
        if (rest.starts_with("<?")) { // one alone, at the beginning, says the version
            if (at > 3 || rest.find("?>") == std::string_view::npos)
                wrong("Tệp Excel có phần lạ (lệnh xử lý).");
            at += rest.find("?>");
            continue;
        }
        if (rest.starts_with("<!--") || rest.starts_with("<![CDATA[")) {
            const auto end = rest.find(rest[2] == '-' ? "-->" : "]]>", 4);
            if (end == std::string_view::npos) return; // no XML: the reader says so
            at += end;
            continue;
        }
        char quote = 0;
        std::size_t length = 1;
        for (; length < rest.size() && (quote || rest[length] != '>'); ++length) {
            if (length > tag_bytes_max) wrong("Tệp Excel có phần dài bất thường.");
            const auto c = rest[length];
            if (quote && c == quote)
                quote = 0;
            else if (!quote && (c == '"' || c == '\''))
                quote = c;
        }
        at += length;
    }
}

/// Goes through one part, forwards alone; without entities, without anything outside of it.
class Reader {
public:
    explicit Reader(const std::string& xml)
        : reader_(
              xmlReaderForMemory(
                  xml.data(), int(xml.size()), nullptr, nullptr,
                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |
                      XML_PARSE_COMPACT
              ),
              xmlFreeTextReader
          )
    {
        if (!reader_) wrong("Tệp Excel đã hỏng.");
        require_short_tags(xml);
    }
    /// False at the end. Throws where it is no XML.
    bool next()
    {
        const auto got = xmlTextReaderRead(reader_.get());
        if (got < 0) wrong("Tệp Excel đã hỏng.");
        if (got == 1 && xmlTextReaderNodeType(reader_.get()) == XML_READER_TYPE_DOCUMENT_TYPE)
            wrong("Tệp Excel có phần không được phép (DOCTYPE).");
        return got == 1;
    }
    bool begins(const char* name) const
    {
        return xmlTextReaderNodeType(reader_.get()) == XML_READER_TYPE_ELEMENT && is(name);
    }
    bool ends(const char* name) const
    {
        const auto type = xmlTextReaderNodeType(reader_.get());
        return is(name) && (type == XML_READER_TYPE_END_ELEMENT ||
                            (type == XML_READER_TYPE_ELEMENT && is_empty()));
    }
    bool is_empty() const { return xmlTextReaderIsEmptyElement(reader_.get()) == 1; }
    bool is_text() const
    {
        const auto type = xmlTextReaderNodeType(reader_.get());
        return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
               type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
    }
    std::string_view text() const
    {
        const auto* value = xmlTextReaderConstValue(reader_.get());
        return value ? reinterpret_cast<const char*>(value) : "";
    }
    /// `r:id`, whatever prefix the file gives to relationships.
    std::string relation_id() const
    {
        for (const auto* space :
             {"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
              "http://purl.oclc.org/ooxml/officeDocument/relationships"})
        {
            const std::unique_ptr<xmlChar, decltype(xmlFree)> value(
                xmlTextReaderGetAttributeNs(
                    reader_.get(), reinterpret_cast<const xmlChar*>("id"),
                    reinterpret_cast<const xmlChar*>(space)
                ),
                xmlFree
            );
            if (value) return reinterpret_cast<const char*>(value.get());
        }
        return "";
    }
    std::string attribute(const char* name) const
    {
        const std::unique_ptr<xmlChar, decltype(xmlFree)> value(
            xmlTextReaderGetAttribute(reader_.get(), reinterpret_cast<const xmlChar*>(name)),
            xmlFree
        );
        return value ? reinterpret_cast<const char*>(value.get()) : "";
    }

private:
    bool is(const char* name) const
    {
        const auto* local = xmlTextReaderConstLocalName(reader_.get());
        return local && std::string_view(reinterpret_cast<const char*>(local)) == name;
    }
    std::unique_ptr<xmlTextReader, decltype(&xmlFreeTextReader)> reader_;
};

std::optional<std::size_t> number_of(std::string_view digits)
{
    constexpr std::size_t length_max = 9;
    if (digits.empty() || digits.size() > length_max) return std::nullopt;
    std::size_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + std::size_t(c - '0');
    }
    return number;
}

struct Relation {
    std::string id, type, target; ///< the target as a part's name
};

/// The name of a part that another one refers to.
std::string resolved(std::string_view from, std::string_view target)
{
    if (target.starts_with("/")) return std::string(target.substr(1));
    std::string name(from.substr(0, from.rfind('/') + 1));
    for (; target.starts_with("../") || target.starts_with("./");) {
        if (target.starts_with("../") && !name.empty()) {
            name.pop_back();
            name.resize(name.rfind('/') + 1);
        }
        target.remove_prefix(target.find('/') + 1);
    }
    return name + std::string(target);
}

/// Where parts lie is said by relationships alone (ECMA-376 part 2, 6.5), never by their names.
std::vector<Relation>
relations_in(const Archive& archive, const std::string& part, std::string_view source)
{
    std::vector<Relation> relations;
    const auto xml = archive.part(part);
    if (!xml) return relations;
    for (Reader reader(*xml); reader.next();)
        if (reader.begins("Relationship") && reader.attribute("TargetMode") != "External")
            relations.push_back(
                {reader.attribute("Id"), reader.attribute("Type"),
                 resolved(source, reader.attribute("Target"))}
            );
    return relations;
}

std::string target_of(const std::vector<Relation>& relations, std::string_view type)
{
    const auto found = std::ranges::find_if(relations, [&](const Relation& relation) {
        return relation.type.ends_with(type);
    });
    return found == relations.end() ? "" : found->target;
}

struct SheetPart {
    std::string name, part;
    bool visible;
};

struct Workbook {
    std::vector<SheetPart> sheets;
    std::string strings, styles; ///< parts; empty: none
    bool from_1904 = false;      ///< days are counted from 1 January 1904
};

Workbook workbook_in(const Archive& archive)
{
    const auto main =
        target_of(relations_in(archive, std::string(relations_of_package), ""), document_type);
    const auto xml = main.empty() ? std::nullopt : archive.part(main);
    if (!xml || main.ends_with(".bin"))
        wrong(
            archive.part("mimetype") ? "Tệp LibreOffice (.ods): lưu lại thành .xlsx."
            : main.ends_with(".bin") ? "Tệp Excel nhị phân (.xlsb): lưu lại thành .xlsx."
                                     : "Tệp nén, không phải bảng tính Excel (.xlsx)."
        );
    const auto slash = main.rfind('/') + 1;
    const auto relations = relations_in(
        archive, main.substr(0, slash) + "_rels/" + main.substr(slash) + ".rels", main
    );
    Workbook workbook;
    workbook.strings = target_of(relations, strings_type);
    workbook.styles = target_of(relations, styles_type);
    for (Reader reader(*xml); reader.next();) {
        if (reader.begins("workbookPr")) {
            const auto flag = reader.attribute("date1904");
            workbook.from_1904 = flag == "1" || flag == "true";
        }
        if (!reader.begins("sheet")) continue;
        const auto id = reader.relation_id();
        const auto found = std::ranges::find(relations, id, &Relation::id);
        if (found == relations.end() || !found->type.ends_with(sheet_type)) continue; // a chart
        const auto state = reader.attribute("state");
        workbook.sheets.push_back(
            {reader.attribute("name"), found->target, state.empty() || state == "visible"}
        );
    }
    return workbook;
}

/// Whether numbers in a format are days or times (ECMA-376 part 1, 18.8.30 and 18.8.31).
bool is_date_format(int id, const std::map<int, std::string>& own)
{
    const auto found = own.find(id);
    if (found == own.end())
        return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
               (id >= 50 && id <= 58);
    char quote = 0;
    for (std::size_t i = 0; i < found->second.size(); ++i) {
        const char c = found->second[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"') {
            quote = '"';
        } else if (c == '[') {
            quote = ']'; // a colour, a condition, a language
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == ';') {
            break;
        } else if (std::string_view("dmyhsDMYHS").find(c) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

/// Of each cell style whether its numbers are days.
std::vector<bool> date_styles(const Archive& archive, const std::string& part)
{
    std::vector<bool> dates;
    const auto xml = part.empty() ? std::nullopt : archive.part(part);
    if (!xml) return dates;
    std::map<int, std::string> own;
    bool of_cells = false;
    for (Reader reader(*xml); reader.next();) {
        if (reader.begins("numFmt"))
            if (const auto id = number_of(reader.attribute("numFmtId")))
                own[int(*id)] = reader.attribute("formatCode");
        if (reader.begins("cellXfs")) of_cells = !reader.is_empty();
        if (reader.ends("cellXfs")) of_cells = false;
        if (of_cells && reader.begins("xf"))
            dates.push_back(
                is_date_format(int(number_of(reader.attribute("numFmtId")).value_or(0)), own)
            );
    }
    return dates;
}

std::optional<double> double_of(const std::string& written)
{
    double number = 0;
    const auto* end = written.data() + written.size();
    const auto [stop, error] = std::from_chars(written.data(), end, number);
    return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

/// With the fifteen digits that Excel keeps, without an exponent; as it is where it is no number.
std::string plain_number(const std::string& written)
{
    const bool has_all = written.find_first_of(".eE") == std::string::npos;
    const auto read = has_all ? std::nullopt : double_of(written);
    if (!read || !(std::abs(*read) < 1e18)) return written;
    const auto number = *read;
    constexpr int digits = 15;
    const auto before = number == 0 ? 1 : int(std::floor(std::log10(std::abs(number)))) + 1;
    auto plain = fmt::format("{:.{}f}", number, std::clamp(digits - before, 0, digits));
    if (plain.find('.') != std::string::npos) {
        plain.resize(plain.find_last_not_of('0') + 1);
        if (plain.ends_with('.')) plain.pop_back();
    }
    return plain;
}

/// `_x000D_` stands for the letter of that number (ECMA-376 part 1, 22.9.2.19); controls become
/// blanks.
std::string unescaped(const std::string& written)
{
    constexpr std::size_t length = 7;
    std::string text;
    for (std::size_t i = 0; i < written.size();) {
        const auto rest = std::string_view(written).substr(i, length);
        unsigned letter = 0;
        const auto hex = rest.size() == length && rest.starts_with("_x") && rest.back() == '_';
        const auto* end = hex ? rest.data() + length - 1 : nullptr;
        const auto [stop, error] =
            hex ? std::from_chars(rest.data() + 2, end, letter, 16)
                : std::from_chars_result{nullptr, std::errc::invalid_argument};
        if (error != std::errc() || stop != end) {
            text.push_back(written[i++]);
            continue;
        }
        constexpr unsigned controls_end = 0x20, surrogates = 0xd800, surrogates_end = 0xe000;
        if (letter < controls_end) {
            text.push_back(' ');
        } else if (letter < surrogates || letter >= surrogates_end) {
            std::array<xmlChar, 5> utf8{};
            const int size = xmlCopyChar(0, utf8.data(), int(letter));
            text.append(reinterpret_cast<const char*>(utf8.data()), std::size_t(size));
        }
        i += length;
    }
    return text;
}

/// A day, or a day and a time, counted as Excel does; as it is where it is none.
std::string day_text(const std::string& written, bool from_1904)
{
    const auto number = double_of(written);
    constexpr double days_max = 2'958'465; // 31/12/9999
    constexpr int day_of_1900_02_28 = 59;
    if (!number || !(*number >= 1 && *number <= days_max)) return written;
    constexpr double seconds_a_day = 86'400;
    const auto seconds = std::llround(*number * seconds_a_day);
    auto days = int(seconds / std::int64_t(seconds_a_day));
    const auto time = seconds % std::int64_t(seconds_a_day);
    // Excel counts a 29 February 1900 that was none.
    if (!from_1904 && days <= day_of_1900_02_28) ++days;
    const auto first = from_1904 ? std::chrono::local_days(std::chrono::year(1904) / 1 / 1)
                                 : std::chrono::local_days(std::chrono::year(1899) / 12 / 30);
    const auto text = iso_text(first + std::chrono::days(days));
    if (time == 0) return text;
    return fmt::format("{} {:02}:{:02}:{:02}", text, time / 3600, time / 60 % 60, time % 60);
}

std::vector<std::string>
shared_strings(const Archive& archive, const std::string& name, const ReadLimits& limits)
{
    std::vector<std::string> all;
    const auto part = name.empty() ? std::nullopt : archive.part(name);
    if (!part) return all;
    bool phonetic = false;
    for (Reader reader(*part); reader.next();) {
        if (reader.begins("si")) all.emplace_back();
        if (all.size() > limits.strings_max) wrong("Tệp Excel quá lớn.");
        if (reader.begins("rPh")) phonetic = !reader.is_empty();
        if (reader.ends("rPh")) phonetic = false;
        if (!reader.is_text() || phonetic || all.empty()) continue;
        all.back() += reader.text();
        if (all.back().size() > limits.cell_bytes_max) wrong("Một ô của tệp Excel quá dài.");
    }
    for (auto& one : all)
        if (one.find("_x") != std::string::npos) one = unescaped(one);
    return all;
}

/// `AB12` is column 27; nothing where it is no reference.
std::optional<std::size_t> column_of(std::string_view reference)
{
    std::size_t column = 0, letters = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + std::size_t(c - 'A') + 1;
        if (column > columns_max) return std::nullopt;
        ++letters;
    }
    return letters == 0 ? std::nullopt : std::optional(column - 1);
}

/// `AB12` is line 12; nothing where it is no reference.
std::optional<int> line_of(std::string_view reference)
{
    constexpr int lines_max = 1'048'576;
    const auto digits = std::min(reference.find_first_of("0123456789"), reference.size());
    const auto line = parse_integer(reference.substr(digits));
    return line && *line >= 1 && *line <= lines_max ? std::optional(int(*line)) : std::nullopt;
}

class Sheet {
public:
    Sheet(
        const std::vector<std::string>& strings, const std::vector<bool>& dates, bool from_1904,
        const ReadLimits& limits
    )
        : strings_(strings), dates_(dates), from_1904_(from_1904), limits_(limits)
    {
    }

    std::vector<CsvRow> rows(const std::string& xml)
    {
        for (Reader reader(xml); reader.next();) {
            if (reader.begins("row")) begin_row(reader);
            if (reader.begins("c")) begin_cell(reader);
            if (reader.begins("f")) {
                formula_ = "=";
                in_formula_ = !reader.is_empty();
            }
            if (reader.ends("f")) in_formula_ = false;
            if (reader.is_text() && in_formula_ && formula_.size() < limits_.cell_bytes_max)
                formula_ += reader.text();
            if (reader.begins("v") || reader.begins("t")) {
                value_ = !reader.is_empty();
                reckoned_ = true;
            }
            if (reader.ends("v") || reader.ends("t")) value_ = false;
            if (reader.is_text() && value_) text_ += reader.text();
            if (text_.size() > limits_.cell_bytes_max) wrong("Một ô của tệp Excel quá dài.");
            if (reader.ends("c")) end_cell();
            if (reader.ends("row")) end_row();
            if (reader.begins("mergeCell")) fill_down(reader.attribute("ref"));
        }
        return std::move(rows_);
    }

private:
    void begin_row(const Reader& reader)
    {
        const auto line = number_of(reader.attribute("r"));
        row_ = {.line = line ? int(*line) : row_.line + 1, .cells = {}};
        next_column_ = 0;
    }
    void begin_cell(const Reader& reader)
    {
        column_ = column_of(reader.attribute("r")).value_or(next_column_);
        type_ = reader.attribute("t");
        const auto style = number_of(reader.attribute("s"));
        is_date_ = style && *style < dates_.size() && dates_[*style];
        text_.clear();
        formula_.clear();
        value_ = in_formula_ = reckoned_ = false;
    }
    void end_cell()
    {
        next_column_ = column_ + 1;
        if (!reckoned_ && !formula_.empty()) { // whoever wrote the file left it to its reader
            type_ = "str";
            text_ = formula_;
        }
        if (type_ == "s") {
            const auto index = number_of(text_);
            if (!index || *index >= strings_.size()) wrong("Tệp Excel đã hỏng.");
            text_ = strings_[*index];
        }
        if (type_ == "e" && !text_.starts_with('#')) text_.insert(0, "#");
        if (type_ == "e" && !text_.ends_with('!') && !text_.ends_with('?') && text_ != "#N/A")
            text_ += '!';
        if ((type_ == "inlineStr" || type_ == "str") && text_.find("_x") != std::string::npos)
            text_ = unescaped(text_);
        if (type_.empty() || type_ == "n")
            text_ = is_date_ ? day_text(text_, from_1904_) : plain_number(text_);
        if (text_.empty()) return;
        hold(text_);
        // What lies far to the right of everything is nobody's.
        if (column_ >= limits_.cells_max) return;
        if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
        row_.cells[column_] = std::move(text_);
        text_.clear();
    }
    void hold(const std::string& text)
    {
        held_ += text.size();
        if (held_ > limits_.text_bytes_max) wrong("Bảng tính quá lớn.");
    }
    void end_row()
    {
        const bool empty = std::ranges::all_of(row_.cells, &std::string::empty);
        if (!empty) rows_.push_back(row_);
        if (rows_.size() > limits_.rows_max)
            wrong(fmt::format("Bảng tính có quá {} dòng.", limits_.rows_max));
    }

    /// `D2:D3`: what stands in the uppermost cell stands for those below it, which hold nothing.
    /// (Merged cells come after all rows.)
    void fill_down(const std::string& range)
    {
        constexpr std::size_t merges_max = 20'000;
        constexpr int rows_max = 1000; ///< of one; more is a frame around something
        const auto colon = range.find(':');
        const auto column = column_of(range);
        const auto first = line_of(std::string_view(range).substr(0, colon)),
                   last = colon == std::string::npos
                              ? first
                              : line_of(std::string_view(range).substr(colon + 1));
        if (++merges_ > merges_max || !column || !first || !last || *last <= *first ||
            *last - *first > rows_max)
            return;
        auto row = std::ranges::lower_bound(rows_, *first, {}, &CsvRow::line);
        if (row == rows_.end() || row->line != *first || row->cells.size() <= *column) return;
        const auto value = row->cells[*column];
        for (++row; row != rows_.end() && row->line <= *last; ++row) {
            hold(value);
            if (row->cells.size() <= *column) row->cells.resize(*column + 1);
            if (row->cells[*column].empty()) row->cells[*column] = value;
        }
    }

    const std::vector<std::string>& strings_;
    const std::vector<bool>& dates_; ///< of each style
    const bool from_1904_;
    const ReadLimits& limits_;
    std::vector<CsvRow> rows_;
    CsvRow row_;
    std::size_t column_ = 0, next_column_ = 0;
    std::size_t held_ = 0;   ///< bytes in cells so far
    std::size_t merges_ = 0; ///< seen so far
    std::string type_, text_, formula_;
    bool in_formula_ = false, reckoned_ = false;
    bool value_ = false;   ///< what is read stands in a value
    bool is_date_ = false; ///< the cell's style shows a number as a day
};

std::vector<CsvRow>
rows_in(const Archive& archive, const std::string& asked, const ReadLimits& limits)
{
    const auto workbook = workbook_in(archive);
    const auto strings = shared_strings(archive, workbook.strings, limits);
    const auto dates = date_styles(archive, workbook.styles);
    std::vector<CsvRow> found;
    std::string names;
    std::size_t filled = 0;
    constexpr std::size_t sheets_max = 255;
    if (workbook.sheets.size() > sheets_max)
        wrong(fmt::format("Tệp Excel có quá {} trang tính.", sheets_max));
    for (const auto& sheet : workbook.sheets) {
        if (asked.empty() ? !sheet.visible : sheet.name != asked) continue;
        const auto xml = archive.part(sheet.part);
        if (!xml) wrong("Tệp Excel đã hỏng: thiếu một trang tính.");
        auto rows = Sheet(strings, dates, workbook.from_1904, limits).rows(*xml);
        if (rows.empty()) continue;
        names += fmt::format("{}“{}”", filled == 0 ? "" : ", ", sheet.name);
        ++filled;
        found = std::move(rows);
    }
    if (filled > 1)
        wrong(fmt::format(
            "Tệp Excel có {} trang tính có dữ liệu: {}. Hãy chỉ rõ trang cần đọc (--sheet), hoặc "
            "để mỗi trang một tệp.",
            filled, names
        ));
    if (filled == 0 && !asked.empty())
        wrong(fmt::format("Tệp Excel không có trang tính “{}” có dữ liệu.", asked));
    if (workbook.sheets.empty()) wrong("Tệp Excel không có trang tính nào.");
    return found;
}

} // namespace

bool looks_like_xlsx(std::string_view bytes)
{
    return bytes.starts_with("PK\x03\x04");
}

Result<std::vector<CsvRow>, NotReadable>
read_xlsx(std::string_view bytes, const ReadLimits& limits, const std::string& sheet)
{
    try {
        return rows_in(Archive(bytes, limits.part_bytes_max), sheet, limits);
    } catch (const Unreadable& why) {
        return refuse(NotReadable{why.words});
    }
}

} // namespace tnung::spreadsheet
