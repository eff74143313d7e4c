#pragma once

#include "foundation/crypto/seal.hpp"

namespace tnung::gateway {

/// The keys for what is sealed about people and for what must be found again
/// (docs/formats/sealed-fields.md).
struct PersonKeys {
    explicit PersonKeys(const crypto::Keyring& keyring);

    crypto::Sealer phone, owner, detail, follower, message, staff;
    crypto::BlindIndex phone_index, owner_index, person_index, follower_index, code_index,
        notice_link;
};

} // namespace tnung::gateway
