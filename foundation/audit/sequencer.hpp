#pragma once

#include "foundation/audit/checkpoint.hpp"
#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/crypto/signing.hpp"
#include "foundation/pg/pool.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tnung::audit {

/// Gives entries their places, extends the tree and signs its heads. Runs where the key is, in the
/// process that signs people in, as `tnung_authority`: whoever serves pages has neither the key nor
/// the rights.
class Sequencer {
public:
    /// `origin` names the log in its checkpoints. `kept_head`: a file apart from the database where
    /// the newest checkpoint stays; empty: none does. `former_key`: the public key that signed
    /// before this process did, whose head it takes over once; empty: none.
    Sequencer(
        pg::Pool& pool, std::string origin, const crypto::SigningKey& key,
        std::filesystem::path kept_head, std::string former_key = {}
    )
        : pool_(pool), origin_(std::move(origin)), key_(key), kept_head_(std::move(kept_head)),
          former_key_(std::move(former_key))
    {
    }

    /// Registers the log's key and signs its head, where the log is empty or the former key signed
    /// it. Throws std::runtime_error, saying what to do, where the database lacks entries that the
    /// kept head covers: appending to a restored older log would fork it.
    void start(Instant now);

    /// Takes waiting entries into the tree, at most one batch, and returns how many. Returns 0
    /// while another process does so. Throws std::runtime_error where the head is not the one that
    /// was signed: then takes nothing and marks the log as stopped, until the head is right again.
    std::size_t sequence(Instant now);

    /// sequence() again and again.
    BackgroundLoop loop(const Clock& clock);

private:
    std::size_t take_batch(Instant now);
    void take_over(Instant now);
    /// The note takes the place of a kept head that the former key signed.
    void keep_instead_of_the_former(const std::string& note);

    pg::Pool& pool_;
    const std::string origin_;
    const crypto::SigningKey& key_;
    const std::filesystem::path kept_head_;
    const std::string former_key_;
};

/// The public key that a program signed its log with before this process had a key of its own:
/// derived from its master key; empty where that file is not there, or not this user's.
std::string former_audit_key(const std::filesystem::path& master_key, std::string_view purpose);

} // namespace tnung::audit
