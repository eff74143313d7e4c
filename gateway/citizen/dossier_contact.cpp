#include "gateway/citizen/dossier_contact.hpp"

namespace tnung::gateway::dossier_contact {

namespace {

constexpr pg::Query find_query{"dossier_contact.find", "SELECT dossier_named($1)"};
constexpr pg::Query code_query{"dossier_contact.code", "SELECT code FROM dossier WHERE id = $1"};
constexpr pg::Query phone_query{
    "dossier_contact.phone", "SELECT told_phone(dossier) FROM dossier WHERE id = $1"};

} // namespace

std::optional<std::int64_t> find(pg::Transaction& tx, const DossierCode& code)
{
    const auto rows = tx.exec(find_query, code.text);
    return rows.empty() ? std::nullopt : std::optional(rows.get<std::int64_t>(0, 0));
}

std::string code_of(pg::Transaction& tx, std::int64_t dossier_id)
{
    return tx.exec(code_query, dossier_id).get<std::string>(0, 0);
}

std::optional<std::int64_t> told_phone(pg::Transaction& tx, std::int64_t dossier_id)
{
    return tx.exec(phone_query, dossier_id).get<std::optional<std::int64_t>>(0, 0);
}

} // namespace tnung::gateway::dossier_contact
