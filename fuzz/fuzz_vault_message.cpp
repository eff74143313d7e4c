// What comes over the vault's socket: read or refused; what is read comes back as it was.
#include "registry/vault/vault_message.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tnung::registry;
    const std::string head(reinterpret_cast<const char*>(data), size);
    if (const auto request = parse_vault_request({head, "content"}))
        if (parse_vault_request(to_frame(*request)) != request) std::abort();
    if (const auto reply = parse_vault_reply({head, "content"}))
        if (parse_vault_reply(to_frame(*reply)) != reply) std::abort();
    return 0;
}
