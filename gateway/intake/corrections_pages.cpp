#include "gateway/intake/corrections_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/json/json.hpp"
#include "gateway/intake/corrections.hpp"
#include "gateway/intake/problem.hpp"

namespace tnung::gateway {

http::Response CorrectionsPages::get(const http::Request& request)
{
    const auto sender = senders_.admit(request, clock_.now());
    if (!sender) return not_admitted(sender.error());
    const auto after = parse_integer(request.query_value("after").value_or("0"));
    if (!after || *after < 0)
        return problem(400, "Wrong parameter", "after: expected the id of the last one seen");
    auto tx = pool_.begin();
    const auto found = corrections::after(tx, *after, page_max);
    json::Array all;
    for (const auto& one : found) {
        if (!may_speak_for(*sender, one.dossier_code, one.agency_id)) continue;
        all.push_back(json::Object{
            {"id", one.id},
            {"dossier_code", one.dossier_code},
            {"phone", "+" + opened(keys_.phone, one.number_sealed, "phone.number")},
            {"reason", one.reason},
            {"at", iso_text(one.at)}});
    }
    const auto last = found.empty() ? *after : found.back().id;
    return http::json_response(
        200, json::text(json::Object{
                 {"corrections", std::move(all)},
                 {"last", last},
                 {"more", found.size() == std::size_t(page_max)}})
    );
}

} // namespace tnung::gateway
