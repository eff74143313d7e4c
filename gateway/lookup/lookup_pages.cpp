#include "gateway/lookup/lookup_pages.hpp"

#include "gateway/dossier/dossier_code.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr std::size_t networks_max = 100'000;

constexpr pg::Query state_query{"lookup.state", R"sql(
    SELECT code, state FROM dossier WHERE code = $1 OR national_code = $1 ORDER BY code = $1 DESC LIMIT 1
)sql"};

/// IPv4 by /24, IPv6 by /64: a household or a shop, not a device.
std::string network_of(const std::string& peer)
{
    if (peer.find(':') == std::string::npos) return peer.substr(0, peer.rfind('.'));
    std::size_t at = 0;
    for (int group = 0; group < 4 && at != std::string::npos; ++group) at = peer.find(':', at + 1);
    return peer.substr(0, at);
}

} // namespace

bool LookupPages::may_ask(const std::string& peer)
{
    const auto minute =
        std::chrono::floor<std::chrono::minutes>(clock_.now()).time_since_epoch().count();
    const std::lock_guard lock(mutex_);
    if (minute != minute_ || asked_.size() > networks_max) asked_.clear();
    minute_ = minute;
    return ++asked_[network_of(peer)] <= asks_per_minute_max;
}

http::Response LookupPages::get(const http::Request& request)
{
    LookupView view{
        .typed = request.query_value("ma").value_or(""), .oa_link = "https://zalo.me/" + oa_id_};
    int status = 200;
    if (!view.typed.empty()) {
        const auto code = parse_dossier_code(view.typed, day_of(clock_.now()));
        if (!may_ask(request.peer)) {
            view.problem = LookupProblem::too_often;
            status = 429;
        } else if (!code) {
            view.problem = LookupProblem::not_a_code;
            status = 422;
        } else {
            auto tx = pool_.begin();
            const auto rows = tx.exec(state_query, code->text);
            view.code = code->text;
            if (rows.empty()) {
                view.problem = LookupProblem::not_found;
                status = 404;
            } else {
                view.code = rows.get<std::string>(0, 0);
                view.state = DossierState(rows.get<int>(0, 1));
            }
        }
    }
    const auto size = text_size_of(request);
    return citizen_response(
        status, assets_,
        {.title = lookup_title(view),
         .text_size = size,
         .other_size_path = fmt::format(
             "/tra-cuu?chu={}{}", size == TextSize::big ? "thuong" : "to",
             view.typed.empty() ? "" : "&ma=" + http::url_encoded(view.typed)
         ),
         .icons = lookup_icons(),
         .content = lookup_content(view)}
    );
}

} // namespace tnung::gateway
