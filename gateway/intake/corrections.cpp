#include "gateway/intake/corrections.hpp"

namespace tnung::gateway::corrections {

namespace {

constexpr pg::Query after_query{"corrections.after", R"sql(
    SELECT number_correction.id, dossier.code, phone.number_sealed, number_correction.reason, number_correction.at,
           dossier.agency_id
      FROM number_correction
      JOIN dossier ON dossier.id = number_correction.dossier_id
      JOIN phone ON phone.id = number_correction.new_phone_id
     WHERE number_correction.id > $1 AND phone.erased_at IS NULL
     ORDER BY number_correction.id LIMIT $2
)sql"};

} // namespace

std::vector<Correction> after(pg::Transaction& tx, std::int64_t id, std::int64_t count_max)
{
    const auto rows = tx.exec(after_query, id, count_max);
    std::vector<Correction> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.id = rows.get<std::int64_t>(i, 0),
             .dossier_code = rows.get<std::string>(i, 1),
             .agency_id = rows.get<std::string>(i, 5),
             .number_sealed = rows.get<Bytes>(i, 2),
             .reason = rows.get<std::string>(i, 3),
             .at = rows.get<Instant>(i, 4)}
        );
    return all;
}

} // namespace tnung::gateway::corrections
