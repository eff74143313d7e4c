#pragma once

#include "foundation/base/id.hpp"
#include "foundation/crypto/seal.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tnung::registry {

struct VaultDomain {};
struct VaultRecord {};

/// The keys of the vault that are not in the database. The newest wraps; older ones open what was
/// not wrapped again yet.
class MasterKeys {
public:
    /// Versions from 1 to 255; throws std::logic_error where there is none or one is not 32 bytes.
    explicit MasterKeys(std::map<unsigned char, std::string> keys);

    unsigned char newest() const { return sealers_.rbegin()->first; }
    std::string wrap(std::string_view key, std::string_view place) const;
    /// Nothing where the bytes are not what it wrapped there.
    /// Throws std::runtime_error where that version is not here: it is no sign that anything was
    /// tampered with.
    std::optional<std::string>
    unwrap(unsigned char version, std::string_view wrapped, std::string_view place) const;

private:
    std::map<unsigned char, crypto::Sealer> sealers_;
};

/// What each seal binds, so that nothing opens in another's place (docs/formats/vault.md): a
/// domain's key under the master key, a record's key under its domain's, and under that its
/// versions, the papers beside it, the purposes of who read it.
namespace sealing {

inline constexpr std::size_t key_bytes = 32;

std::string domain_place(Id<VaultDomain> domain, int version);
std::string record_place(Id<VaultRecord> record, Id<VaultDomain> domain, int version);
std::string version_place(Id<VaultRecord> record, int version);
std::string attachment_place(Id<VaultRecord> record, int number);
std::string read_place(Id<VaultRecord> record, std::string_view salt);
/// What wraps records under a domain's key.
crypto::Sealer domain_sealer(std::string key, int version);
crypto::Sealer record_sealer(std::string key);

} // namespace sealing

} // namespace tnung::registry
