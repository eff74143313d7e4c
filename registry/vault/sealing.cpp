#include "registry/vault/sealing.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::registry {

MasterKeys::MasterKeys(std::map<unsigned char, std::string> keys)
{
    for (auto& [version, key] : keys) {
        if (version == 0) throw std::logic_error("master keys are counted from 1");
        sealers_.emplace(version, crypto::Sealer(std::move(key), version));
    }
    if (sealers_.empty()) throw std::logic_error("there is no master key");
}

std::string MasterKeys::wrap(std::string_view key, std::string_view place) const
{
    return sealers_.rbegin()->second.seal(key, place);
}

std::optional<std::string>
MasterKeys::unwrap(unsigned char version, std::string_view wrapped, std::string_view place) const
{
    const auto sealer = sealers_.find(version);
    if (sealer == sealers_.end())
        throw std::runtime_error(fmt::format("master key {} is not in the vault's folder", version)
        );
    return sealer->second.open(wrapped, place);
}

namespace sealing {

namespace {

constexpr unsigned char record_key_version = 1; // a record has one key as long as it lives

} // namespace

std::string domain_place(Id<VaultDomain> domain, int version)
{
    return fmt::format("vault_domain_key:{}:{}", domain.value, version);
}

std::string record_place(Id<VaultRecord> record, Id<VaultDomain> domain, int version)
{
    return fmt::format("vault_record:{}:{}:{}", record.value, domain.value, version);
}

std::string version_place(Id<VaultRecord> record, int version)
{
    return fmt::format("vault_version:{}:{}", record.value, version);
}

std::string attachment_place(Id<VaultRecord> record, int number)
{
    return fmt::format("vault_attachment:{}:{}", record.value, number);
}

std::string read_place(Id<VaultRecord> record, std::string_view salt)
{
    return fmt::format("vault_read:{}:{}", record.value, base64_text(salt));
}

crypto::Sealer domain_sealer(std::string key, int version)
{
    return {std::move(key), static_cast<unsigned char>(version & 0xff)};
}

crypto::Sealer record_sealer(std::string key)
{
    return {std::move(key), record_key_version};
}

} // namespace sealing

} // namespace tnung::registry
