#include "gateway/citizen/typed_code.hpp"

#include "foundation/crypto/hash.hpp"
#include "foundation/text/vietnamese.hpp"

#include <cctype>

namespace tnung::gateway::typed_code {

namespace {

/// Without 0 O 1 I L, which people mix up.
constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::size_t start_letters = 5;   // points at a dossier, nothing more
constexpr std::size_t counter_letters = 6; // opens one for ten minutes: 887 million to guess among

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

std::string_view prefix_of(TypedCodeKind kind)
{
    return kind == TypedCodeKind::start ? "DK" : "CQ";
}

} // namespace

std::string make(
    pg::Transaction& tx, const PersonKeys& keys, TypedCodeKind kind, std::int64_t dossier_id,
    std::optional<std::int64_t> staff_id, Instant now
)
{
    const bool start = kind == TypedCodeKind::start;
    while (true) {
        std::string code(prefix_of(kind));
        for (std::size_t i = 0; i < (start ? start_letters : counter_letters); ++i)
            code.push_back(alphabet[crypto::random_below(std::uint32_t(alphabet.size()))]);
        const auto made = tx.exec(
            insert_query, start ? "start" : "counter", Bytes{keys.code_index.of("typed " + code)},
            dossier_id, staff_id, now, now + (start ? start_life : counter_life)
        );
        if (made.affected() == 1) return code;
    }
}

std::optional<std::string> recognised(std::string_view typed)
{
    std::string code;
    for (const char c : text::unaccented(text::clean(typed))) {
        if (c == ' ' || c == '#' || c == '-' || c == '.') continue;
        code.push_back(char(std::toupper(static_cast<unsigned char>(c))));
    }
    const auto letters = code.size() > 2 ? code.size() - 2 : 0;
    if (!(code.starts_with("DK") && letters == start_letters) &&
        !(code.starts_with("CQ") && letters == counter_letters))
        return std::nullopt;
    if (code.find_first_not_of(alphabet, 2) != std::string::npos) return std::nullopt;
    return code;
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
