#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/id.hpp"
#include "foundation/base/result.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/pg/pool.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// Who signs in to a program: an office's people, by password and one-time code (TOTP). Roles are
/// the program's own words.
struct Staff {
    Id<Staff> id;
    std::string login, name, role;
    std::optional<std::string> unit_code; ///< nothing: the whole province
    bool disabled = false;
};

/// Whether they may work on what belongs to that unit. What belongs to none is the province's.
bool in_scope(const Staff& staff, const std::optional<std::string>& unit_code);

enum class SignInRefusal { wrong, too_often };

namespace staff_store {

inline constexpr std::chrono::minutes idle_max{30};
inline constexpr std::chrono::hours session_max{10};
/// Failures of one login from one network before it waits; others' networks are not touched.
inline constexpr int failures_max = 5;
inline constexpr int network_failures_max = 30;
inline constexpr std::chrono::minutes failures_within{15};

/// The secrets, shown once.
struct Made {
    Id<Staff> id;
    std::string password, totp_uri;
};
/// Nothing where the login is taken.
std::optional<Made> make(
    pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& login,
    const std::string& name, std::string_view role, const std::optional<std::string>& unit_code,
    Instant now
);
/// The six digits that somebody's app would show: for rehearsals alone, whose clock no app follows.
std::optional<std::string>
code_of(pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& login, Instant now);
std::vector<Staff> all(pg::Transaction& tx);
std::optional<Staff> find(pg::Transaction& tx, const std::string& login);
/// Their sessions end: what they may is what they sign in for.
void set_role(
    pg::Transaction& tx, Id<Staff> id, std::string_view role,
    const std::optional<std::string>& unit_code, Instant now
);
void set_disabled(pg::Transaction& tx, Id<Staff> id, bool disabled, Instant now);

/// Password (Argon2id) and a one-time code (TOTP) that was not used before. Takes as long for a
/// login that nobody has. The session's token is new: nothing from before the sign-in lives on.
struct SignedIn {
    Staff staff;
    std::string token;
};
Result<SignedIn, SignInRefusal> sign_in(
    pg::Pool& pool, const crypto::Sealer& sealer, const std::string& login,
    const std::string& password, const std::string& code, const std::string& network, Instant now
);
/// Whoever is signed in says so once more, before an act that binds: bounded like the sign-in.
/// Nothing where it is right.
std::optional<SignInRefusal> confirm(
    pg::Pool& pool, const crypto::Sealer& sealer, const std::string& login,
    const std::string& password, const std::string& code, const std::string& network, Instant now
);
/// Nothing where the session ended, was idle too long, or its owner may no longer.
std::optional<Staff> session(pg::Transaction& tx, std::string_view token, Instant now);
/// The same without using it: for a role that may only look.
std::optional<Staff> living_session(pg::Pool& pool, std::string_view token, Instant now);
void sign_out(pg::Transaction& tx, std::string_view token, Instant now);

} // namespace staff_store

} // namespace tnung
