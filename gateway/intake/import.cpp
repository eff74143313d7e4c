#include "gateway/intake/import.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/csv/csv.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <sstream>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr std::size_t file_bytes_max = 512u << 20;
constexpr std::size_t batch_max = 500;
constexpr std::size_t remarks_max = 1000;

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

/// `25/11/2026`, `25/11/2026 08:12`, `25-11-2026 8:12:30` as ISO 8601 in Viet Nam time; anything
/// else stays as it is, for the reader to judge.
std::string iso_of(const std::string& typed, bool day_only)
{
    std::array<int, 6> parts{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < typed.size() && count < parts.size();) {
        if (typed[i] < '0' || typed[i] > '9') {
            ++i;
            continue;
        }
        int value = 0;
        std::size_t digits = 0;
        for (; i < typed.size() && typed[i] >= '0' && typed[i] <= '9' && digits < 5; ++i, ++digits)
            value = value * 10 + (typed[i] - '0');
        parts[count++] = value;
    }
    const bool day_first =
        typed.size() > 5 && (typed.find('/') != std::string::npos || typed[2] == '-');
    if (!day_first || count < 3) return typed;
    const auto date = fmt::format("{:04}-{:02}-{:02}", parts[2], parts[1], parts[0]);
    if (day_only) return date;
    return fmt::format("{}T{:02}:{:02}:{:02}+07:00", date, parts[3], parts[4], parts[5]);
}

json::Value cell_value(std::string_view field, const std::string& cell)
{
    if (field == "occurred_at" || field == "received_at" || field == "due_at")
        return json::Value(iso_of(cell, false));
    if (field == "detail.act_by") return json::Value(iso_of(cell, true));
    if (field == "detail.amount_dong") {
        std::string digits;
        for (const char c : cell)
            if (c >= '0' && c <= '9') digits.push_back(c);
        const auto amount = parse_integer(digits);
        return amount ? json::Value(*amount) : json::Value(cell);
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
};

std::vector<Row> json_lines(const std::string& content, Import::Report& report)
{
    std::vector<Row> rows;
    int line = 0;
    std::string_view rest = content;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto text = trimmed(rest.substr(0, end));
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
                 "one JSON object a line: " + item.error().reason}
            );
    }
    return rows;
}

std::vector<Row> csv_lines(const std::string& content, Import::Report& report)
{
    const auto file = read_csv(content);
    std::vector<Row> rows;
    for (std::size_t i = 1; i < file.rows.size(); ++i) {
        ++report.rows;
        rows.push_back({file.rows[i].line, csv_item(file.rows.front().cells, file.rows[i].cells)});
    }
    if (file.broken_line) {
        ++report.rows;
        ++report.refused;
        report.remarks.push_back(
            {file.broken_line, Import::Severity::refused, "",
             "a row of at most 100 cells whose quotes close; nothing after it was read"}
        );
    }
    return rows;
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

json::Value
csv_item(const std::vector<std::string>& headings, const std::vector<std::string>& cells)
{
    json::Object item;
    for (std::size_t i = 0; i < headings.size() && i < cells.size(); ++i) {
        const auto field = field_of(headings[i]);
        const auto cell = text::clean(cells[i]);
        if (field.empty() || cell.empty()) continue;
        const auto dot = field.find('.');
        if (dot == std::string_view::npos) {
            item[field] = cell_value(field, cell);
            continue;
        }
        auto& nested = item[field.substr(0, dot)];
        if (!nested.is_object()) nested = json::Object{};
        nested.as_object()[field.substr(dot + 1)] = cell_value(field, cell);
        if (text::fold(headings[i]) == "ma so thue") nested.as_object()["kind"] = "business";
    }
    return item;
}

Import::Report Import::run(
    const Sender& sender, const std::filesystem::path& file, Instant now,
    const std::function<void(std::int64_t rows)>& told
)
{
    Report report;
    const auto content = content_of(file);
    const bool is_json = trimmed(content).starts_with('{');
    auto rows = is_json ? json_lines(content, report) : csv_lines(content, report);
    const auto remark = [&](int line, Severity severity, std::string field, std::string expected) {
        if (report.remarks.size() < remarks_max)
            report.remarks.push_back({line, severity, std::move(field), std::move(expected)});
    };
    std::vector<DossierEvent> batch;
    std::vector<int> lines;
    std::int64_t done = report.refused;
    const auto store = [&] {
        const auto results = intake_.take(sender, batch, now);
        for (std::size_t i = 0; i < results.size(); ++i) {
            switch (results[i]) {
            case Stored::stored: ++report.stored; break;
            case Stored::repeated: ++report.repeated; break;
            case Stored::out_of_scope:
                ++report.refused;
                remark(
                    lines[i], Severity::refused, "agency_id", "an agency this sender may speak for"
                );
                break;
            }
        }
        batch.clear();
        lines.clear();
        told(done);
    };
    for (auto& [line, item] : rows) {
        ++done;
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
        if (event->phones.empty())
            remark(line, Severity::doubtful, "/phone", "a number that can be told; nobody will be");
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
