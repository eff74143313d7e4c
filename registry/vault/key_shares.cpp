#include "registry/vault/key_shares.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/crypto/shares.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace tnung::registry {

namespace {

namespace fs = std::filesystem;

/// The first says neither day nor sharing; it is still read.
constexpr std::string_view first_title = "tnung-vault-key-share v1",
                           title = "tnung-vault-key-share v2";
constexpr std::size_t check_bytes = 8, sharing_bytes = 8;
constexpr int shares_max = 255;

/// A line of a share's text: a piece of one key.
struct Piece {
    std::string file, check; ///< of the key
    crypto::Share share;
    int need = 0;
};

struct Share {
    std::string name;
    std::optional<Day> made_on;
    std::string sharing;
    std::vector<Piece> pieces;
};

/// It tells nothing of a key, which is 32 random bytes.
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

/// `made <day> <sharing>`
bool parse_made(const std::string& line, Share& share)
{
    std::istringstream words(line);
    std::string word, day, more;
    if (!(words >> word >> day >> share.sharing) || words >> more || word != "made") return false;
    share.made_on = parse_iso_day(day);
    const auto sharing = parse_base64(share.sharing);
    return share.made_on && sharing && sharing->size() == sharing_bytes;
}

Share parse_share(const ShareText& from)
{
    std::istringstream lines(from.text);
    std::string line;
    bool titled = false, is_first_form = false;
    Share share{.name = from.name, .made_on = {}, .sharing = {}, .pieces = {}};
    while (std::getline(lines, line)) {
        line = trimmed(line);
        if (line.empty() || line.starts_with('#')) continue;
        if (!titled) {
            is_first_form = line == first_title;
            if (line != title && !is_first_form) break;
            titled = true;
            continue;
        }
        if (!is_first_form && !share.made_on && parse_made(line, share)) continue;
        auto piece = parse_piece(line);
        if (!piece || (!is_first_form && !share.made_on))
            throw std::runtime_error(
                fmt::format("{}: the share cannot be read: a line of it is broken", from.name)
            );
        share.pieces.push_back(std::move(*piece));
    }
    if (share.pieces.empty())
        throw std::runtime_error(fmt::format("{}: no share of the vault's keys", from.name));
    return share;
}

std::vector<Share> parse_shares(const std::vector<ShareText>& texts)
{
    std::vector<Share> shares;
    for (const auto& text : texts) shares.push_back(parse_share(text));
    if (shares.empty()) throw std::runtime_error("no share was given");
    return shares;
}

std::string made_words(const Share& share)
{
    return share.made_on ? "of " + iso_text(*share.made_on) : "of an older form that bears no day";
}

void require_one_sharing(const std::vector<Share>& shares)
{
    const auto& one = shares.front();
    for (const auto& other : shares) {
        if (other.sharing == one.sharing && other.made_on == one.made_on) continue;
        throw std::runtime_error(fmt::format(
            "{} is {}, {} is {}{}: shares that were not made together cannot be mixed. Take those "
            "of the newest day alone (check-shares says which serve)",
            one.name, made_words(one), other.name, made_words(other),
            other.made_on == one.made_on ? " too, of another sharing" : ""
        ));
    }
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

KeyLines lines_in(const fs::path& folder)
{
    KeyLines lines;
    for (int version = 1; version <= master_versions_max; ++version)
        if (const auto key = whole_file(folder / master_key_file(version)))
            lines.emplace(master_key_file(version), trimmed(*key));
    return lines;
}

const WrappedKey* of_file(const std::vector<WrappedKey>& sealed_with, const std::string& file)
{
    const auto one = std::ranges::find_if(sealed_with, [&](const auto& key) {
        return master_key_file(key.master_version) == file;
    });
    return one == sealed_with.end() ? nullptr : &*one;
}

/// Of two keys under one name: which is the database's, and what to do.
std::string other_key_words(
    const fs::path& path, const WrappedKey* sealed_with, const KeyLines::value_type& shared
)
{
    const auto bytes = whole_file(path).value_or("");
    const auto there = trimmed(bytes);
    if (sealed_with && is_wrapped_by(*sealed_with, there))
        return fmt::format(
            "{}: another key is there already, and it is the one that sealed this database. "
            "Nothing is to be restored: the shares are of another vault",
            path.string()
        );
    if (sealed_with && is_wrapped_by(*sealed_with, shared.second))
        return fmt::format(
            "{0}: another key is there already, which was made by mistake: the shares' key sealed "
            "this database. Move {0} away, keep it until declarations open again, and run "
            "restore-keys once more",
            path.string()
        );
    return fmt::format(
        "{0}: another key is there already, and nothing in this database says which is right. "
        "Bring the database back first; or, where the key that is there was made by a vault "
        "without keys and nothing was sealed with it, move {0} away and run restore-keys once more",
        path.string()
    );
}

} // namespace

std::vector<std::string> share_keys(const fs::path& folder, int need, int of, Day made_on)
{
    const auto keys = lines_in(folder);
    if (keys.empty())
        throw std::runtime_error(fmt::format("vault.keys: no key is in {}", folder.string()));
    const auto sharing = base64_text(crypto::random_bytes(sharing_bytes));
    std::vector<std::string> names;
    for (const auto& [file, key] : keys) names.push_back(file);
    std::vector<std::string> texts;
    for (int i = 1; i <= of; ++i)
        texts.push_back(fmt::format(
            "# Mảnh khóa kho lưu giữ kê khai tài sản, thu nhập: mảnh {0} trong {1}, làm ngày {4}.\n"
            "# Của các khóa: {5}. Khóa chủ đổi sau ngày đó thì mảnh này là mảnh cũ\n"
            "# (tnung-registry check-shares).\n"
            "# Cần {2} mảnh bất kỳ cùng ngày mới khôi phục được khóa (tnung-registry "
            "restore-keys).\n"
            "# Niêm phong, cất riêng, không để cùng mảnh khác, không chụp, không gửi qua mạng.\n"
            "{3}\n"
            "made {6} {7}\n",
            i, of, need, title, date_text(made_on), fmt::join(names, ", "), iso_text(made_on),
            sharing
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

KeyLines missing_keys(
    const fs::path& folder, const std::vector<ShareText>& texts,
    const std::vector<WrappedKey>& sealed_with
)
{
    const auto shares = parse_shares(texts);
    require_one_sharing(shares);
    std::map<std::string, std::vector<Piece>> by_file;
    for (const auto& share : shares)
        for (const auto& piece : share.pieces) by_file[piece.file].push_back(piece);
    KeyLines missing;
    for (const auto& [file, pieces] : by_file) {
        const KeyLines::value_type key(file, joined(file, pieces));
        const auto* wrapped = of_file(sealed_with, file);
        const auto there = whole_file(folder / file);
        if (there && trimmed(*there) != key.second)
            throw std::runtime_error(other_key_words(folder / file, wrapped, key));
        if (wrapped && !is_wrapped_by(*wrapped, key.second))
            throw std::runtime_error(fmt::format(
                "{}: the shares hold another key than the one that sealed this database: they are "
                "of another vault, or the database is",
                file
            ));
        if (!there) missing.insert(key);
    }
    for (const auto& one : sealed_with)
        if (const auto file = master_key_file(one.master_version);
            !by_file.contains(file) && !fs::exists(folder / file))
            throw std::runtime_error(fmt::format(
                "these shares are old: they are {}, from before {}, which seals this database now. "
                "Shares are needed that were made after that key",
                made_words(shares.front()), file
            ));
    return missing;
}

std::vector<std::string> restore_keys(const fs::path& folder, const KeyLines& missing)
{
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    std::vector<std::string> made;
    for (const auto& [file, key] : missing) {
        replace_durably(folder / file, key + "\n");
        made.push_back(file);
    }
    return made;
}

std::vector<ShareStanding> check_shares(
    const fs::path& folder, const std::vector<ShareText>& texts,
    const std::vector<WrappedKey>& sealed_with
)
{
    const auto there = lines_in(folder);
    std::vector<ShareStanding> all;
    for (const auto& share : parse_shares(texts)) {
        ShareStanding standing{
            .name = share.name,
            .made_on = share.made_on,
            .sharing = share.sharing,
            .keys = {},
            .lacks = {},
            .others = {}};
        for (const auto& piece : share.pieces) {
            standing.keys.push_back(piece.file);
            const auto key = there.find(piece.file);
            if (key != there.end() && check_of(key->second) != piece.check)
                standing.others.push_back(piece.file);
        }
        for (int version = 1; version <= master_versions_max; ++version) {
            const auto file = master_key_file(version);
            const bool in_force = there.contains(file) || of_file(sealed_with, file);
            if (in_force && std::ranges::find(standing.keys, file) == standing.keys.end())
                standing.lacks.push_back(file);
        }
        all.push_back(std::move(standing));
    }
    return all;
}

} // namespace tnung::registry
