#pragma once

#include "foundation/base/bytes.hpp"
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

/// What was sealed there. Throws std::runtime_error where it was altered, or sealed with another
/// key.
std::string opened(const crypto::Sealer& sealer, const Bytes& sealed, std::string_view place);

} // namespace tnung::gateway
