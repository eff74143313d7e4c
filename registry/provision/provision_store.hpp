#pragma once

#include "registry/filing/filing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// A written request of a body that the law lets ask (cung cấp thông tin: Anti-Corruption Law,
/// article 42; Decree 130/2020/NĐ-CP, articles 17 to 19).
struct ProvisionRequest {
    Id<ProvisionRequest> id;
    std::string body, document, purpose, scope;
    Day received_on, answer_by;
    Instant made_at;
    Id<Staff> made_by;
    std::string made_by_name;
    std::optional<bool> given; ///< nothing: nobody decided yet
    std::optional<Instant> decided_at;
    std::string decided_by, refused_why;
    std::string answer; ///< number and day of the written answer; empty: not answered yet
    std::optional<Instant> answered_at;
    std::int64_t declarations = 0;
};

/// A declaration that it asks for, and the copies that were made.
struct ProvidedFiling {
    Filing filing;
    std::int64_t copies = 0;
    std::optional<Instant> last_copy_at;
};

/// Requests, as the inspectorate keeps them; the vault decides (vault/second_word.hpp).
namespace provision_store {

Id<ProvisionRequest>
make(pg::Transaction& tx, const ProvisionRequest& request, Id<Staff> by, Instant now);
/// Those not answered first, whose day comes first; then what was answered, newest first.
std::vector<ProvisionRequest> all(pg::Transaction& tx);
inline constexpr int requests_max = 500; ///< on a page
std::optional<ProvisionRequest> find(pg::Transaction& tx, Id<ProvisionRequest> id);
/// By name of the declarant, then by year.
std::vector<ProvidedFiling> filings(pg::Transaction& tx, Id<ProvisionRequest> id);
/// As it was handed over; false where it is there, the request was decided, or its destruction was.
bool put(pg::Transaction& tx, const ProvisionRequest& request, const Filing& filing, Id<Staff> by);
/// Of which declarations it is, for who decides: the vault holds it against what stands there then.
std::string code(pg::Transaction& tx, Id<ProvisionRequest> id);
bool take_out(pg::Transaction& tx, const ProvisionRequest& request, Id<Filing> filing);
/// Whether it is given and not answered; nobody answers it until the transaction ends.
bool hold_open(pg::Transaction& tx, Id<ProvisionRequest> id);
void note_copy(
    pg::Transaction& tx, Id<ProvisionRequest> id, Id<Filing> filing, Id<Staff> by, Instant now
);
/// False where it is not decided, or answered already.
bool answer(
    pg::Transaction& tx, Id<ProvisionRequest> id, const std::string& document, Id<Staff> by,
    Instant now
);

} // namespace provision_store

} // namespace tnung::registry
