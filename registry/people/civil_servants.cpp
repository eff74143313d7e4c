#include "registry/people/civil_servants.hpp"

#include "foundation/json/json.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <stdexcept>
#include <thread>

namespace tnung::registry {

namespace {

constexpr std::size_t page_bytes_max = 8u << 20;
constexpr std::int64_t records_max = 1'000'000; ///< more is no province's
constexpr std::chrono::seconds answer_max{30};

struct Page {
    json::Array records;
    std::int64_t next = 0;
    bool last = false;
};

std::optional<Page> parse_page(std::string_view text)
{
    auto value = json::parse(text, {.bytes_max = page_bytes_max, .depth_max = 4});
    if (!value || !value->is_object()) return std::nullopt;
    auto& object = value->as_object();
    auto* records = object.if_contains("canBo");
    const auto* next = object.if_contains("tiep");
    const auto* last = object.if_contains("het");
    if (!records || !records->is_array() || !next || !next->is_int64() || !last || !last->is_bool())
        return std::nullopt;
    if (next->as_int64() < 0 || next->as_int64() > 2 * records_max) return std::nullopt;
    return Page{std::move(records->as_array()), next->as_int64(), last->as_bool()};
}

Page ask_page(http::Client& client, const CivilServantDatabase& database, std::int64_t from)
{
    std::string why;
    auto pause = database.pause;
    for (int i = 0; i < database.tries_max; ++i, pause *= 2) {
        if (i > 0) std::this_thread::sleep_for(pause);
        const auto answer = client.call(
            {.method = http::Method::get,
             .url =
                 fmt::format("{}/can-bo?sau={}&so={}", database.url, from, database.page_records),
             .headers = {{"Authorization", "Bearer " + database.token}},
             .body = {},
             .time_max = answer_max,
             .answer_bytes_max = page_bytes_max}
        );
        if (!answer) {
            why = "không trả lời";
            continue;
        }
        if (answer->status == 401 || answer->status == 403)
            throw std::runtime_error("CSDL cán bộ, công chức từ chối: xem lại mã truy cập.");
        if (answer->status != 200) {
            why = fmt::format("trả lời {}", answer->status);
            continue;
        }
        if (auto page = parse_page(answer->body)) return std::move(*page);
        why = "trả lời không đọc được";
    }
    throw std::runtime_error(fmt::format(
        "CSDL cán bộ, công chức {} {} lần ở bản ghi {}. Chưa thay đổi gì; chạy lại sau.", why,
        database.tries_max, from
    ));
}

std::string text_at(const json::Object& record, std::string_view name)
{
    const auto* value = record.if_contains(name);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(*text) : std::string();
}

} // namespace

CivilServantTable ask_civil_servants(
    http::Client& client, const CivilServantDatabase& database,
    const std::function<void(std::int64_t)>& progress
)
{
    struct Newest {
        Instant changed_at;
        CsvRow row;
    };
    std::map<std::string, Newest> people; // by number
    CivilServantTable found;
    int repeats = 0;
    for (std::int64_t from = 0;;) {
        const auto page = ask_page(client, database, from);
        // A page that leads back to where it began is one that was sent again.
        const bool again = page.next <= from && !page.last;
        if (again && ++repeats > database.tries_max)
            throw std::runtime_error(
                "CSDL cán bộ, công chức cứ gửi lại một trang. Chưa thay đổi gì."
            );
        if (again) continue;
        repeats = 0;
        for (std::size_t i = 0; i < page.records.size(); ++i) {
            const auto place = int(from + std::int64_t(i) + 1);
            ++found.records;
            const auto* record = page.records[i].if_object();
            const auto number = record ? text::clean(text_at(*record, "soHieu")) : "";
            if (number.empty()) {
                found.remarks.push_back({place, "", "không nhận: bản ghi không có số hiệu"});
                continue;
            }
            const auto* annual = record->if_contains("keKhaiHangNam");
            CsvRow row{
                .line = place,
                .cells = {
                    number, text_at(*record, "hoTen"), text_at(*record, "chucVu"),
                    text_at(*record, "maCoQuan"), text_at(*record, "tenCoQuan"),
                    !annual || !annual->is_bool() ? "-"
                    : annual->as_bool()           ? "có"
                                                  : "không"}};
            // One that cannot be read is older than any that can.
            const auto changed_at = parse_iso(text_at(*record, "capNhat")).value_or(Instant::min());
            const auto [there, first] = people.try_emplace(number, changed_at, row);
            if (first) continue;
            ++found.doubles;
            if (changed_at > there->second.changed_at) there->second = {changed_at, row};
        }
        progress(found.records);
        if (page.last) break;
        if (page.records.empty() || found.records > records_max)
            throw std::runtime_error("CSDL cán bộ, công chức không kết thúc. Chưa thay đổi gì.");
        from = page.next;
    }
    found.table.headings = {"number", "name", "post", "agency", "agency_name", "annual"};
    for (auto& [number, one] : people) found.table.rows.push_back(std::move(one.row));
    return found;
}

} // namespace tnung::registry
