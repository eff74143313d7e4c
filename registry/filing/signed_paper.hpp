#pragma once

#include "registry/filing/filing.hpp"

namespace tnung::registry {

/// A paper that we gave out to be signed.
struct IssuedPrint {
    std::string receipt_code;
    std::int64_t bytes = 0;
    std::string digest; ///< keyed
};

/// The signed paper of what was handed in (bản kê khai có chữ ký: Decree 130/2020/NĐ-CP, annex I,
/// note 1), as it came back.
struct SignedPaper {
    Id<SignedPaper> id;
    Id<Filing> filing;
    std::string receipt_code; ///< of what was handed in that it is the paper of
    Id<VaultRecord> record;
    int number = 0; ///< in the vault
    enum class Kind {
        by_key, ///< chữ ký số
        scan,   ///< signed by hand
    } kind = Kind::scan;
    int pages = 0;
    std::int64_t bytes = 0;
    bool code_found = false;      ///< the code on it is that of this receipt
    std::string signers;          ///< who signed by a key, in words; empty: by hand
    bool trusted = false;         ///< somebody whom the province trusts vouches for all of them
    bool names_declarant = false; ///< one of them bears the declarant's name
    bool shows = false;           ///< a signature is drawn on a page, and may cover what is written
    Instant at;
    std::string by; ///< a name
    bool withdrawn = false;
};

/// Rows of papers; what they hold is in the vault.
namespace paper_store {

void issue(pg::Transaction& tx, Id<Filing> filing, const IssuedPrint& print, Instant now);
/// Newest first.
std::vector<IssuedPrint> issued(pg::Transaction& tx, Id<Filing> filing);
inline constexpr int issued_max = 200; ///< of one declaration: that many are looked at

void put(pg::Transaction& tx, const SignedPaper& paper, Id<Staff> by, Instant now);
/// In the order in which they came.
std::vector<SignedPaper> of_filing(pg::Transaction& tx, Id<Filing> filing);
/// Of that declaration; nothing where it is another's.
std::optional<SignedPaper> find(pg::Transaction& tx, Id<Filing> filing, Id<SignedPaper> id);
/// Put there by mistake; false where it was withdrawn already.
bool withdraw(pg::Transaction& tx, Id<SignedPaper> id, Id<Staff> by, Instant now);

} // namespace paper_store

} // namespace tnung::registry
