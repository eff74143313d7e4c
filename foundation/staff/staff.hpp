#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/id.hpp"
#include "foundation/base/result.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/pg/pool.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// Who signs in to a program: an office's people, by password and one-time code (TOTP). Roles are
/// the program's own words. Where people have several (foundation/grant), the account has none.
struct Staff {
    Id<Staff> id;
    std::string login, name, role;
    std::optional<std::string> unit_code; ///< of the role; nothing: the whole province
    bool disabled = false;
};

enum class SignInRefusal {
    wrong,
    too_often,
    busy, ///< the process that signs people in has too much to do, or starts again
};

/// Keys for one-time secrets. New secrets are sealed with `sealer`; those sealed by the program's
/// former key are still opened with `former`.
struct StaffKeys {
    StaffKeys(crypto::Sealer now) : sealer(std::move(now)) {} // NOLINT: a sealer alone will do
    StaffKeys(crypto::Sealer now, std::optional<crypto::Sealer> before)
        : sealer(std::move(now)), former(std::move(before))
    {
    }
    crypto::Sealer sealer;
    std::optional<crypto::Sealer> former;
};

/// The key of who signs people in, made where there is none, and beside it that of the program's
/// own key file from before it had one, where this user may read it.
StaffKeys staff_keys(
    const std::filesystem::path& own, const std::filesystem::path& former, std::string_view purpose
);

/// What is typed at the door, and from where.
struct SignInTry {
    std::string login, password, code;
    std::string network; ///< of the address that it comes from
    std::string device;  ///< what this browser was given when somebody last signed in; may be empty
};

namespace staff_store {

inline constexpr std::chrono::minutes idle_max{30};
inline constexpr std::chrono::hours session_max{10};
/// Failures of one login from one network, or from one known browser, before it waits; others'
/// networks and the browsers that people have signed in with are not touched.
inline constexpr int failures_max = 5;
inline constexpr int network_failures_max = 30;
inline constexpr std::chrono::minutes failures_within{15};
/// How long a browser is known after its last sign-in.
inline constexpr std::chrono::days device_max{90};
/// Most bytes of each field at sign-in. Longer input is refused before anything is hashed or looked
/// up.
inline constexpr std::size_t login_bytes_max = 100, password_bytes_max = 200, code_bytes_max = 20,
                             device_bytes_max = 100;

/// For pages, as the role that serves them (tnung_app), which sees no secrets and makes no session.

std::vector<Staff> all(pg::Transaction& tx);
std::optional<Staff> find(pg::Transaction& tx, const std::string& login);
/// Nothing where the session ended, was idle too long, or its owner may no longer.
std::optional<Staff> session(pg::Transaction& tx, std::string_view token, Instant now);
/// The same without using it: for a role that may only look.
std::optional<Staff> living_session(pg::Pool& pool, std::string_view token, Instant now);

/// For the process that signs people in, as tnung_authority (foundation/authority), and for the
/// operator's commands.

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
code_of(pg::Transaction& tx, const StaffKeys& keys, const std::string& login, Instant now);
/// Their sessions end: what they may is what they sign in for.
void set_role(
    pg::Transaction& tx, Id<Staff> id, std::string_view role,
    const std::optional<std::string>& unit_code, Instant now
);
/// Keeps them from being locked until the transaction ends; false where they are.
bool hold_enabled(pg::Transaction& tx, Id<Staff> id);
/// False where there is nobody of that number.
bool set_disabled(pg::Transaction& tx, Id<Staff> id, bool disabled, Instant now);

/// Result of sign_in(). Signing in needs the password (Argon2id) and a one-time code (TOTP) that
/// was not used before; it takes as long for an unknown login. The session's token is new. Each try
/// is recorded durably, and counted with parallel tries, before its password is checked.
struct SignedIn {
    Staff staff;
    std::string token;
    std::string device; ///< for the browser to keep; empty where it has one that is good
};
/// Writes more in the transaction that begins the session.
using AlsoWritten = std::function<void(pg::Transaction&, const Staff&)>;
Result<SignedIn, SignInRefusal> sign_in(
    pg::Pool& pool, const StaffKeys& keys, const SignInTry& tried, Instant now,
    const AlsoWritten& also = {}
);
/// Whoever is signed in says so once more, before an act that binds: bounded like the sign-in, for
/// the session alone. Nothing where it is right.
std::optional<SignInRefusal> confirm(
    pg::Pool& pool, const StaffKeys& keys, std::string_view session, const std::string& password,
    const std::string& code, Instant now
);
void sign_out(pg::Transaction& tx, std::string_view token, Instant now);
/// Tries, and sessions that ended, from before that time; and browsers that are known no more.
void prune(pg::Transaction& tx, Instant before, Instant now);

} // namespace staff_store

} // namespace tnung
