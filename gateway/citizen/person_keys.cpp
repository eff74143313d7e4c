#include "gateway/citizen/person_keys.hpp"

#include <stdexcept>
#include <utility>

namespace tnung::gateway {

PersonKeys::PersonKeys(const crypto::Keyring& keyring)
    : phone(keyring.sealer("gateway.phone")), owner(keyring.sealer("gateway.owner")),
      detail(keyring.sealer("gateway.detail")), follower(keyring.sealer("gateway.follower")),
      message(keyring.sealer("gateway.message")), staff(keyring.sealer("gateway.staff")),
      phone_index(keyring.index("gateway.phone")), owner_index(keyring.index("gateway.owner")),
      person_index(keyring.index("gateway.person")),
      follower_index(keyring.index("gateway.follower")), code_index(keyring.index("gateway.code")),
      notice_link(keyring.index("gateway.notice_link"))
{
}

std::string opened(const crypto::Sealer& sealer, const Bytes& sealed, std::string_view place)
{
    auto text = sealer.open(sealed.data, place);
    if (!text)
        throw std::runtime_error(std::string(place) + " was altered, or sealed with another key");
    return *std::move(text);
}

} // namespace tnung::gateway
