#include "foundation/crypto/signing.hpp"

#include <sodium.h>

#include <stdexcept>

namespace tnung::crypto {

namespace {

const unsigned char* raw(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::string& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

} // namespace

SigningKey::SigningKey(std::string_view seed)
    : secret_key_(crypto_sign_SECRETKEYBYTES, '\0'), public_key_(crypto_sign_PUBLICKEYBYTES, '\0')
{
    if (seed.size() != crypto_sign_SEEDBYTES) throw std::logic_error("a signing seed has 32 bytes");
    crypto_sign_seed_keypair(raw(public_key_), raw(secret_key_), raw(seed));
}

std::string SigningKey::sign(std::string_view message) const
{
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(raw(signature), nullptr, raw(message), message.size(), raw(secret_key_));
    return signature;
}

bool signature_is_valid(
    std::string_view public_key, std::string_view message, std::string_view signature
)
{
    if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES)
        return false;
    return crypto_sign_verify_detached(
               raw(signature), raw(message), message.size(), raw(public_key)
           ) == 0;
}

} // namespace tnung::crypto
