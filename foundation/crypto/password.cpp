#include "foundation/crypto/password.hpp"

#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <semaphore>
#include <stdexcept>

namespace tnung::crypto {

namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19u * 1024 * 1024;
constexpr std::ptrdiff_t hashes_at_once_max = 2;
constexpr std::int64_t step_seconds = 30;

/// Memory-hard work must not become a way to take the machine's memory.
std::counting_semaphore<hashes_at_once_max>& hashing_slots()
{
    static std::counting_semaphore<hashes_at_once_max> slots(hashes_at_once_max);
    return slots;
}

struct HashingSlot {
    HashingSlot() { hashing_slots().acquire(); }
    ~HashingSlot() { hashing_slots().release(); }
    HashingSlot(const HashingSlot&) = delete;
    HashingSlot& operator=(const HashingSlot&) = delete;
};

std::string code_of_step(std::string_view secret, std::int64_t step)
{
    std::string counter(8, '\0');
    for (int i = 0; i < 8; ++i) counter[std::size_t(7 - i)] = char((step >> (8 * i)) & 0xff);
    const auto mac = hmac_sha1(secret, counter);
    const auto at = std::size_t(mac.back() & 0x0f);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::uint8_t(mac[at + i]);
    return fmt::format("{:06}", (value & 0x7fffffff) % 1'000'000);
}

std::int64_t step_of(Instant now)
{
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / step_seconds;
}

} // namespace

std::string hash_password(std::string_view password)
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    const HashingSlot slot;
    char hash[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(
            hash, password.data(), password.size(), passes, memory_bytes,
            crypto_pwhash_ALG_ARGON2ID13
        ) != 0)
        throw std::runtime_error("not enough memory to hash a password");
    return hash;
}

bool password_matches(std::string_view hash, std::string_view password)
{
    const HashingSlot slot;
    const std::string terminated(hash);
    return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

std::string totp(std::string_view secret, Instant now)
{
    return code_of_step(secret, step_of(now));
}

std::optional<std::int64_t>
matching_totp_step(std::string_view secret, std::string_view code, Instant now)
{
    for (const auto step : {step_of(now), step_of(now) - 1, step_of(now) + 1})
        if (equal_in_constant_time(code_of_step(secret, step), code)) return step;
    return std::nullopt;
}

} // namespace tnung::crypto
