#include "gateway/citizen/typed_code.hpp"

namespace tnung::gateway::typed_code {

namespace {

constexpr pg::Query insert_query{"typed_code.insert", R"sql(
    INSERT INTO typed_code (kind, code_key, dossier_id, staff_id, made_at, expires_at, owner_id)
    SELECT $1, $2, id, $4, $5, $6, owner_id FROM dossier WHERE id = $3
    ON CONFLICT (code_key) DO NOTHING
)sql"};

/// A clerk's code is for whose dossier it was when the clerk looked at it. Locked, so that it does
/// not become another's before the grant stands.
constexpr pg::Query use_query{"typed_code.use", R"sql(
    WITH about AS (
        SELECT dossier.id, dossier.owner_id FROM dossier JOIN typed_code ON typed_code.dossier_id = dossier.id
         WHERE typed_code.code_key = $1 FOR SHARE OF dossier
    )
    UPDATE typed_code SET used_at = $2
      FROM about
     WHERE code_key = $1 AND expires_at > $2
       AND (kind = 'start' OR used_at IS NULL AND typed_code.owner_id IS NOT DISTINCT FROM about.owner_id)
    RETURNING kind, dossier_id, staff_id
)sql"};

} // namespace

std::string make(
    pg::Transaction& tx, const PersonKeys& keys, TypedCodeKind kind, std::int64_t dossier_id,
    std::optional<std::int64_t> staff_id, Instant now
)
{
    const bool start = kind == TypedCodeKind::start;
    while (true) {
        auto code = short_code::draw(kinds[start ? 0 : 1]);
        const auto made = tx.exec(
            insert_query, start ? "start" : "counter", Bytes{keys.code_index.of("typed " + code)},
            dossier_id, staff_id, now, now + (start ? start_life : counter_life)
        );
        if (made.affected() == 1) return code;
    }
}

std::optional<UsedCode>
use(pg::Transaction& tx, const PersonKeys& keys, const std::string& code, Instant now)
{
    const auto rows = tx.exec(use_query, Bytes{keys.code_index.of("typed " + code)}, now);
    if (rows.empty()) return std::nullopt;
    return UsedCode{
        rows.text(0, 0) == "start" ? TypedCodeKind::start : TypedCodeKind::counter,
        rows.get<std::int64_t>(0, 1), rows.get<std::optional<std::int64_t>>(0, 2)};
}

} // namespace tnung::gateway::typed_code
