#include "gateway/intake/corrections_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/json/json.hpp"
#include "gateway/intake/problem.hpp"

#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr pg::Query corrections_query{"corrections.after", R"sql(
    SELECT number_correction.id, dossier.code, phone.number_sealed, number_correction.reason, number_correction.at,
           dossier.agency_id
      FROM number_correction
      JOIN dossier ON dossier.id = number_correction.dossier_id
      JOIN phone ON phone.id = number_correction.new_phone_id
     WHERE number_correction.id > $1 AND phone.erased_at IS NULL
     ORDER BY number_correction.id LIMIT $2
)sql"};

} // namespace

http::Response CorrectionsPages::get(const http::Request& request)
{
    const auto sender = senders_.admit(request, clock_.now());
    if (!sender) return not_admitted(sender.error());
    const auto after = parse_integer(request.query_value("after").value_or("0"));
    if (!after || *after < 0)
        return problem(400, "Wrong parameter", "after: expected the id of the last one seen");
    auto tx = pool_.begin();
    const auto rows = tx.exec(corrections_query, *after, page_max);
    json::Array corrections;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!may_speak_for(*sender, rows.get<std::string>(i, 1), rows.get<std::string>(i, 5)))
            continue;
        const auto number = keys_.phone.open(rows.get<Bytes>(i, 2).data, "phone.number");
        if (!number) throw std::runtime_error("a number was sealed with another key");
        corrections.push_back(json::Object{
            {"id", rows.get<std::int64_t>(i, 0)},
            {"dossier_code", rows.get<std::string>(i, 1)},
            {"phone", "+" + *number},
            {"reason", rows.get<std::string>(i, 3)},
            {"at", iso_text(rows.get<Instant>(i, 4))}});
    }
    const auto last = rows.empty() ? *after : rows.get<std::int64_t>(rows.size() - 1, 0);
    return http::json_response(
        200, json::text(json::Object{
                 {"corrections", std::move(corrections)},
                 {"last", last},
                 {"more", rows.size() == std::size_t(page_max)}})
    );
}

} // namespace tnung::gateway
