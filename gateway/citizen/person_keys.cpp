#include "gateway/citizen/person_keys.hpp"

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

} // namespace tnung::gateway
