#include "gateway/intake/import.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/table/table.hpp"
#include "foundation/text/encoding.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr std::size_t file_bytes_max = 512u << 20;
constexpr std::size_t batch_max = 500;
constexpr std::size_t remarks_max = 1000;
constexpr std::size_t written_shown_max = 60; ///< letters of what stands in a field

/// Folded headings, as offices write them and as the JSON form names them; `a.b` is nested.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> headings_known = {{
    {"ma su kien", "event_id"},
    {"event_id", "event_id"},
    {"ma ho so", "dossier_code"},
    {"dossier_code", "dossier_code"},
    {"ma ho so quoc gia", "national_code"},
    {"national_code", "national_code"},
    {"thoi diem", "occurred_at"},
    {"thoi diem xu ly", "occurred_at"},
    {"occurred_at", "occurred_at"},
    {"trang thai", "state"},
    {"state", "state"},
    {"ma thu tuc", "procedure_code"},
    {"procedure_code", "procedure_code"},
    {"ten thu tuc", "procedure_name"},
    {"thu tuc", "procedure_name"},
    {"procedure_name", "procedure_name"},
    {"ma co quan", "agency_id"},
    {"agency_id", "agency_id"},
    {"co quan giai quyet", "agency_name"},
    {"agency_name", "agency_name"},
    {"ma don vi", "unit_code"},
    {"unit_code", "unit_code"},
    {"chu ho so", "owner.name"},
    {"owner.name", "owner.name"},
    {"so can cuoc", "owner.identity_number"},
    {"so dinh danh", "owner.identity_number"},
    {"ma so thue", "owner.identity_number"},
    {"owner.identity_number", "owner.identity_number"},
    {"so dien thoai", "phone"},
    {"phone", "phone"},
    {"ngay tiep nhan", "received_at"},
    {"received_at", "received_at"},
    {"ngay hen tra", "due_at"},
    {"due_at", "due_at"},
    {"ly do", "detail.reason"},
    {"han nop", "detail.act_by"},
    {"so tien", "detail.amount_dong"},
    {"nguoi xu ly", "detail.handler"},
}};

std::string_view field_of(std::string_view heading)
{
    const auto folded = text::fold(heading);
    for (const auto& [known, field] : headings_known)
        if (folded == known) return field;
    return {};
}

bool is_heading(const std::string& cell)
{
    return !field_of(cell).empty();
}

/// A spreadsheet takes a number's first zero away: eleven digits are no number of a person but one
/// that lost it, nine no tax code but one.
std::string with_its_zero(const std::string& digits, std::string_view heading)
{
    constexpr std::size_t of_person = 12, of_business = 10;
    const auto length = text::fold(heading) == "ma so thue" ? of_business : of_person;
    return is_digits(digits) && digits.size() == length - 1 ? "0" + digits : digits;
}

/// As the JSON form has it; `expected` says what a cell that cannot be read was to be.
json::Value cell_value(
    std::string_view field, std::string_view heading, const std::string& cell, std::string& expected
)
{
    if (is_failed_formula(cell)) {
        expected = "a value; the formula there was not reckoned or failed";
        return json::Value(cell);
    }
    if (field == "owner.identity_number") return json::Value(with_its_zero(cell, heading));
    const bool due = field == "due_at", day_alone = field == "detail.act_by";
    if (due || day_alone || field == "occurred_at" || field == "received_at") {
        const auto read = text::parse_written_time(cell);
        if (!read) {
            expected = "a day such as 24/11/2026, or with its time: 24/11/2026 14:12";
            return json::Value(cell);
        }
        const bool without_time = day_alone || (due && !read->time);
        return json::Value(
            without_time
                ? iso_text(read->day)
                : iso_text(start_of(read->day) + read->time.value_or(std::chrono::seconds(0)))
        );
    }
    if (field == "detail.amount_dong") {
        const auto amount = text::parse_money(cell);
        if (amount) return json::Value(amount->dong);
        expected = amount.error().perhaps.empty() ? "an amount in whole đồng such as 31.635.000"
                                                  : "an amount that is one alone; this may be " +
                                                        text::which_amount(amount.error());
    }
    return json::Value(cell);
}

std::string content_of(const std::filesystem::path& file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) throw std::runtime_error(fmt::format("{}: cannot be read", file.string()));
    if (size > file_bytes_max)
        throw std::runtime_error(fmt::format("{}: larger than 512 MiB, split it", file.string()));
    std::ifstream stream(file, std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
}

struct Row {
    int line;
    json::Value item;
    std::vector<Import::Remark> wrong = {}; ///< cells that could not be read
};

/// The items of an array or of a call of the API, numbered from 1; nothing where it is neither.
std::optional<std::vector<Row>> json_array(std::string_view content, Import::Report& report)
{
    auto whole = json::parse(content, {.bytes_max = file_bytes_max});
    if (!whole) return std::nullopt;
    auto* items = whole->if_array();
    if (auto* object = whole->if_object(); object && object->contains("events"))
        items = object->at("events").if_array();
    if (!items) return std::nullopt;
    std::vector<Row> rows;
    for (auto& item : *items) {
        ++report.rows;
        rows.push_back({int(rows.size()) + 1, std::move(item)});
    }
    return rows;
}

std::vector<Row> json_lines(std::string_view content, Import::Report& report)
{
    std::vector<Row> rows;
    int line = 0;
    std::string_view rest = content;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        auto text = trimmed(rest.substr(0, end));
        if (text.ends_with("},")) text.remove_suffix(1);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        ++line;
        if (text.empty()) continue;
        ++report.rows;
        auto item = json::parse(text);
        if (item) {
            rows.push_back({line, std::move(*item)});
            continue;
        }
        ++report.refused;
        if (report.remarks.size() < remarks_max)
            report.remarks.push_back(
                {line, Import::Severity::refused, "", text::shortened(text, written_shown_max),
                 "one JSON object a line: " + item.error().reason}
            );
    }
    return rows;
}

struct Rows {
    std::vector<Row> rows;
    std::map<std::string, std::string> headings; ///< of a table: by the JSON pointer of their field
};

Rows table_lines(std::string_view content, const std::string& sheet, Import::Report& report)
{
    auto table = read_table(content, is_heading, sheet);
    if (!table) throw std::runtime_error(table.error().words);
    Rows read;
    for (const auto& heading : table->headings) {
        auto pointer = "/" + std::string(field_of(heading));
        std::ranges::replace(pointer, '.', '/');
        read.headings[pointer] = heading;
    }
    report.unknown_columns = table->unknown_columns;
    for (const auto& row : table->rows) {
        ++report.rows;
        auto [item, wrong] = row_item(table->headings, row.cells);
        if (const auto beyond = cell_beyond(*table, row))
            wrong.push_back(
                {0, Import::Severity::refused, fmt::format("cột {}", *beyond),
                 text::shortened(text::clean(row.cells[*beyond - 1]), written_shown_max),
                 "nothing: no heading stands above; a separator in a value shifts a row so"}
            );
        for (auto& remark : wrong) remark.line = row.line;
        read.rows.push_back({row.line, std::move(item), std::move(wrong)});
    }
    if (table->broken_line) {
        ++report.rows;
        ++report.refused;
        report.remarks.push_back(
            {table->broken_line, Import::Severity::refused, "", "",
             "a row of at most 100 cells whose quotes close; nothing after it was read"}
        );
    }
    return read;
}

Rows rows_of(std::string_view bytes, const std::string& sheet, Import::Report& report)
{
    // Other encodings than UTF-8 say so at the beginning, or are those of tables.
    const bool utf16 = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
    const auto decoded = utf16 ? text::decode(bytes) : refuse(text::Undecodable::broken);
    const auto content = decoded ? std::string_view(*decoded) : without_byte_order_mark(bytes);
    const auto inner = trimmed(content);
    if (!inner.starts_with('{') && !inner.starts_with('['))
        return table_lines(bytes, sheet, report);
    auto array = json_array(content, report);
    return {array ? std::move(*array) : json_lines(content, report), {}};
}

/// A row of a file has no event id of its own: the same row read twice is the same event.
void ensure_event_id(json::Value& item)
{
    auto* object = item.if_object();
    if (!object || object->contains("event_id")) return;
    std::string content;
    for (const auto* name : {"dossier_code", "occurred_at", "state"})
        if (const auto* value = object->if_contains(name)) content += json::text(*value) + "\n";
    constexpr std::size_t id_length = 32;
    (*object)["event_id"] = "file-" + hex_text(crypto::sha256(content)).substr(0, id_length);
}

} // namespace

RowItem row_item(const std::vector<std::string>& headings, const std::vector<std::string>& cells)
{
    RowItem row{json::Object{}, {}};
    auto& item = row.item.as_object();
    for (std::size_t i = 0; i < headings.size() && i < cells.size(); ++i) {
        const auto field = field_of(headings[i]);
        const auto cell = text::clean(cells[i]);
        if (field.empty() || cell.empty()) continue;
        std::string expected;
        auto value = cell_value(field, headings[i], cell, expected);
        const auto dot = field.find('.');
        auto* object = &item;
        if (dot != std::string_view::npos) {
            auto& nested = item[field.substr(0, dot)];
            if (!nested.is_object()) nested = json::Object{};
            object = &nested.as_object();
        }
        const auto name = dot == std::string_view::npos ? field : field.substr(dot + 1);
        if (const auto* before = object->if_contains(name); before && *before != value) {
            if (field == "phone")
                value = std::string(before->get_string()) + " / " + cell;
            else
                expected = "the same as in the other column of that name";
        }
        if (!expected.empty()) {
            row.wrong.push_back(
                {0, Import::Severity::refused, text::clean(headings[i]), cell, std::move(expected)}
            );
            continue;
        }
        (*object)[name] = std::move(value);
        if (text::fold(headings[i]) == "ma so thue") (*object)["kind"] = "business";
    }
    return row;
}

namespace {

/// What stands in that field of an item, shortened; empty where nothing does.
std::string written_in(const json::Value& item, const std::string& field)
{
    boost::json::error_code error;
    const auto* value = item.find_pointer(field, error);
    if (!value) return "";
    return text::shortened(
        value->is_string() ? std::string(value->get_string()) : json::text(*value),
        written_shown_max
    );
}

} // namespace

Import::Report Import::run(
    const Sender& sender, const std::filesystem::path& file, const std::string& sheet, Instant now,
    const std::function<void(std::int64_t rows)>& told
)
{
    Report report;
    const auto bytes = content_of(file);
    auto [rows, headings] = rows_of(bytes, sheet, report);
    const json::Value* read = nullptr; // the item that is looked at
    const auto remark = [&](int line, Severity severity, std::string field, std::string expected) {
        if (report.remarks.size() >= remarks_max) return;
        auto written = read ? written_in(*read, field) : "";
        if (const auto heading = headings.find(field); heading != headings.end())
            field = heading->second;
        report.remarks.push_back(
            {line, severity, std::move(field), std::move(written), std::move(expected)}
        );
    };
    std::vector<DossierEvent> batch;
    std::vector<int> lines;
    std::int64_t done = report.refused;
    const auto store = [&] {
        read = nullptr;
        const auto results = intake_.take(sender, batch, now);
        for (std::size_t i = 0; i < results.size(); ++i) {
            switch (results[i].stored) {
            case Stored::stored: ++report.stored; break;
            case Stored::repeated: ++report.repeated; break;
            case Stored::out_of_scope:
                ++report.refused;
                remark(
                    lines[i], Severity::refused, "/agency_id", "an agency this sender may speak for"
                );
                break;
            }
        }
        batch.clear();
        lines.clear();
        told(done);
    };
    for (auto& [line, item, wrong] : rows) {
        ++done;
        if (!wrong.empty()) {
            ++report.refused;
            for (auto& one : wrong)
                if (report.remarks.size() < remarks_max) report.remarks.push_back(std::move(one));
            continue;
        }
        read = &item;
        ensure_event_id(item);
        auto event = read_dossier_event(item, "", now);
        if (!event) {
            ++report.refused;
            for (const auto& error : event.error())
                remark(line, Severity::refused, error.field, error.expected);
            continue;
        }
        const auto before = report.remarks.size();
        if (!event->state)
            remark(
                line, Severity::doubtful, "/state",
                "a state from 1 to 10 or a known label; shown as “Đang xử lý”"
            );
        const auto mobile =
            std::ranges::find(event->phones, text::PhoneKind::mobile, &text::PhoneNumber::kind);
        if (mobile == event->phones.end())
            remark(
                line, Severity::doubtful, "/phone",
                std::ranges::any_of(event->phones, &text::PhoneNumber::doubtful)
                    ? "a mobile number; this may be a landline of before 2017, a clerk will ask"
                    : "a mobile number; nobody will be told"
            );
        else if (!text::parse_phone(written_in(item, "/phone")))
            remark(
                line, Severity::doubtful, "/phone",
                fmt::format("one number alone; taken: {}", text::phone_text(mobile->digits))
            );
        if (event->owner_identity.empty())
            remark(
                line, Severity::doubtful, "/owner/identity_number",
                "12 digits; details stay closed without them"
            );
        if (!event->unit_code.empty() && !units_.resolve(event->unit_code).unit)
            remark(line, Severity::doubtful, "/unit_code", "a unit of the province, old or new");
        report.doubtful += report.remarks.size() > before ? 1 : 0;
        batch.push_back(std::move(*event));
        lines.push_back(line);
        if (batch.size() == batch_max) store();
    }
    if (!batch.empty()) store();
    return report;
}

} // namespace tnung::gateway
