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
constexpr std::int64_t small_amount_max = 1000; ///< đồng: fees are more
constexpr std::size_t written_shown_max = 60;   ///< letters of what stands in a field

/// Folded headings, as offices write them and as the JSON form names them; `a.b` is nested.
constexpr auto headings_known = std::to_array<std::pair<std::string_view, std::string_view>>({
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
    {"hen tra", "due_at"},
    {"ngay hen tra ket qua", "due_at"},
    {"hen tra ket qua", "due_at"},
    {"ngay tra ket qua du kien", "due_at"},
    {"so ho so", "dossier_code"},
    {"ma hs", "dossier_code"},
    {"so bien nhan", "dossier_code"},
    {"tinh trang", "state"},
    {"tinh trang ho so", "state"},
    {"trang thai ho so", "state"},
    {"ngay cap nhat", "occurred_at"},
    {"thoi gian cap nhat", "occurred_at"},
    {"ten co quan", "agency_name"},
    {"ma xa", "unit_code"},
    {"ma phuong", "unit_code"},
    {"ma xa, phuong", "unit_code"},
    {"ma xa/phuong", "unit_code"},
    {"ten chu ho so", "owner.name"},
    {"ho va ten", "owner.name"},
    {"ho ten", "owner.name"},
    {"nguoi nop", "owner.name"},
    {"nguoi nop ho so", "owner.name"},
    {"so cccd", "owner.identity_number"},
    {"cccd", "owner.identity_number"},
    {"so cmnd/cccd", "owner.identity_number"},
    {"cmnd/cccd", "owner.identity_number"},
    {"so dinh danh ca nhan", "owner.identity_number"},
    {"ngay sinh", "owner.birth_date"},
    {"sdt", "phone"},
    {"so dt", "phone"},
    {"dien thoai", "phone"},
    {"ly do", "detail.reason"},
    {"han nop", "detail.act_by"},
    {"so tien", "detail.amount_dong"},
    {"nguoi xu ly", "detail.handler"},
});

std::string_view field_of(std::string_view heading)
{
    const auto folded = text::fold(plain_heading(heading));
    for (const auto& [known, field] : headings_known)
        if (folded == known) return field;
    return {};
}

bool is_heading(const std::string& cell)
{
    return !field_of(cell).empty();
}

/// What a heading counts money in: `Số tiền (nghìn đồng)`, `(ĐVT: 1.000 đồng)`, `(triệu đồng)`.
std::string_view unit_of(std::string_view heading)
{
    const auto folded = text::fold(heading);
    const auto says = [&](std::string_view word) { return folded.find(word) != std::string::npos; };
    if (says("trieu") || says("1.000.000")) return " triệu";
    if (says("nghin") || says("ngan dong") || says("1.000") || says("1000")) return " nghìn";
    return says("ty dong") ? " tỷ" : "";
}

bool is_tax_code(std::string_view heading)
{
    return text::fold(plain_heading(heading)) == "ma so thue";
}

/// A spreadsheet takes a number's first zero away: eleven digits are no number of a person but one
/// that lost it, nine no tax code but one.
std::string with_its_zero(const std::string& digits, std::string_view heading)
{
    constexpr std::size_t of_person = 12, of_business = 10;
    const auto length = is_tax_code(heading) ? of_business : of_person;
    const bool lost = is_digits(digits) && digits.size() == length - 1 && digits.front() != '0';
    return lost ? "0" + digits : digits;
}

/// Converts a cell to the value that the JSON form expects. Where the cell cannot be read, returns
/// it unchanged and sets `expected` to what was expected, for people.
json::Value cell_value(
    std::string_view field, std::string_view heading, const std::string& cell, std::string& expected
)
{
    if (is_failed_formula(cell)) {
        expected = "một giá trị; công thức ở đó không tính được";
        return json::Value(cell);
    }
    if (field == "owner.identity_number") return json::Value(with_its_zero(cell, heading));
    const bool due = field == "due_at",
               day_alone = field == "detail.act_by" || field == "owner.birth_date";
    if (due || day_alone || field == "occurred_at" || field == "received_at") {
        const auto read = text::parse_written_time(cell);
        if (!read) {
            expected = "ngày như 24/11/2026, hoặc có giờ: 24/11/2026 14:12; năm đủ bốn chữ số";
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
        const auto amount = text::parse_money(cell + std::string(unit_of(heading)));
        if (amount) return json::Value(amount->dong);
        expected = amount.error().perhaps.empty() ? "số tiền chẵn đồng như 31.635.000"
                                                  : "một số tiền rõ nghĩa; ghi vậy có thể là " +
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

/// Objects one after the other over many lines, as some programs print them; nothing where
/// something else stands between.
std::optional<std::vector<Row>> json_objects(std::string_view content, Import::Report& report)
{
    std::vector<Row> rows;
    int line = 1;
    while (!content.empty()) {
        const auto begin = content.find_first_not_of(" \t\r\n");
        line += int(std::ranges::count(content.substr(0, begin), '\n'));
        if (begin == std::string_view::npos) break;
        content.remove_prefix(begin);
        const auto end = content.find("\n}");
        if (!content.starts_with('{') || end == std::string_view::npos) return std::nullopt;
        auto item = json::parse(content.substr(0, end + 2));
        if (!item) return std::nullopt;
        rows.push_back({line, std::move(*item)});
        line += int(std::ranges::count(content.substr(0, end + 2), '\n'));
        content.remove_prefix(end + 2);
        if (content.starts_with(',')) content.remove_prefix(1);
    }
    report.rows += std::int64_t(rows.size());
    return rows;
}

/// Returns the items of a JSON array, or of the list `events` in an object as the API takes it,
/// numbered from 1. Nothing where the text is neither.
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
                {line, Import::Severity::refused, "",
                 text::shortened(text::clean(text), written_shown_max),
                 "mỗi dòng một đối tượng JSON: " + item.error().reason}
            );
    }
    return rows;
}

/// Throws with all that are missing.
void require_columns(const std::vector<std::string>& headings)
{
    std::string missing;
    const auto needs = [&](std::string_view field, std::string_view words) {
        const bool found =
            std::ranges::any_of(headings, [&](const auto& one) { return field_of(one) == field; });
        if (!found) missing += fmt::format("{}“{}”", missing.empty() ? "" : ", ", words);
    };
    needs("dossier_code", "Mã hồ sơ");
    needs("occurred_at", "Thời điểm");
    needs("state", "Trạng thái");
    if (!missing.empty())
        throw std::runtime_error(
            fmt::format("Thiếu cột {}. Tiêu đề đọc được: {}.", missing, fmt::join(headings, "; "))
        );
}

struct Rows {
    std::vector<Row> rows;
    std::map<std::string, std::string> headings; ///< of a table: by the JSON pointer of their field
};

Rows table_lines(std::string_view content, const std::string& sheet, Import::Report& report)
{
    auto table = read_table(content, is_heading, sheet);
    if (!table) throw std::runtime_error(table.error().words);
    if (!table->broken_line || !table->headings.empty()) require_columns(table->headings);
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
                 "để trống: phía trên không có tiêu đề; có thể lệch cột"}
            );
        for (auto& remark : wrong) remark.line = row.line;
        read.rows.push_back({row.line, std::move(item), std::move(wrong)});
    }
    if (table->broken_line) {
        ++report.rows;
        ++report.refused;
        report.remarks.push_back(
            {table->broken_line, Import::Severity::refused, "", "",
             "dòng có nhiều nhất 100 ô, dấu nháy đóng đủ; sau dòng này chưa đọc gì"}
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
    if (!array) array = json_objects(content, report);
    return {array ? std::move(*array) : json_lines(content, report), {}};
}

/// What the readers of the API say, in words of whoever has the file.
std::string in_vietnamese(const std::string& expected)
{
    constexpr auto known = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"text of whole letters", "chữ còn nguyên dấu: có chữ đã mất (�) trước khi đến đây"},
        {"a dossier code whose date", "mã hồ sơ có ngày có thật, không ở sau hôm nay"},
        {"a dossier code such as", "mã hồ sơ như H21.12.34-251027-0007"},
        {"a time that is not ahead", "thời điểm không ở sau lúc này"},
        {"a time of 2000 or later", "thời điểm từ năm 2000"},
        {"a time such as", "ngày giờ như 24/11/2026 08:12"},
        {"a day such as", "ngày như 24/11/2026"},
        {"a year from 1900", "năm từ 1900 đến 2199"},
        {"12 digits (or",
         "12 chữ số (hoặc 9 số cũ); 10 số có thể do Excel bỏ hai số 0 ở đầu; mã số thuế "
         "thì ghi ở cột “Mã số thuế”"},
        {"a tax code of", "mã số thuế 10 hoặc 13 chữ số"},
    });
    for (const auto& [begins, words] : known)
        if (expected.starts_with(begins)) return std::string(words);
    constexpr std::string_view at_most = "at most ", text_of = "text of 1 to ", end = " characters";
    for (const auto& [begins, words] :
         {std::pair(at_most, "nhiều nhất {} chữ"), {text_of, "có chữ, nhiều nhất {} chữ"}})
        if (expected.starts_with(begins) && expected.ends_with(end))
            return fmt::format(
                fmt::runtime(words),
                expected.substr(begins.size(), expected.size() - begins.size() - end.size())
            );
    return expected;
}

/// A row of a file has no event id of its own: the same row read twice is the same event.
/// One that was mended is another: what it brings is taken, and told where it was not. Whether it
/// got one.
bool ensure_event_id(json::Value& item)
{
    auto* object = item.if_object();
    if (!object || object->contains("event_id")) return false;
    constexpr std::size_t id_length = 32;
    const auto content = json::text(item);
    (*object)["event_id"] = "file-" + hex_text(crypto::sha256(content)).substr(0, id_length);
    return true;
}

/// What two rows of a file may not both be.
std::string key_of(const json::Value& item)
{
    std::string key;
    for (const auto* name : {"dossier_code", "occurred_at", "state", "kind"})
        if (const auto* value = item.as_object().if_contains(name))
            key += json::text(*value) + "\n";
    return key;
}

/// A total, a signature, a band of a list: it has nothing that a dossier's row has.
bool is_no_dossier(const json::Value& item)
{
    const auto* object = item.if_object();
    return object && !object->contains("dossier_code") && !object->contains("occurred_at") &&
           !object->contains("state");
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
                expected = "giống cột kia cùng tên";
        }
        if (!expected.empty()) {
            row.wrong.push_back(
                {0, Import::Severity::refused, text::clean(headings[i]), cell, std::move(expected)}
            );
            continue;
        }
        (*object)[name] = std::move(value);
        if (is_tax_code(headings[i])) (*object)["kind"] = "business";
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
        text::clean(value->is_string() ? std::string(value->get_string()) : json::text(*value)),
        written_shown_max
    );
}

} // namespace

Import::Report Import::run(
    const Sender& sender, const std::filesystem::path& file, const From& from, Instant now,
    const std::function<void(std::int64_t rows)>& told
)
{
    Report report;
    const auto bytes = content_of(file);
    auto content = rows_of(bytes, from.sheet, report);
    const auto& headings = content.headings;
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
    std::map<std::string, std::pair<int, std::string>> rows_seen; // lines and ids, by key
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
                    lines[i], Severity::refused, "/agency_id",
                    "cơ quan mà hệ thống gửi này được báo thay"
                );
                break;
            }
        }
        batch.clear();
        lines.clear();
        told(done);
    };
    for (auto& row : content.rows) {
        const auto line = row.line;
        auto& item = row.item;
        auto& wrong = row.wrong;
        ++done;
        if (!wrong.empty()) {
            ++report.refused;
            for (auto& one : wrong)
                if (report.remarks.size() < remarks_max) report.remarks.push_back(std::move(one));
            continue;
        }
        read = &item;
        if (!headings.empty() && is_no_dossier(item)) {
            ++report.refused;
            remark(
                line, Severity::refused, "/dossier_code",
                "một hồ sơ; dòng này không phải (dòng cộng, chữ ký?)"
            );
            continue;
        }
        const bool of_file = ensure_event_id(item);
        auto event = read_dossier_event(item, "", now);
        if (!event) {
            ++report.refused;
            for (const auto& error : event.error())
                remark(line, Severity::refused, error.field, in_vietnamese(error.expected));
            continue;
        }
        if (of_file) {
            event->telling = Telling::step; // the same row again tells nobody twice
            const auto [first, is_new] =
                rows_seen.try_emplace(key_of(item), std::pair(line, event->event_id));
            if (!is_new && first->second.second != event->event_id) {
                ++report.refused;
                remark(
                    line, Severity::refused, "/dossier_code",
                    fmt::format(
                        "mỗi mã, thời điểm và trạng thái một dòng; dòng {} ghi khác",
                        first->second.first
                    )
                );
                continue;
            }
        }
        if (event->unit_code.empty()) event->unit_code = from.unit;
        report.without_unit += event->unit_code.empty();
        const auto before = report.remarks.size();
        if (!event->state)
            remark(
                line, Severity::doubtful, "/state",
                "trạng thái từ 1 đến 10 hoặc tên quen thuộc; trạng thái này không báo cho ai"
            );
        const auto mobile =
            std::ranges::find(event->phones, text::PhoneKind::mobile, &text::PhoneNumber::kind);
        if (mobile == event->phones.end())
            remark(
                line, Severity::doubtful, "/phone",
                event->phones.empty() ? "số di động; sẽ không ai được báo"
                : std::ranges::all_of(event->phones, &text::PhoneNumber::doubtful)
                    ? "số di động; đây có thể là máy bàn trước 2017, cán bộ sẽ được nhắc hỏi lại"
                    : "số di động; đây là máy bàn, cán bộ sẽ được nhắc gọi"
            );
        else if (!text::parse_phone(written_in(item, "/phone")))
            remark(
                line, Severity::doubtful, "/phone",
                fmt::format("một số thôi; đã lấy {}", text::phone_text(mobile->digits))
            );
        if (event->owner_identity.empty())
            remark(
                line, Severity::doubtful, "/owner/identity_number",
                "12 chữ số; không có thì chi tiết chưa mở được"
            );
        if (!event->unit_code.empty() && !units_.resolve(event->unit_code).unit)
            remark(
                line, Severity::doubtful, "/unit_code",
                "mã xã, phường của tỉnh (năm chữ số), cũ hoặc mới"
            );
        if (event->detail.amount && event->detail.amount->dong < small_amount_max)
            remark(
                line, Severity::doubtful, "/detail/amount_dong",
                "số tiền tính bằng đồng; có phải nghìn đồng?"
            );
        report.doubtful += report.remarks.size() > before ? 1 : 0;
        batch.push_back(std::move(*event));
        lines.push_back(line);
        if (batch.size() == batch_max) store();
    }
    if (!batch.empty()) store();
    return report;
}

} // namespace tnung::gateway
