#include "sandbox/onestop/onestop.hpp"

#include "foundation/json/json.hpp"
#include "foundation/text/phone_number.hpp"

#include <fmt/format.h>

#include <array>
#include <thread>

namespace tnung::sandbox {

namespace {

constexpr int retries_max = 300; // a minute
constexpr std::size_t kept_max = 20'000;

/// The same move in the national shapes.
void tell_axis(NationalAxis& axis, const OneStopDossier& dossier, Instant now)
{
    const auto time = [](Instant at) { return json::Value(compact_text(at)); };
    axis.tell(
        "DongBoHoSoMC", {{"MaHoSo", dossier.code},
                         {"MaTTHC", dossier.procedure_code},
                         {"TenTTHC", dossier.procedure_name},
                         {"ChuHoSo", dossier.owner.name},
                         {"LoaiDoiTuong", dossier.owner.business ? "2" : "1"},
                         {"MaDoiTuong", dossier.owner.identity_number},
                         {"SoDienThoai", dossier.owner.phone},
                         {"NgayTiepNhan", time(dossier.filed_at)},
                         {"NgayHenTra", time(dossier.due_at)},
                         {"DonViXuLy", dossier.agency_name},
                         {"TrangThaiHoSo", fmt::format("{}", dossier.state)}}
    );
    axis.tell(
        "CapNhatTienDoHoSoMC", {{"MaHoSo", dossier.code},
                                {"ThoiDiemXuLy", time(now)},
                                {"PhongBanXuLy", dossier.agency_name},
                                {"TrangThai", dossier.state}}
    );
}

} // namespace

const std::vector<Procedure>& procedures()
{
    static const std::vector<Procedure> all = {
        {"1.012765", "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
         true},
        {"1.012784", "Tách thửa hoặc hợp thửa đất", true},
        {"2.000635", "Cấp bản sao trích lục hộ tịch", false},
        {"2.000986",
         "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới 6 "
         "tuổi",
         false},
        {"1.011733", "Liên thông đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí",
         false},
        {"1.001612", "Đăng ký thành lập hộ kinh doanh", false},
        {"1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", false},
        {"1.009994", "Cấp giấy phép xây dựng nhà ở riêng lẻ", true},
    };
    return all;
}

const std::vector<std::vector<int>>& ways()
{
    static const std::vector<std::vector<int>> all = {
        {1, 2, 4, 9, 10},   {1, 2, 4, 9, 10}, {1, 2, 5, 2, 4, 9, 10}, {1, 2, 4, 6, 4, 9, 10},
        {1, 2, 4, 6, 4, 9}, {1, 3},           {1, 2, 4, 7, 8},        {1, 2, 4, 8}};
    return all;
}

OneStop::OneStop(std::uint32_t seed, const Clock& clock, std::string_view units_tsv, Feed feed)
    : clock_(clock), seed_(seed), feed_(std::move(feed)), random_(seed)
{
    const Tsv units("gia-lai-units.tsv", units_tsv);
    for (std::size_t row = 0; row < units.size(); ++row)
        units_.emplace_back(units.at(row, "code"), units.at(row, "name"));
}

OneStopDossier
OneStop::make_dossier(const Person& person, const Procedure& procedure, std::size_t unit)
{
    const auto now = clock_.now();
    const auto today = day_of(now);
    const std::chrono::year_month_day date(today);
    const auto agency = fmt::format("H21.{:02}.{:02}", 10 + unit / 90, 10 + unit % 90);
    OneStopDossier dossier;
    dossier.code = fmt::format(
        "{}-{:02}{:02}{:02}-{:04}", agency, int(date.year()) % 100, unsigned(date.month()),
        unsigned(date.day()), ++numbers_given_
    );
    dossier.procedure_code = procedure.code;
    dossier.procedure_name = procedure.name;
    dossier.agency_id = agency;
    dossier.unit_code = units_[unit].first;
    dossier.unit_name = units_[unit].second;
    dossier.agency_name = fmt::format("Trung tâm Phục vụ hành chính công {}", units_[unit].second);
    dossier.owner = person;
    dossier.filed_at = now;
    auto due = today + std::chrono::days(10 + random_() % 10);
    while (weekday_index(due) > 4) due += std::chrono::days(1); // not at a week-end
    dossier.due_at = start_of(due) + std::chrono::hours(17);
    return dossier;
}

std::string OneStop::event_json(const OneStopDossier& dossier)
{
    const int state = dossier.state;
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
    if (state == 9) detail["result_place"] = "Quầy trả kết quả, " + dossier.agency_name;
    if (axis_) tell_axis(*axis_, dossier, now);
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
        {"received_at", iso_text(dossier.filed_at)},
        {"due_at", iso_text(dossier.due_at)},
        {"detail", std::move(detail)}};
    return json::text(event);
}

void OneStop::keep(const OneStopDossier& dossier)
{
    if (!dossiers_.contains(dossier.code)) {
        if (order_.size() >= kept_max) return; // the pages show the first of a long run
        order_.push_back(dossier.code);
    }
    dossiers_[dossier.code] = dossier;
}

void OneStop::push(const std::string& text, bool twice, Pushed& pushed)
{
    const auto body =
        fmt::format("{{\"events\":[{}{}{}]}}", text, twice ? "," : "", twice ? text : "");
    for (int attempt = 0;; ++attempt) {
        const auto answer = client_.call(
            {.method = http::Method::post,
             .url = feed_.gateway_origin + "/api/v1/dossier-events",
             .headers =
                 {{"Authorization", "Bearer " + feed_.key}, {"Content-Type", "application/json"}},
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
            const std::lock_guard lock(mutex_);
            acknowledged_ += results->at("results").as_array().at(0).at("status") != "refused";
            return;
        }
        if (attempt >= retries_max) throw std::runtime_error("the gateway does not take events");
        ++pushed.retried_calls;
        std::this_thread::sleep_for(std::chrono::milliseconds(200)); // the sender's own back-off
    }
}

OneStop::Pushed OneStop::run(const std::atomic<bool>& stop)
{
    const auto people = People(seed_).make(feed_.dossiers);
    std::vector<OneStopDossier> dossiers;
    std::size_t events = 0;
    {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < feed_.dossiers || events < feed_.events_min; ++i) {
            const auto& procedure = procedures()[random_() % procedures().size()];
            // Every unit has work.
            dossiers.push_back(make_dossier(people[i % people.size()], procedure, i % units_.size())
            );
            dossiers.back().path = ways()[random_() % ways().size()];
            events += dossiers.back().path.size();
        }
    }
    // Dossiers overlap as on a real day: a window of open ones, one of them moves at a time.
    constexpr std::size_t open_max = 300;
    std::vector<OneStopDossier*> open;
    std::size_t next = 0;
    Pushed pushed;
    const auto begun = std::chrono::steady_clock::now();
    while ((next < dossiers.size() || !open.empty()) && !stop && !resting_) {
        while (open.size() < open_max && next < dossiers.size()) {
            ++pushed.dossiers;
            open.push_back(&dossiers[next++]);
        }
        std::string text;
        bool twice = false;
        {
            const std::lock_guard lock(mutex_);
            const auto chosen = random_() % open.size();
            auto& dossier = *open[chosen];
            dossier.state = dossier.path[dossier.at++];
            text = event_json(dossier);
            keep(dossier);
            twice = int(random_() % 1000) < feed_.repeated_per_thousand;
            if (dossier.at == dossier.path.size()) {
                open[chosen] = open.back();
                open.pop_back();
            }
        }
        ++pushed.events;
        push(text, twice, pushed);
        const auto due =
            begun +
            std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                std::chrono::duration<double>(double(pushed.events) / feed_.events_per_second)
            );
        std::this_thread::sleep_until(due); // the pace of the feed
    }
    return pushed;
}

std::int64_t OneStop::acknowledged()
{
    const std::lock_guard lock(mutex_);
    return acknowledged_;
}

std::string OneStop::file(const Person& person, const Procedure& procedure, std::size_t unit)
{
    std::string text, code;
    {
        const std::lock_guard lock(mutex_);
        auto dossier = make_dossier(person, procedure, unit % units_.size());
        dossier.state = 2;
        code = dossier.code;
        text = event_json(dossier);
        keep(dossier);
    }
    Pushed pushed;
    push(text, false, pushed);
    return code;
}

bool OneStop::move(const std::string& code, int state)
{
    std::string text;
    {
        const std::lock_guard lock(mutex_);
        const auto found = dossiers_.find(code);
        if (found == dossiers_.end()) return false;
        found->second.state = state;
        text = event_json(found->second);
    }
    Pushed pushed;
    push(text, false, pushed);
    return true;
}

std::optional<OneStopDossier> OneStop::find(const std::string& code)
{
    const std::lock_guard lock(mutex_);
    const auto found = dossiers_.find(code);
    if (found == dossiers_.end()) return std::nullopt;
    return found->second;
}

std::vector<OneStopDossier> OneStop::of_phone(const std::string& digits)
{
    const std::lock_guard lock(mutex_);
    std::vector<OneStopDossier> found;
    for (auto code = order_.rbegin(); code != order_.rend(); ++code) {
        const auto& dossier = dossiers_.at(*code);
        const auto number = text::parse_phone(dossier.owner.phone);
        if (number && number->digits == digits) found.push_back(dossier);
    }
    return found;
}

std::vector<OneStopDossier> OneStop::newest(std::size_t count_max)
{
    const std::lock_guard lock(mutex_);
    std::vector<OneStopDossier> found;
    for (auto code = order_.rbegin(); code != order_.rend() && found.size() < count_max; ++code)
        found.push_back(dossiers_.at(*code));
    return found;
}

} // namespace tnung::sandbox
