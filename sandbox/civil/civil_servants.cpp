#include "sandbox/civil/civil_servants.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/json/json.hpp"
#include "sandbox/people/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::sandbox {

namespace {

constexpr std::array<const char*, 8> posts = {
    "Chuyên viên",    "Kế toán trưởng",    "Phó Trưởng phòng", "Trưởng phòng",
    "Thanh tra viên", "Phó Chủ tịch UBND", "Chủ tịch UBND",    "Công chức địa chính"};
constexpr std::size_t agencies_count = 150, page_max = 500;
constexpr const char* day_of_records = "2026-11-01T08:00:00+07:00";
constexpr const char* day_before = "2024-03-05T08:00:00+07:00";

json::Object object_of(const CivilServants::Record& one)
{
    return {{"soHieu", one.number},         {"hoTen", one.name},
            {"chucVu", one.post},           {"maCoQuan", one.agency_code},
            {"tenCoQuan", one.agency_name}, {"keKhaiHangNam", one.annual},
            {"capNhat", one.changed_at}};
}

} // namespace

CivilServants::CivilServants(std::uint32_t seed, std::size_t count, std::string token)
    : token_(std::move(token))
{
    std::size_t number = 0;
    for (const auto& person : People(seed).make(2 * count)) {
        if (person.business || people_.size() == count) continue;
        const auto agency = number % agencies_count;
        people_.push_back(
            {.number = fmt::format("CB-{:06}", ++number),
             .name = person.name,
             .post = posts[number * 7 % posts.size()],
             .agency_code = fmt::format("H21.{}", agency + 1),
             .agency_name = fmt::format("Cơ quan số {} tỉnh Gia Lai", agency + 1),
             .changed_at = day_of_records,
             .annual = number % 3 != 0}
        );
    }
}

void CivilServants::set(Faults faults)
{
    const std::lock_guard lock(mutex_);
    faults_ = faults;
}

void CivilServants::promote(std::size_t index, const std::string& post)
{
    people_.at(index).post = post;
    people_.at(index).changed_at = "2026-11-20T08:00:00+07:00";
}

std::int64_t CivilServants::calls()
{
    const std::lock_guard lock(mutex_);
    return calls_;
}

std::vector<CivilServants::Record> CivilServants::lying() const
{
    std::vector<Record> all;
    for (std::size_t i = 0; i < people_.size(); ++i) {
        const auto nth = [&](int every) { return every > 0 && (i + 1) % std::size_t(every) == 0; };
        auto one = people_[i];
        if (nth(faults_.nameless_every)) one.name.clear();
        if (nth(faults_.double_every)) {
            auto older = one;
            older.post = "Chức vụ cũ";
            older.changed_at = day_before;
            // Before or behind the newer one.
            const bool behind = ((i + 1) / std::size_t(faults_.double_every)) % 2 == 0;
            if (!behind) all.push_back(older);
            all.push_back(one);
            if (behind) all.push_back(older);
        } else
            all.push_back(one);
    }
    return all;
}

http::Response CivilServants::page(const http::Request& request)
{
    if (request.header("Authorization") != "Bearer " + token_)
        return http::text_response(401, "unauthorised");
    const std::lock_guard lock(mutex_);
    ++calls_;
    if (faults_.fail_every && calls_ % faults_.fail_every == 0)
        return http::text_response(503, "busy").with("Retry-After", "1");
    const auto asked = [&](const char* name, std::int64_t otherwise) {
        return parse_integer(request.query_value(name).value_or("")).value_or(otherwise);
    };
    const auto all = lying();
    const auto from =
        std::size_t(std::clamp<std::int64_t>(asked("sau", 0), 0, std::int64_t(all.size())));
    const auto count = std::size_t(std::clamp<std::int64_t>(asked("so", page_max), 1, page_max));
    const auto until = std::min(from + count, all.size());
    json::Array records;
    for (auto i = from; i < until; ++i) records.push_back(object_of(all[i]));
    // Sent again: whoever asks takes it for what it is.
    const bool again = faults_.repeats_page && calls_ == 1;
    auto text = json::text(json::Object{
        {"canBo", std::move(records)},
        {"tiep", again ? std::int64_t(from) : std::int64_t(until)},
        {"het", !again && until == all.size()}});
    if (faults_.lose_every && calls_ % faults_.lose_every == 0) text.resize(text.size() / 2);
    return http::Response{.body = std::move(text)}.with("Content-Type", "application/json");
}

std::vector<http::Route> CivilServants::routes()
{
    return {{http::Method::get, "/cbccvc/v1/can-bo", "sandbox", [this](const auto& request) {
                 return page(request);
             }}};
}

} // namespace tnung::sandbox
