#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/crypto/seal.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tnung::gateway {

struct TokenPair {
    std::string access, refresh;
    Instant renewed_at{}, expires_at{};
};

/// Keeps the newest token pair in a sealed file apart from the database, readable by its owner
/// only. So the pair is not lost where the database was away when Zalo gave it out, or was restored
/// to an older day. One file for all processes of a machine.
class TokenCopy {
public:
    /// No path: nothing is kept.
    TokenCopy(std::filesystem::path file, const crypto::Sealer& sealer)
        : file_(std::move(file)), sealer_(sealer)
    {
    }
    /// Durable when it returns; throws std::runtime_error where it cannot be.
    void keep(const TokenPair& pair) const;
    /// Nothing where none was kept, or what is there is not ours.
    std::optional<TokenPair> kept() const;

private:
    const std::filesystem::path file_;
    const crypto::Sealer& sealer_;
};

} // namespace tnung::gateway
