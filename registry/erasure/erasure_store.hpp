#pragma once

#include "registry/filing/filing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// What is past its term and proposed for destruction (danh mục tài liệu hết thời hạn lưu trữ).
struct ErasureList {
    Id<ErasureList> id;
    Day before_on; ///< handed over before that day
    int years = 0; ///< the term
    std::string source, document;
    Instant made_at;
    Id<Staff> made_by;
    std::string made_by_name;
    std::optional<bool> given; ///< nothing: nobody decided yet
    std::optional<Instant> decided_at;
    std::string decided_by, refused_why;
    std::optional<Instant> done_at;
    std::int64_t declarations = 0, records = 0, erased = 0;
    std::string code; ///< of all of it: what was seen and what is decided are the same
};

/// Lists, as the inspectorate keeps them; the vault decides and destroys (vault/second_word.hpp).
namespace erasure_store {

/// How many declarations are past their term, on no list that is open or given, and asked for by
/// nobody.
std::int64_t due(pg::Transaction& tx, Day before_on);
/// All of them; nothing where there are none. At most `declarations_max`, the oldest.
std::optional<Id<ErasureList>>
make(pg::Transaction& tx, const ErasureList& list, Id<Staff> by, Instant now);
inline constexpr int declarations_max = 5000;
/// Newest first.
std::vector<ErasureList> all(pg::Transaction& tx);
std::optional<ErasureList> find(pg::Transaction& tx, Id<ErasureList> id);
/// By name.
std::vector<Filing> filings(pg::Transaction& tx, Id<ErasureList> id);

} // namespace erasure_store

} // namespace tnung::registry
