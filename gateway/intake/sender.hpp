#pragma once

#include "foundation/base/id.hpp"
#include "foundation/base/result.hpp"
#include "foundation/http/message.hpp"
#include "foundation/pg/pool.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// A system that tells us of dossiers.
struct Sender {
    Id<Sender> id;
    std::vector<std::string> agency_scope;
    std::string name;
    Bytes verify_key; ///< Ed25519; empty: it need not sign
};

/// Whether a sender may report on a dossier. Where the code names an agency of the sender's
/// authority (`H21.5.1-…`; the oldest codes name the top agency last), that agency decides.
/// Otherwise `agency_id` decides, unless it is empty: for a stored dossier pass the stored one.
bool may_speak_for(
    const Sender& sender, const std::string& dossier_code, const std::string& agency_id
);

/// Why a call is not heard.
struct SenderRefusal {
    std::string title, detail;
};

struct SenderSettings {
    /// What one sender may tell in a minute, so that none takes the others' room; 0: no limit.
    int events_per_minute = 120'000;
};

/// Who may tell, and how often. Thread-safe.
class Senders {
public:
    Senders(pg::Pool& pool, SenderSettings settings) : pool_(pool), settings_(settings) {}

    /// By the header `Authorization: Bearer <key>` (RFC 6750), or by a signature (RFC 9421) whose
    /// keyid is the sender's public key in base64url. Whoever left one must sign; a nonce counts
    /// once.
    Result<Sender, SenderRefusal> admit(const http::Request& request, Instant now);
    /// The same for a call that names a session instead.
    Result<Sender, SenderRefusal>
    admit_session(const http::Request& request, std::string_view session, Instant now);
    /// Opens a session; `key` is the sender's key. A sender that must sign signs this call, too.
    Result<std::string, SenderRefusal>
    log_in(const http::Request& request, std::string_view name, std::string_view key, Instant now);
    static constexpr std::chrono::minutes session_life{30};
    static constexpr std::size_t verify_key_bytes = 32;

    /// The sender whose key this is; nothing for a stranger or a revoked key.
    std::optional<Sender> of_key(std::string_view key);
    /// Refuses a call by its head, before the body is read. Nothing where the key is known, or
    /// where the call is signed, as a signature is checked with the body.
    std::optional<SenderRefusal> head_refusal(const http::Request& request);
    /// By the name it was made with.
    std::optional<Sender> find(std::string_view name);
    /// Makes a sender and returns its key, which is nowhere stored; nothing where the name is
    /// taken.
    static std::optional<std::string>
    add(pg::Transaction& tx, std::string_view name, const std::vector<std::string>& agency_scope,
        Instant now);
    struct Listed {
        Id<Sender> id;
        std::string name;
        std::vector<std::string> agency_scope;
        Instant since{};
        bool revoked = false, must_sign = false;
    };
    /// In the order in which they were made.
    static std::vector<Listed> all(pg::Transaction& tx);
    /// Its key is good for nothing from then on.
    static void revoke(pg::Transaction& tx, Id<Sender> sender, Instant now);
    /// From now on the sender must sign with this key (32 bytes), or with none where it is empty.
    /// False where there is no such sender, or the key is another's.
    static bool
    set_verify_key(pg::Transaction& tx, Id<Sender> sender, std::optional<Bytes> verify_key);

    /// Books that many events; how long the sender is to wait where it had too many.
    std::optional<std::chrono::seconds>
    wait_for_room(const Sender& sender, std::size_t events, Instant now);

private:
    Result<std::optional<Sender>, SenderRefusal>
    signer_of(const http::Request& request, Instant now);
    Result<Sender, SenderRefusal>
    checked(std::optional<Sender> sender, const http::Request& request, Instant now);

    pg::Pool& pool_;
    const SenderSettings settings_;
    std::mutex mutex_;                      ///< guards what follows
    std::map<std::int64_t, Instant> taken_; ///< by sender: until when its share is used up
};

} // namespace tnung::gateway
