// audit_fsck: is a log what it says, by the format alone (docs/formats/audit-log.md). Shares no
// code with the programs that write it, so that a mistake of theirs is not made twice.
//
//   audit_fsck KEY log FOLDER|URL [--head FILE]… [--witness KEY]… [--since SECONDS] [--header FILE]
//       the checkpoint's signature, every tile, every entry (of a server, which has them for an
//       auditor only, where FILE holds the header that says who asks: `Cookie: …`); that the log
//       goes on from each older checkpoint that somebody else kept; that no entry is older than
//       the ones before it by more than SECONDS (600); that each witness whose KEY is given signed
//       one of the heads
//   audit_fsck KEY proof FILE [--content FILE --code CODE]
//       a receipt's .tlog-proof; with the content, that it is what the receipt speaks of
//
// KEY is `name+keyid+base64` as `tnung-registry audit-key` prints it. The last line is JSON; exits
// with 1 where anything is wrong and says what.
#include <boost/json/src.hpp>
#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Hash = std::string; // 32 bytes

constexpr std::uint64_t tile_width = 256;
constexpr int levels_max = 6;
constexpr std::size_t answer_bytes_max = 64u << 20;

/// What is wrong with what was looked at.
std::vector<std::string> faults;

void fault(std::string words)
{
    std::cerr << "audit_fsck: " << words << "\n";
    faults.push_back(std::move(words));
}

[[noreturn]] void give_up(const std::string& words)
{
    std::cerr << "audit_fsck: " << words << "\n";
    std::exit(2);
}

Hash sha256(std::string_view bytes)
{
    Hash hash(SHA256_DIGEST_LENGTH, '\0');
    SHA256(
        reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
        reinterpret_cast<unsigned char*>(hash.data())
    );
    return hash;
}

Hash leaf_of(std::string_view entry)
{
    return sha256(std::string(1, '\0') + std::string(entry));
}

Hash above(const Hash& left, const Hash& right)
{
    return sha256('\x01' + left + right);
}

std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(
        reinterpret_cast<unsigned char*>(bytes.data()),
        reinterpret_cast<const unsigned char*>(text.data()), int(text.size())
    );
    if (length < 0) return std::nullopt;
    const auto padding = std::size_t(std::ranges::count(text, '='));
    if (padding > 2) return std::nullopt;
    bytes.resize(std::size_t(length) - padding);
    return bytes;
}

std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() ||
        (text.size() > 1 && text[0] == '0'))
        return std::nullopt;
    return value;
}

struct Key {
    std::string name, id, bytes;
};

Key parse_key(std::string_view text)
{
    const auto first = text.find('+');
    const auto second = text.find('+', first + 1);
    if (second == std::string_view::npos) give_up("KEY: expected name+keyid+base64");
    const auto bytes = from_base64(text.substr(second + 1));
    if (!bytes || bytes->size() != 33 || (*bytes)[0] != '\x01')
        give_up("KEY: not an Ed25519 key of a signed note");
    Key key{std::string(text.substr(0, first)), "", bytes->substr(1)};
    key.id = sha256(key.name + "\n" + *bytes).substr(0, 4);
    return key;
}

/// Of a witness: `name+keyid+base64` of type 4 (C2SP tlog-cosignature).
Key parse_witness(std::string_view text)
{
    const auto first = text.find('+');
    const auto second = text.find('+', first + 1);
    const auto bytes =
        second == std::string_view::npos ? std::nullopt : from_base64(text.substr(second + 1));
    if (!bytes || bytes->size() != 33 || (*bytes)[0] != '\x04')
        give_up("--witness: not the key of a witness");
    Key key{std::string(text.substr(0, first)), "", bytes->substr(1)};
    key.id = sha256(key.name + "\n" + *bytes).substr(0, 4);
    return key;
}

bool signature_holds(const Key& key, std::string_view text, std::string_view signature)
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> public_key(
        EVP_PKEY_new_raw_public_key(
            EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(key.bytes.data()),
            key.bytes.size()
        ),
        EVP_PKEY_free
    );
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), EVP_MD_CTX_free
    );
    return public_key && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
           EVP_DigestVerify(
               context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
               signature.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size()
           ) == 1;
}

struct Checkpoint {
    std::uint64_t size = 0;
    Hash root;
};

/// Nothing where it is none of that key; what is wrong is told as of `where`.
std::optional<Checkpoint>
open_checkpoint(const Key& key, std::string_view note, const std::string& where)
{
    const auto wrong = [&](const char* what) {
        fault(where + ": " + what);
        return std::nullopt;
    };
    const auto parting = note.rfind("\n\n");
    if (parting == std::string_view::npos || !note.ends_with('\n')) return wrong("no signed note");
    const auto text = note.substr(0, parting + 1);
    std::istringstream lines{std::string(text)};
    std::string origin, size, root;
    std::getline(lines, origin);
    std::getline(lines, size);
    std::getline(lines, root);
    if (origin != key.name) return wrong("the checkpoint of another log");
    bool signed_by_key = false;
    std::istringstream signatures{std::string(note.substr(parting + 2))};
    const auto beginning = "— " + key.name + " ";
    for (std::string line; std::getline(signatures, line);) {
        if (!line.starts_with("— ")) return wrong("something that is no signature stands below it");
        if (!line.starts_with(beginning)) continue;
        const auto bytes = from_base64(std::string_view(line).substr(beginning.size()));
        signed_by_key |= bytes && bytes->starts_with(key.id) &&
                         signature_holds(key, text, std::string_view(*bytes).substr(4));
    }
    if (!signed_by_key) return wrong("not signed by that key");
    const auto count = number(size);
    const auto hash = from_base64(root);
    if (!count || !hash || hash->size() != SHA256_DIGEST_LENGTH)
        return wrong("size or root is not readable");
    return Checkpoint{*count, *hash};
}

/// Whether that witness signed the checkpoint, at a time of its own.
bool is_cosigned(const Key& witness, std::string_view note)
{
    constexpr std::size_t id_bytes = 4, time_bytes = 8;
    const auto parting = note.rfind("\n\n");
    if (parting == std::string_view::npos) return false;
    const std::string text(note.substr(0, parting + 1));
    std::istringstream signatures{std::string(note.substr(parting + 2))};
    const auto beginning = "— " + witness.name + " ";
    for (std::string line; std::getline(signatures, line);) {
        if (!line.starts_with(beginning)) continue;
        const auto bytes = from_base64(std::string_view(line).substr(beginning.size()));
        if (!bytes || !bytes->starts_with(witness.id) || bytes->size() < id_bytes + time_bytes)
            continue;
        std::uint64_t seconds = 0;
        for (std::size_t i = id_bytes; i < id_bytes + time_bytes; ++i)
            seconds = seconds << 8 | static_cast<unsigned char>((*bytes)[i]);
        if (signature_holds(
                witness, "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + text,
                std::string_view(*bytes).substr(id_bytes + time_bytes)
            ))
            return true;
    }
    return false;
}

/// The root of a range of leaves, by the definition (RFC 6962, 2.1).
Hash root_of(const std::vector<Hash>& leaves, std::uint64_t begin, std::uint64_t end)
{
    if (begin == end) return sha256("");
    if (end - begin == 1) return leaves[begin];
    const auto middle = begin + std::bit_floor(end - begin - 1);
    return above(root_of(leaves, begin, middle), root_of(leaves, middle, end));
}

std::string file_text(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in) give_up(path.string() + ": cannot be read");
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Where a log lies: a folder or a server.
class Source {
public:
    Source(std::string place, std::string header)
        : place_(std::move(place)), header_(std::move(header))
    {
    }

    bool is_server() const { return place_.starts_with("http"); }
    bool has_entries() const { return !is_server() || !header_.empty(); }
    std::optional<std::string> get(const std::string& path) const
    {
        if (!is_server()) {
            const auto file = std::filesystem::path(place_) / path;
            if (!std::filesystem::is_regular_file(file)) return std::nullopt;
            return file_text(file);
        }
        const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(
            curl_easy_init(), curl_easy_cleanup
        );
        std::string body;
        const auto url = place_ + "/" + path;
        const auto write = +[](char* data, std::size_t size, std::size_t count, std::string* to) {
            if (to->size() + size * count > answer_bytes_max) return std::size_t(0);
            to->append(data, size * count);
            return size * count;
        };
        curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 30L);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, write);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
            header_.empty() ? nullptr : curl_slist_append(nullptr, header_.c_str()),
            curl_slist_free_all
        );
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
        if (curl_easy_perform(curl.get()) != CURLE_OK) return std::nullopt;
        return body;
    }

private:
    std::string place_, header_;
};

/// `x001/x234/067`, and `.p/W` where the tile is not full.
std::string tile_name(std::uint64_t index, std::uint64_t width)
{
    char digits[8];
    std::snprintf(digits, sizeof digits, "%03u", unsigned(index % 1000));
    std::string name = digits;
    for (index /= 1000; index > 0; index /= 1000) {
        std::snprintf(digits, sizeof digits, "x%03u", unsigned(index % 1000));
        name = std::string(digits) + "/" + name;
    }
    return width == tile_width ? name : name + ".p/" + std::to_string(width);
}

/// Each tile of a level of `size` hashes, its index and how many it has, until `visit` gives false.
void each_tile(std::uint64_t size, const std::function<bool(std::uint64_t, std::uint64_t)>& visit)
{
    for (std::uint64_t index = 0; index * tile_width < size; ++index)
        if (!visit(index, std::min(tile_width, size - index * tile_width))) return;
}

std::optional<std::chrono::sys_seconds> time_of(std::string_view entry)
{
    boost::system::error_code error;
    const auto value = boost::json::parse(entry, error);
    if (error || !value.is_object()) return std::nullopt;
    const auto* at = value.as_object().if_contains("at");
    if (!at || !at->is_string()) return std::nullopt;
    int year, month, day, hour, minute, second, east_hours = 0, east_minutes = 0;
    if (std::sscanf(
            at->as_string().c_str(), "%d-%d-%dT%d:%d:%d", &year, &month, &day, &hour, &minute,
            &second
        ) != 6)
        return std::nullopt;
    const std::string text(at->as_string());
    const auto zone = text.find_last_of("+Z");
    if (zone == std::string::npos ||
        (text[zone] == '+' &&
         std::sscanf(text.c_str() + zone, "+%d:%d", &east_hours, &east_minutes) != 2))
        return std::nullopt;
    using namespace std::chrono;
    const year_month_day date{
        std::chrono::year(year), std::chrono::month(unsigned(month)),
        std::chrono::day(unsigned(day))};
    if (!date.ok()) return std::nullopt;
    return sys_days(date) + hours(hour - east_hours) + minutes(minute - east_minutes) +
           seconds(second);
}

struct Told {
    std::uint64_t size = 0, entries = 0, tiles = 0; ///< `entries`: those that were looked at
};

/// The leaves as the entries have them; empty where there is no such entry.
std::vector<Hash> leaves_of_entries(
    const Source& source, std::uint64_t size, std::chrono::seconds late_max, Told& told
)
{
    std::vector<Hash> leaves;
    std::optional<std::chrono::sys_seconds> newest;
    each_tile(size, [&](std::uint64_t index, std::uint64_t width) {
        const auto name = "tile/entries/" + tile_name(index, width);
        const auto bundle = source.get(name);
        if (!bundle) {
            leaves.resize(index * tile_width + width);
            fault(name + ": is not there");
            return true;
        }
        std::string_view rest = *bundle;
        std::uint64_t count = 0;
        while (rest.size() >= 2) {
            const auto length = std::size_t(
                static_cast<unsigned char>(rest[0]) << 8 | static_cast<unsigned char>(rest[1])
            );
            if (rest.size() < 2 + length) break;
            const auto entry = rest.substr(2, length);
            rest.remove_prefix(2 + length);
            leaves.push_back(leaf_of(entry));
            ++count;
            const auto at = time_of(entry);
            const auto place = index * tile_width + count - 1;
            if (!at)
                fault("entry " + std::to_string(place) + ": does not say when");
            else if (newest && *at + late_max < *newest)
                fault("entry " + std::to_string(place) + ": is older than those before it");
            if (at) newest = newest ? std::max(*newest, *at) : *at;
        }
        if (!rest.empty() || count != width)
            fault(
                name + ": " + std::to_string(count) + " entries, expected " + std::to_string(width)
            );
        leaves.resize(index * tile_width + width); // those behind stay at their places
        told.entries += count;
        return true;
    });
    return leaves;
}

void check_log(
    const Key& key, const Source& source, const std::vector<std::string>& heads,
    std::chrono::seconds late_max, Told& told
)
{
    const auto note = source.get("checkpoint");
    if (!note) return fault("checkpoint: is not there");
    const auto head = open_checkpoint(key, *note, "checkpoint");
    if (!head) return;
    // What the tiles say; on the lowest level that is the log's leaves.
    std::vector<std::vector<Hash>> levels;
    auto size = head->size;
    for (int level = 0; level < levels_max && size > 0; ++level, size /= tile_width) {
        // Grows with what is there: the size is what the checkpoint claims.
        std::vector<Hash> hashes;
        each_tile(size, [&](std::uint64_t index, std::uint64_t width) {
            const auto name = "tile/" + std::to_string(level) + "/" + tile_name(index, width);
            const auto tile = source.get(name);
            ++told.tiles;
            if (!tile)
                fault(name + ": is not there");
            else if (tile->size() != width * SHA256_DIGEST_LENGTH)
                fault(name + ": not of " + std::to_string(width) + " hashes");
            else
                for (std::uint64_t i = 0; i < width; ++i)
                    hashes.push_back(tile->substr(i * SHA256_DIGEST_LENGTH, SHA256_DIGEST_LENGTH));
            return faults.empty();
        });
        if (!faults.empty()) return; // nothing to hold the rest against
        levels.push_back(std::move(hashes));
    }
    told.size = head->size;
    const auto& leaves = levels.empty() ? levels.emplace_back() : levels[0];
    if (!source.has_entries()) {
        std::cerr << "audit_fsck: entries are not served here: only hashes were looked at\n";
    } else {
        const auto of_entries = leaves_of_entries(source, head->size, late_max, told);
        for (std::uint64_t i = 0; i < head->size; ++i)
            if (!of_entries[i].empty() && of_entries[i] != leaves[i])
                fault("entry " + std::to_string(i) + ": is not the one that was logged");
    }
    for (std::size_t level = 1; level < levels.size(); ++level)
        for (std::uint64_t i = 0; i < levels[level].size(); ++i)
            if (root_of(levels[level - 1], i * tile_width, (i + 1) * tile_width) !=
                levels[level][i])
                fault(
                    "tile of level " + std::to_string(level) + ": hash " + std::to_string(i) +
                    " is not that of the tile below"
                );
    if (root_of(leaves, 0, leaves.size()) != head->root)
        fault("the checkpoint's root is not that of the log's hashes");
    for (const auto& file : heads) {
        const auto older = open_checkpoint(key, file_text(file), file);
        if (!older) continue;
        if (older->size > head->size)
            fault(
                file + ": had " + std::to_string(older->size) + " entries, the log has " +
                std::to_string(head->size) + ": it was cut off"
            );
        else if (root_of(leaves, 0, older->size) != older->root)
            fault(file + ": the log does not go on from it: it was forked or changed");
    }
}

std::string check_proof(const Key& key, const std::string& text, const std::string& where)
{
    std::istringstream lines(text);
    std::string line;
    const auto wrong = [&](const std::string& what) {
        fault(where + ": " + what);
        return std::string();
    };
    if (!std::getline(lines, line) || line != "c2sp.org/tlog-proof@v1") return wrong("no proof");
    std::optional<std::string> entry;
    if (std::getline(lines, line) && line.starts_with("extra ")) {
        entry = from_base64(std::string_view(line).substr(6));
        std::getline(lines, line);
    }
    if (!entry) return wrong("it does not hold the entry it is about");
    const auto index =
        line.starts_with("index ") ? number(std::string_view(line).substr(6)) : std::nullopt;
    if (!index) return wrong("no index");
    std::vector<Hash> proof;
    while (std::getline(lines, line) && !line.empty()) {
        const auto hash = from_base64(line);
        if (!hash || hash->size() != SHA256_DIGEST_LENGTH) return wrong("a hash is not readable");
        proof.push_back(*hash);
    }
    const std::string note{std::istreambuf_iterator<char>(lines), {}};
    const auto head = open_checkpoint(key, note, where);
    if (!head) return "";
    // RFC 9162, 2.1.3.2.
    if (*index >= head->size) return wrong("the entry lies behind the log's end");
    auto at = *index, last = head->size - 1;
    auto hash = leaf_of(*entry);
    for (const auto& beside : proof) {
        if (last == 0) return wrong("the proof is too long");
        if ((at & 1) || at == last) {
            hash = above(beside, hash);
            while (!(at & 1) && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else
            hash = above(hash, beside);
        at >>= 1;
        last >>= 1;
    }
    if (last != 0 || hash != head->root) return wrong("the entry is not in the log it names");
    return *entry;
}

void check_content(const std::string& entry, const std::string& content, const std::string& code)
{
    boost::system::error_code error;
    const auto value = boost::json::parse(entry, error);
    const auto* note =
        error || !value.is_object() ? nullptr : value.as_object().if_contains("note");
    const auto* said =
        note && note->is_object() ? note->as_object().if_contains("commitment") : nullptr;
    const auto commitment =
        said && said->is_string() ? from_base64(said->as_string()) : std::nullopt;
    if (!commitment)
        fault("the entry commits to no content");
    else if (*commitment != sha256(code + content))
        fault("the content is not what was handed in under that code");
}

} // namespace

int main(int count, char** words)
try {
    std::vector<std::string> given(words + 1, words + count);
    if (given.size() < 3 || given.size() % 2 == 0)
        give_up("KEY log FOLDER|URL [--head FILE]…, or KEY proof FILE");
    const auto key = parse_key(given[0]);
    std::vector<std::string> heads;
    std::vector<Key> witnesses;
    std::string content, code, header;
    std::chrono::seconds late_max(600);
    for (std::size_t i = 3; i + 1 < given.size(); i += 2) {
        if (given[i] == "--head")
            heads.push_back(given[i + 1]);
        else if (given[i] == "--witness")
            witnesses.push_back(parse_witness(given[i + 1]));
        else if (given[i] == "--since")
            late_max = std::chrono::seconds(number(given[i + 1]).value_or(0));
        else if (given[i] == "--header") {
            std::istringstream lines(file_text(given[i + 1]));
            std::getline(lines, header);
        } else if (given[i] == "--content")
            content = given[i + 1];
        else if (given[i] == "--code")
            code = given[i + 1];
        else
            give_up(given[i] + ": not known");
    }
    boost::json::object result;
    if (given[1] == "log") {
        Told told;
        check_log(key, Source(given[2], header), heads, late_max, told);
        for (const auto& witness : witnesses)
            if (std::ranges::none_of(heads, [&](const std::string& file) {
                    return is_cosigned(witness, file_text(file));
                }))
                fault("no head bears the signature of " + witness.name);
        result = {
            {"size", told.size},
            {"entries", told.entries},
            {"tiles", told.tiles},
            {"heads", heads.size()}};
        if (!witnesses.empty()) result["witnesses"] = witnesses.size();
    } else if (given[1] == "proof") {
        const auto entry = check_proof(key, file_text(given[2]), given[2]);
        if (!content.empty() && faults.empty()) check_content(entry, file_text(content), code);
        result = {{"entry", entry}};
    } else
        give_up(given[1] + ": expected log or proof");
    result["faults"] = faults.size();
    std::cout << boost::json::serialize(result) << std::endl;
    return faults.empty() ? 0 : 1;
} catch (const std::exception& error) {
    give_up(error.what());
}
