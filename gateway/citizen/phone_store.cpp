#include "gateway/citizen/phone_store.hpp"

namespace tnung::gateway::phone_store {

namespace {

/// A number that was taken for a landline is a mobile one from now on.
constexpr pg::Query put_query{"phone.put", R"sql(
    INSERT INTO phone (number_key, number_sealed, kind) VALUES ($1, $2, 'mobile')
    ON CONFLICT (number_key) DO UPDATE SET kind = excluded.kind
    RETURNING id
)sql"};

constexpr pg::Query keep_query{"phone_use.keep", R"sql(
    INSERT INTO phone_use (subject, subject_id, phone_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query let_go_query{
    "phone_use.let_go", "DELETE FROM phone_use WHERE subject = $1 AND subject_id = $2"};

} // namespace

std::int64_t put(pg::Transaction& tx, const PersonKeys& keys, const std::string& digits)
{
    return tx
        .exec(
            put_query, Bytes{keys.phone_index.of(digits)},
            Bytes{keys.phone.seal(digits, "phone.number")}
        )
        .get<std::int64_t>(0, 0);
}

void keep(
    pg::Transaction& tx, std::int64_t phone_id, std::string_view subject, std::int64_t subject_id
)
{
    tx.exec(keep_query, subject, subject_id, phone_id);
}

void let_go(pg::Transaction& tx, std::string_view subject, std::int64_t subject_id)
{
    tx.exec(let_go_query, subject, subject_id);
}

} // namespace tnung::gateway::phone_store
