#include "foundation/crypto/seal.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace tnung::crypto {

namespace {

constexpr unsigned char xchacha20_poly1305 = 1;
constexpr std::size_t header_bytes = 2;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t index_bytes = 16;

const unsigned char* raw(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::string& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

} // namespace

Sealer::Sealer(std::string key, unsigned char key_version)
    : key_(std::move(key)), key_version_(key_version)
{
    if (key_.size() != key_bytes) throw std::logic_error("a sealing key has 32 bytes");
}

std::string Sealer::seal(std::string_view plaintext, std::string_view place) const
{
    const auto nonce = random_bytes(nonce_bytes);
    std::string sealed;
    sealed.push_back(char(xchacha20_poly1305));
    sealed.push_back(char(key_version_));
    sealed += nonce;
    const auto body = sealed.size();
    sealed.resize(body + plaintext.size() + tag_bytes);
    unsigned long long length = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        raw(sealed) + body, &length, raw(plaintext), plaintext.size(), raw(place), place.size(),
        nullptr, raw(nonce), raw(key_)
    );
    return sealed;
}

std::optional<std::string> Sealer::open(std::string_view sealed, std::string_view place) const
{
    if (sealed.size() < header_bytes + nonce_bytes + tag_bytes) return std::nullopt;
    if (sealed[0] != char(xchacha20_poly1305) || sealed[1] != char(key_version_))
        return std::nullopt;
    const auto nonce = sealed.substr(header_bytes, nonce_bytes);
    const auto body = sealed.substr(header_bytes + nonce_bytes);
    std::string plaintext(body.size() - tag_bytes, '\0');
    unsigned long long length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            raw(plaintext), &length, nullptr, raw(body), body.size(), raw(place), place.size(),
            raw(nonce), raw(key_)
        ) != 0)
        return std::nullopt;
    return plaintext;
}

std::string BlindIndex::of(std::string_view value) const
{
    return hmac_sha256(key_, value).substr(0, index_bytes);
}

Keyring Keyring::load(const std::filesystem::path& file)
{
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0)
        throw std::runtime_error(fmt::format("key file {}: not there", file.string()));
    if ((status.st_mode & 077) != 0)
        throw std::runtime_error(fmt::format(
            "key file {}: must be closed to group and others (chmod 600)", file.string()
        ));
    std::ifstream stream(file);
    std::string line;
    if (!std::getline(stream, line))
        throw std::runtime_error(fmt::format(
            "key file {}: cannot be read; it belongs to the user that the program runs as",
            file.string()
        ));
    auto keyring = from_line(line);
    if (!keyring)
        throw std::runtime_error(
            fmt::format("key file {}: expected 32 bytes in base64", file.string())
        );
    return std::move(*keyring);
}

std::optional<Keyring> Keyring::from_line(std::string_view line)
{
    auto master = parse_base64(trimmed(line));
    if (!master || master->size() != key_bytes) return std::nullopt;
    return Keyring(std::move(*master));
}

std::optional<Keyring> Keyring::load_if_readable(const std::filesystem::path& file)
{
    if (::access(file.c_str(), R_OK) != 0) return std::nullopt;
    return load(file);
}

Keyring Keyring::load_or_create(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file)) {
        std::filesystem::create_directories(file.parent_path());
        const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600);
        if (descriptor < 0)
            throw std::runtime_error(fmt::format("key file {}: cannot be made", file.string()));
        const auto line = base64_text(random_bytes(key_bytes)) + "\n";
        const auto written = ::write(descriptor, line.data(), line.size());
        const bool durable = written == ssize_t(line.size()) && ::fsync(descriptor) == 0;
        ::close(descriptor);
        if (!durable || !keep_folder(file.parent_path()))
            throw std::runtime_error(fmt::format("key file {}: cannot be written", file.string()));
    }
    return load(file);
}

Sealer Keyring::sealer(std::string_view purpose) const
{
    return Sealer(derive(master_, fmt::format("tnung seal {}", purpose), key_bytes), 1);
}

BlindIndex Keyring::index(std::string_view purpose) const
{
    return BlindIndex(derive(master_, fmt::format("tnung index {}", purpose), key_bytes));
}

std::string Keyring::key(std::string_view purpose) const
{
    return derive(master_, fmt::format("tnung key {}", purpose), key_bytes);
}

} // namespace tnung::crypto
