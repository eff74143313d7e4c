#include "sandbox/onestop/onestop.hpp"

#include "foundation/json/json.hpp"

#include <fmt/format.h>

#include <array>
#include <mutex>
#include <thread>

namespace tnung::sandbox {

namespace {

struct Procedure {
    const char* code;
    const char* name;
    bool pays;
};

constexpr std::array<Procedure, 8> procedures = {{
    {"1.012765", "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
     true},
    {"1.012784", "Tách thửa hoặc hợp thửa đất", true},
    {"2.000635", "Cấp bản sao trích lục hộ tịch", false},
    {"2.000986",
     "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi",
     false},
    {"1.011733", "Liên thông đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí",
     false},
    {"1.001612", "Đăng ký thành lập hộ kinh doanh", false},
    {"1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", false},
    {"1.009994", "Cấp giấy phép xây dựng nhà ở riêng lẻ", true},
}};

/// Ways through the ten states that people really go.
const std::array<std::vector<int>, 8> paths = {
    {{1, 2, 4, 9, 10},
     {1, 2, 4, 9, 10},
     {1, 2, 5, 2, 4, 9, 10},
     {1, 2, 4, 6, 4, 9, 10},
     {1, 2, 4, 6, 4, 9},
     {1, 3},
     {1, 2, 4, 7, 8},
     {1, 2, 4, 8}}};

constexpr int retries_max = 100;

} // namespace

OneStop::OneStop(std::uint32_t seed, const Clock& clock, std::string_view units_tsv)
    : random_(seed), clock_(clock), seed_(seed)
{
    const Tsv units("gia-lai-units.tsv", units_tsv);
    for (std::size_t row = 0; row < units.size(); ++row)
        units_.push_back({std::string(units.at(row, "code")), std::string(units.at(row, "name"))});
}

OneStop::Dossier OneStop::make_dossier(const Person& person, std::size_t number)
{
    const auto unit = number % units_.size(); // every unit has work
    const auto& procedure = procedures[random_() % procedures.size()];
    const auto today = day_of(clock_.now());
    const std::chrono::year_month_day date(today);
    Dossier dossier;
    dossier.code = fmt::format(
        "H21.{:02}.{:02}-{:02}{:02}{:02}-{:04}", 10 + unit / 90, 10 + unit % 90,
        int(date.year()) % 100, unsigned(date.month()), unsigned(date.day()), number + 1
    );
    dossier.procedure_code = procedure.code;
    dossier.procedure_name = procedure.name;
    dossier.agency_id = fmt::format("H21.{:02}.{:02}", 10 + unit / 90, 10 + unit % 90);
    dossier.agency_name = fmt::format("Trung tâm Phục vụ hành chính công {}", units_[unit].name);
    dossier.unit_code = units_[unit].code;
    dossier.owner = person;
    dossier.path = paths[random_() % paths.size()];
    dossier.due_at =
        start_of(today + std::chrono::days(10 + random_() % 10)) + std::chrono::hours(17);
    return dossier;
}

std::string OneStop::event_json(Dossier& dossier)
{
    const int state = dossier.path[dossier.at++];
    const auto now = clock_.now();
    json::Object owner{
        {"name", dossier.owner.name},
        {"kind", dossier.owner.business ? "business" : "citizen"},
        {"identity_number", dossier.owner.identity_number}};
    json::Object detail;
    if (state == 5) detail["papers"] = json::Array{"Bản chính giấy chứng nhận quyền sử dụng đất"};
    if (state == 6) detail["amount_dong"] = std::int64_t(random_() % 40'000 + 500) * 1000;
    if (state == 5 || state == 6) detail["act_by"] = iso_text(day_of(now) + std::chrono::days(30));
    if (state == 3 || state == 8) detail["reason"] = "Hợp đồng chưa được công chứng";
    json::Object event{
        {"event_id", fmt::format("os{}-{}", seed_, ++events_made_)},
        {"dossier_code", dossier.code},
        {"occurred_at", iso_text(now)},
        {"state", state},
        {"procedure_code", dossier.procedure_code},
        {"procedure_name", dossier.procedure_name},
        {"agency_id", dossier.agency_id},
        {"agency_name", dossier.agency_name},
        {"unit_code", dossier.unit_code},
        {"owner", std::move(owner)},
        {"phone", dossier.owner.phone},
        {"due_at", iso_text(dossier.due_at)},
        {"detail", std::move(detail)}};
    return json::text(event);
}

OneStop::Pushed OneStop::run(const Feed& feed)
{
    const auto people = People(seed_).make(feed.dossiers);
    std::vector<Dossier> dossiers;
    std::size_t events = 0;
    for (std::size_t i = 0; i < feed.dossiers || events < feed.events_min; ++i) {
        dossiers.push_back(make_dossier(people[i % people.size()], i));
        events += dossiers.back().path.size();
    }
    // Dossiers overlap as on a real day: a window of open ones, one of them moves at a time.
    constexpr std::size_t open_max = 300;
    std::vector<Dossier*> open;
    std::size_t next = 0;
    Pushed pushed;
    pushed.dossiers = std::int64_t(dossiers.size());
    http::Client client;
    const auto begun = std::chrono::steady_clock::now();
    while (next < dossiers.size() || !open.empty()) {
        while (open.size() < open_max && next < dossiers.size()) open.push_back(&dossiers[next++]);
        const auto chosen = random_() % open.size();
        auto text = event_json(*open[chosen]);
        if (open[chosen]->at == open[chosen]->path.size()) {
            open[chosen] = open.back();
            open.pop_back();
        }
        ++pushed.events;
        const bool twice = int(random_() % 1000) < feed.repeated_per_thousand;
        const auto body =
            fmt::format("{{\"events\":[{}{}{}]}}", text, twice ? "," : "", twice ? text : "");
        for (int attempt = 0;; ++attempt) {
            const auto answer = client.call(
                {.method = http::Method::post,
                 .url = feed.gateway_origin + "/api/v1/dossier-events",
                 .headers =
                     {{"Authorization", "Bearer " + feed.key},
                      {"Content-Type", "application/json"}},
                 .body = body}
            );
            if (answer && answer->status == 200) {
                const auto results = json::parse(answer->body);
                for (const auto& result : results->at("results").as_array()) {
                    const auto& status = result.at("status").as_string();
                    if (status == "stored")
                        ++pushed.stored;
                    else if (status == "repeated")
                        ++pushed.repeated;
                    else
                        ++pushed.refused;
                }
                break;
            }
            if (attempt >= retries_max)
                throw std::runtime_error("the gateway does not take events");
            ++pushed.retried_calls;
            std::this_thread::sleep_for(std::chrono::milliseconds(200)
            ); // the sender's own back-off
        }
        const auto due =
            begun +
            std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                std::chrono::duration<double>(double(pushed.events) / feed.events_per_second)
            );
        std::this_thread::sleep_until(due); // the pace of the feed
    }
    return pushed;
}

} // namespace tnung::sandbox
