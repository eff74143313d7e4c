#include "foundation/spreadsheet/read_xlsx.hpp"

#include <fmt/format.h>
#include <libxml/xmlreader.h>
#include <zip.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

namespace tnung::spreadsheet {

namespace {

constexpr std::string_view workbook_part = "xl/workbook.xml",
                           relations_part = "xl/_rels/workbook.xml.rels",
                           strings_part = "xl/sharedStrings.xml";
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
        if (zip_stat(zip_, name.c_str(), 0, &stat) != 0) return std::nullopt;
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

/// Where the first sheet of the workbook lies.
std::string first_sheet(const Archive& archive)
{
    const auto workbook = archive.part(std::string(workbook_part));
    const auto relations = archive.part(std::string(relations_part));
    if (!workbook || !relations) wrong("Tệp không phải bảng tính Excel (.xlsx).");
    std::string id;
    for (Reader reader(*workbook); id.empty() && reader.next();)
        if (reader.begins("sheet")) id = reader.attribute("r:id");
    for (Reader reader(*relations); reader.next();)
        if (reader.begins("Relationship") && reader.attribute("Id") == id) {
            const auto target = reader.attribute("Target");
            return target.starts_with("/") ? target.substr(1) : "xl/" + target;
        }
    wrong("Tệp Excel không có trang tính nào.");
}

std::vector<std::string> shared_strings(const Archive& archive, const ReadLimits& limits)
{
    std::vector<std::string> all;
    const auto part = archive.part(std::string(strings_part));
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

class Sheet {
public:
    Sheet(std::vector<std::string> strings, const ReadLimits& limits)
        : strings_(std::move(strings)), limits_(limits)
    {
    }

    std::vector<CsvRow> rows(const std::string& xml)
    {
        for (Reader reader(xml); reader.next();) {
            if (reader.begins("row")) begin_row(reader);
            if (reader.begins("c")) begin_cell(reader);
            if (reader.begins("v") || reader.begins("t")) value_ = !reader.is_empty();
            if (reader.ends("v") || reader.ends("t")) value_ = false;
            if (reader.is_text() && value_) text_ += reader.text();
            if (text_.size() > limits_.cell_bytes_max) wrong("Một ô của tệp Excel quá dài.");
            if (reader.ends("c")) end_cell();
            if (reader.ends("row")) end_row();
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
        text_.clear();
        value_ = false;
    }
    void end_cell()
    {
        next_column_ = column_ + 1;
        if (type_ == "s") {
            const auto index = number_of(text_);
            if (!index || *index >= strings_.size()) wrong("Tệp Excel đã hỏng.");
            text_ = strings_[*index];
        }
        if (type_ == "e") text_.clear(); // `#N/A` is nothing that anybody wrote
        if (text_.empty()) return;
        held_ += text_.size();
        if (held_ > limits_.text_bytes_max) wrong("Bảng tính quá lớn.");
        // What lies far to the right of everything is nobody's.
        if (column_ >= limits_.cells_max) return;
        if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
        row_.cells[column_] = std::move(text_);
        text_.clear();
    }
    void end_row()
    {
        const bool empty = std::ranges::all_of(row_.cells, &std::string::empty);
        if (!empty) rows_.push_back(row_);
        if (rows_.size() > limits_.rows_max)
            wrong(fmt::format("Bảng tính có quá {} dòng.", limits_.rows_max));
    }

    const std::vector<std::string> strings_;
    const ReadLimits& limits_;
    std::vector<CsvRow> rows_;
    CsvRow row_;
    std::size_t column_ = 0, next_column_ = 0;
    std::size_t held_ = 0; ///< bytes in cells so far
    std::string type_, text_;
    bool value_ = false; ///< what is read stands in a value
};

} // namespace

bool looks_like_xlsx(std::string_view bytes)
{
    return bytes.starts_with("PK\x03\x04");
}

Result<std::vector<CsvRow>, NotReadable> read_xlsx(std::string_view bytes, const ReadLimits& limits)
{
    try {
        const Archive archive(bytes, limits.part_bytes_max);
        const auto sheet = archive.part(first_sheet(archive));
        if (!sheet) wrong("Tệp Excel không có trang tính nào.");
        return Sheet(shared_strings(archive, limits), limits).rows(*sheet);
    } catch (const Unreadable& why) {
        return refuse(NotReadable{why.words});
    }
}

} // namespace tnung::spreadsheet
