#pragma once

#include "foundation/crypto/seal.hpp"
#include "foundation/http/client.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/zalo/token_copy.hpp"
#include "gateway/zalo/zalo_settings.hpp"

#include <atomic>
#include <mutex>

namespace tnung::gateway {

/// The account's access token. Refresh tokens are single use, so one process renews at a time (a
/// row lock in the database), the new pair is durable before anybody uses it, first in a file apart
/// and then in the database, and the newer of the two counts. Thread-safe.
class ZaloTokens {
public:
    ZaloTokens(
        pg::Pool& pool, http::Client& client, const ZaloSettings& settings,
        const crypto::Keyring& keyring
    );

    /// The pair the console's API Explorer hands out; replaces what is there.
    void install(std::string_view access, std::string_view refresh, Instant now);
    /// Whether there is a token. Where the database has none, stores the pair from the file copy
    /// first.
    bool installed();
    /// How it stands with the token in use; nothing where there is none.
    struct Standing {
        Instant renewed_at, expires_at;
        std::optional<Instant> refused_at; ///< Zalo refused to renew since
    };
    static std::optional<Standing> standing(pg::Transaction& tx, const std::string& account);
    /// Zalo refused to renew: the refresh token is spent or was never recorded. An administrator of
    /// the account must consent again (`install`); what waits, waits.
    bool consent_needed();

    enum class Failure { not_installed, consent_again, neighbour };
    /// A token that should be good for a while; renews at four fifths of its life.
    Result<std::string, Failure> current(Instant now);
    /// Renews because Zalo refused `stale`; does nothing when another process did so already.
    Result<std::string, Failure> renew(std::string_view stale, Instant now);

private:
    struct Pair : TokenPair {
        std::optional<Instant> refused_at;
    };
    enum class Lock { none, if_free, wait };
    /// Reads the stored pair. Nothing where there is none, or where another process holds the row
    /// and `lock` is `if_free`.
    std::optional<Pair> load(pg::Transaction& tx, Lock lock);
    Result<std::string, Failure> renew_locked(pg::Transaction& tx, const Pair& pair, Instant now);
    void save(pg::Transaction& tx, const TokenPair& pair);

    /// What was read a moment ago; nothing where it must be read again.
    std::optional<std::string> remembered(Instant now);
    std::string remember(const Pair& pair);

    pg::Pool& pool_;
    http::Client& client_;
    const ZaloSettings& settings_;
    const crypto::Sealer sealer_;
    const TokenCopy copy_;
    std::atomic<Instant::rep> renewal_from_{0}; ///< not asked again before

    std::mutex mutex_; ///< guards what follows
    std::optional<Pair> pair_;
    std::chrono::steady_clock::time_point read_at_;
};

} // namespace tnung::gateway
