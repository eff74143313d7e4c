#include "foundation/crypto/hash.hpp"

#include "foundation/base/bytes.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include <memory>
#include <stdexcept>

namespace tnung::crypto {

namespace {

void start_sodium()
{
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error("libsodium does not start");
}

const unsigned char* raw(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view message)
{
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    if (!HMAC(
            digest, key.data(), int(key.size()), raw(message), message.size(),
            reinterpret_cast<unsigned char*>(mac.data()), &length
        ))
        throw std::runtime_error("HMAC failed");
    mac.resize(length);
    return mac;
}

} // namespace

std::string sha256(std::string_view bytes)
{
    std::string digest(32, '\0');
    unsigned length = 0;
    if (EVP_Digest(
            bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &length,
            EVP_sha256(), nullptr
        ) != 1)
        throw std::runtime_error("SHA-256 failed");
    return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view message)
{
    return hmac(EVP_sha256(), key, message);
}

std::string hmac_sha1(std::string_view key, std::string_view message)
{
    return hmac(EVP_sha1(), key, message);
}

std::string derive(std::string_view key, std::string_view purpose, std::size_t length)
{
    const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(
        EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free
    );
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
        EVP_KDF_CTX_new(kdf.get()), &EVP_KDF_CTX_free
    );
    std::string key_copy(key);
    std::string info(purpose);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key_copy.data(), key_copy.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
        OSSL_PARAM_construct_end(),
    };
    std::string derived(length, '\0');
    if (!context ||
        EVP_KDF_derive(
            context.get(), reinterpret_cast<unsigned char*>(derived.data()), length, parameters
        ) != 1)
        throw std::runtime_error("HKDF failed");
    sodium_memzero(key_copy.data(), key_copy.size());
    return derived;
}

bool equal_in_constant_time(std::string_view left, std::string_view right)
{
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string random_bytes(std::size_t count)
{
    start_sodium();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::uint32_t random_below(std::uint32_t bound)
{
    start_sodium();
    return randombytes_uniform(bound);
}

std::string random_token()
{
    return base64url_text(random_bytes(16));
}

} // namespace tnung::crypto
