#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tnung::crypto {

/// Encrypts one field. The sealed form names its algorithm and key:
///   1 byte algorithm (1 = XChaCha20-Poly1305), 1 byte key version, 24 bytes nonce, ciphertext, 16
///   bytes tag.
/// The associated data binds it to its place (table, column), so that it opens nowhere else.
class Sealer {
public:
    Sealer(std::string key, unsigned char key_version);

    std::string seal(std::string_view plaintext, std::string_view place) const;
    /// Nothing where it was altered, moved or sealed with another key.
    std::optional<std::string> open(std::string_view sealed, std::string_view place) const;

private:
    std::string key_;
    unsigned char key_version_;
};

/// A keyed look-up: equal values give equal 16 bytes, and nobody without the key can try values.
/// It leaks equality and frequency (docs/formats/sealed-fields.md).
class BlindIndex {
public:
    explicit BlindIndex(std::string key) : key_(std::move(key)) {}
    std::string of(std::string_view value) const;

private:
    std::string key_;
};

/// The master key, from a file with strict rights; every purpose has a key of its own derived from
/// it.
class Keyring {
public:
    /// Throws std::runtime_error when the file is missing, open to others or malformed.
    static Keyring load(const std::filesystem::path& file);
    /// Of what stands in such a file; nothing where it is malformed.
    static std::optional<Keyring> from_line(std::string_view line);
    /// Nothing where the file is not there, or not this user's to read.
    static std::optional<Keyring> load_if_readable(const std::filesystem::path& file);
    /// Makes the file (0600) where there is none.
    static Keyring load_or_create(const std::filesystem::path& file);

    Sealer sealer(std::string_view purpose) const;
    BlindIndex index(std::string_view purpose) const;
    std::string key(std::string_view purpose) const;

private:
    explicit Keyring(std::string master) : master_(std::move(master)) {}
    std::string master_;
};

} // namespace tnung::crypto
