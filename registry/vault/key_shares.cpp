#include "registry/vault/key_shares.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/crypto/shares.hpp"
#include "registry/vault/master_key_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace tnung::registry {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view title = "tnung-vault-key-share v1";
constexpr std::size_t check_bytes = 8;
constexpr int shares_max = 255;

/// A line of a share's text: a piece of one key.
struct Piece {
    std::string file, check; ///< of the key
    crypto::Share share;
    int need = 0;
};

std::string check_of(const std::string& secret)
{
    return base64_text(crypto::sha256(secret).substr(0, check_bytes));
}

bool is_key_file_name(const std::string& name)
{
    for (int version = 1; version <= master_versions_max; ++version)
        if (name == master_key_file(version)) return true;
    return false;
}

std::optional<Piece> parse_piece(const std::string& line)
{
    std::istringstream words(line);
    std::string word, number, need, bytes, more;
    Piece piece;
    if (!(words >> word >> piece.file >> number >> need >> piece.check >> bytes) || words >> more ||
        word != "key" || !is_key_file_name(piece.file))
        return std::nullopt;
    const auto which = parse_integer(number), wanted = parse_integer(need);
    auto decoded = parse_base64(bytes);
    if (!which || *which < 1 || *which > shares_max || !wanted || *wanted < 2 || !decoded ||
        decoded->empty())
        return std::nullopt;
    piece.share = {static_cast<unsigned char>(*which), std::move(*decoded)};
    piece.need = int(*wanted);
    return piece;
}

std::vector<Piece> parse_share(const std::string& text)
{
    std::istringstream lines(text);
    std::string line;
    bool titled = false;
    std::vector<Piece> pieces;
    while (std::getline(lines, line)) {
        line = trimmed(line);
        if (line.empty() || line.starts_with('#')) continue;
        if (!titled) {
            if (line != title) throw std::runtime_error("a text is no share of the vault's keys");
            titled = true;
            continue;
        }
        auto piece = parse_piece(line);
        if (!piece) throw std::runtime_error("a share cannot be read: a line of it is broken");
        pieces.push_back(std::move(*piece));
    }
    if (pieces.empty()) throw std::runtime_error("a text is no share of the vault's keys");
    return pieces;
}

std::string joined(const std::string& file, const std::vector<Piece>& pieces)
{
    std::vector<crypto::Share> shares;
    for (const auto& piece : pieces) {
        if (piece.check != pieces.front().check || piece.need != pieces.front().need)
            throw std::runtime_error(fmt::format("{}: these shares are not of one sharing", file));
        const bool twice = std::ranges::any_of(shares, [&](const auto& one) {
            return one.number == piece.share.number;
        });
        if (!twice) shares.push_back(piece.share);
    }
    if (int(shares.size()) < pieces.front().need)
        throw std::runtime_error(fmt::format(
            "{}: {} shares are needed, {} are here", file, pieces.front().need, shares.size()
        ));
    std::string secret;
    try {
        secret = crypto::join_secret(shares);
    } catch (const std::logic_error&) {
        throw std::runtime_error(fmt::format("{}: these shares are not of one sharing", file));
    }
    if (check_of(secret) != pieces.front().check)
        throw std::runtime_error(fmt::format("{}: a share was changed", file));
    return secret;
}

} // namespace

std::vector<std::string> share_keys(const fs::path& folder, int need, int of)
{
    std::map<std::string, std::string> keys;
    for (int version = 1; version <= master_versions_max; ++version)
        if (const auto key = whole_file(folder / master_key_file(version)))
            keys.emplace(master_key_file(version), trimmed(*key));
    if (keys.empty())
        throw std::runtime_error(fmt::format("vault.keys: no key is in {}", folder.string()));
    std::vector<std::string> texts;
    for (int i = 1; i <= of; ++i)
        texts.push_back(fmt::format(
            "# Mảnh khóa kho lưu giữ kê khai tài sản, thu nhập: mảnh {0} trong {1}.\n"
            "# Cần {2} mảnh bất kỳ mới khôi phục được khóa (tnung-registry restore-keys).\n"
            "# Niêm phong, cất riêng, không để cùng mảnh khác, không chụp, không gửi qua mạng.\n"
            "{3}\n",
            i, of, need, title
        ));
    for (const auto& [file, key] : keys) {
        const auto shares = crypto::split_secret(key, need, of);
        for (std::size_t i = 0; i < shares.size(); ++i)
            texts[i] += fmt::format(
                "key {} {} {} {} {}\n", file, shares[i].number, need, check_of(key),
                base64_text(shares[i].bytes)
            );
    }
    return texts;
}

std::vector<std::string> restore_keys(const fs::path& folder, const std::vector<std::string>& texts)
{
    std::map<std::string, std::vector<Piece>> by_file;
    for (const auto& text : texts)
        for (auto& piece : parse_share(text)) by_file[piece.file].push_back(std::move(piece));
    if (by_file.empty()) throw std::runtime_error("no share was given");
    std::map<std::string, std::string> missing;
    for (const auto& [file, pieces] : by_file) {
        const auto key = joined(file, pieces);
        const auto there = whole_file(folder / file);
        if (there && trimmed(*there) != key)
            throw std::runtime_error(fmt::format("{}: another key is there already", file));
        if (!there) missing.emplace(file, key);
    }
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    std::vector<std::string> made;
    for (const auto& [file, key] : missing) {
        replace_durably(folder / file, key + "\n");
        made.push_back(file);
    }
    return made;
}

} // namespace tnung::registry
