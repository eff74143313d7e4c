#include "foundation/audit/audit_log.hpp"

#include "foundation/audit/checkpoint.hpp"
#include "foundation/audit/merkle.hpp"
#include "foundation/audit/proof.hpp"
#include "foundation/audit/stored_tree.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::audit {

namespace {

constexpr std::size_t entry_bytes_max = 65'535;

constexpr std::string_view no_head = "the log has no head yet: it is signed by the process that "
                                     "signs people in (`authority`, in the "
                                     "registry `vault`), which must have run once";

constexpr pg::Query append_query{"audit.append", R"sql(
    INSERT INTO audit_entry (body) VALUES ($1) RETURNING id
)sql"};

constexpr pg::Query head_query{"audit.head", R"sql(
    SELECT size, signed_note, public_key, stopped_at IS NOT NULL FROM audit_head WHERE id = 1
)sql"};

constexpr pg::Query waiting_query{"audit.waiting", R"sql(
    SELECT count(*) FROM (SELECT 1 FROM audit_entry WHERE leaf_index IS NULL LIMIT 1000) waiting
)sql"};

constexpr pg::Query entry_query{"audit.entry", R"sql(
    SELECT body, leaf_index FROM audit_entry WHERE id = $1 AND leaf_index IS NOT NULL
)sql"};

constexpr pg::Query entries_query{"audit.entries", R"sql(
    SELECT body FROM audit_entry WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index
)sql"};

Bytes body_of(const Entry& entry, Instant now)
{
    json::Object object{
        {"at", iso_text(now)},
        {"act", entry.act},
        {"actor", entry.actor},
        {"subject", entry.subject}};
    if (!entry.note.empty()) object["note"] = entry.note;
    auto body = json::text(object);
    if (body.size() > entry_bytes_max) throw std::length_error("an audit entry is too long");
    return {std::move(body)};
}

} // namespace

pg::Connection::Call appending(const Entry& entry, Instant now)
{
    return {&append_query, {pg::to_param(body_of(entry, now))}};
}

std::int64_t append(pg::Transaction& tx, const Entry& entry, Instant now)
{
    return tx.exec(append_query, body_of(entry, now)).get<std::int64_t>(0, 0);
}

std::optional<std::string> Log::checkpoint()
{
    auto tx = pool_.begin();
    auto note = tx.exec(head_query).get<std::string>(0, 1);
    return note.empty() ? std::nullopt : std::optional(std::move(note));
}

std::optional<std::string> Log::tile(int level, std::uint64_t index, int width)
{
    auto tx = pool_.begin();
    const auto first = index * tile_width;
    const auto hashes = stored_tree::hashes(tx, level, first, first + std::uint64_t(width));
    if (hashes.size() != std::size_t(width)) return std::nullopt;
    std::string tile;
    for (const auto& hash : hashes) tile += hash;
    return tile;
}

std::optional<std::string> Log::hash_tile(std::string_view path)
{
    const auto wanted = parse_tile_path(path);
    if (!wanted || wanted->entries) return std::nullopt;
    return tile(wanted->level, wanted->index, wanted->width);
}

std::optional<std::string> Log::entry_bundle(std::uint64_t index, int width)
{
    auto tx = pool_.begin();
    const auto first = std::int64_t(index * tile_width);
    const auto rows = tx.exec(entries_query, first, first + width);
    if (rows.size() != std::size_t(width)) return std::nullopt;
    std::string bundle;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto body = rows.get<Bytes>(i, 0).data;
        bundle.push_back(char(body.size() >> 8));
        bundle.push_back(char(body.size() & 0xff));
        bundle += body;
    }
    return bundle;
}

void Log::save(const std::filesystem::path& folder)
{
    auto tx = pool_.begin();
    const auto head = tx.exec(head_query);
    const auto size = std::uint64_t(head.get<std::int64_t>(0, 0));
    const auto note = head.get<std::string>(0, 1);
    if (note.empty()) throw std::runtime_error(std::string(no_head));
    tx.commit();
    const auto save_tiles = [&](const std::string& below, std::uint64_t hashes, const auto& make) {
        for (std::uint64_t index = 0; index * tile_width < hashes; ++index) {
            const auto width =
                int(std::min(hashes - index * tile_width, std::uint64_t(tile_width)));
            const auto file = folder / "tile" / below / tile_name(index, width);
            if (std::filesystem::exists(file)) continue;
            const auto bytes = make(index, width);
            if (!bytes) throw std::runtime_error("the audit log lacks what its head speaks of");
            std::filesystem::create_directories(file.parent_path());
            replace_durably(file, *bytes);
        }
    };
    save_tiles("entries", size, [&](std::uint64_t index, int width) {
        return entry_bundle(index, width);
    });
    int level = 0;
    for (auto hashes = size; hashes > 0 && level < levels_max; hashes /= tile_width, ++level)
        save_tiles(fmt::format("{}", level), hashes, [&](std::uint64_t index, int width) {
            return tile(level, index, width);
        });
    std::filesystem::create_directories(folder);
    replace_durably(folder / "checkpoint", note);
}

std::optional<std::string> Log::entry_proof(std::int64_t entry)
{
    auto tx = pool_.begin();
    const auto found = tx.exec(entry_query, entry);
    if (found.empty()) return std::nullopt;
    const auto index = std::uint64_t(found.get<std::int64_t>(0, 1));
    const auto head = tx.exec(head_query); // read after it: at least as large
    const auto proof = inclusion_proof(
        index, std::uint64_t(head.get<std::int64_t>(0, 0)),
        [&](int height, std::uint64_t place) { return stored_tree::subtree(tx, height, place); }
    );
    auto text = fmt::format(
        "c2sp.org/tlog-proof@v1\nextra {}\nindex {}\n", base64_text(found.get<Bytes>(0, 0).data),
        index
    );
    for (const auto& hash : proof) text += base64_text(hash) + "\n";
    return text + "\n" + head.get<std::string>(0, 1);
}

std::optional<Log::WitnessRequest> Log::witness_request(std::uint64_t old_size)
{
    auto tx = pool_.begin();
    const auto head = tx.exec(head_query);
    WitnessRequest request{.size = std::uint64_t(head.get<std::int64_t>(0, 0))};
    if (request.size == 0 || request.size < old_size) return std::nullopt;
    request.checkpoint = head.get<std::string>(0, 1);
    request.body = fmt::format("old {}\n", old_size);
    if (old_size > 0 && old_size < request.size)
        for (const auto& hash :
             consistency_proof(old_size, request.size, [&](int height, std::uint64_t index) {
                 return stored_tree::subtree(tx, height, index);
             }))
            request.body += base64_text(hash) + "\n";
    request.body += "\n" + request.checkpoint;
    return request;
}

std::string Log::verifier_key()
{
    auto tx = pool_.begin();
    const auto key = tx.exec(head_query).get<Bytes>(0, 2).data;
    if (key.empty()) throw std::runtime_error(std::string(no_head));
    return audit::verifier_key(origin_, key);
}

bool Log::stopped()
{
    auto tx = pool_.begin();
    return tx.exec(head_query).get<bool>(0, 3);
}

std::int64_t Log::waiting()
{
    auto tx = pool_.begin();
    return tx.exec(waiting_query).get<std::int64_t>(0, 0);
}

void Log::require_whole()
{
    auto tx = pool_.begin();
    const auto key = tx.exec(head_query).get<Bytes>(0, 2).data;
    // Of a head that another key signed, the process that has the key knows whether it was its own
    // before an update (Sequencer::start).
    if (stored_tree::newest_kept(kept_head_, origin_, key))
        stored_tree::require_whole(tx, origin_, key, kept_head_);
}

std::filesystem::path kept_head_file(const std::filesystem::path& folder, std::string_view origin)
{
    return folder / ("audit-head-" + hex_text(crypto::sha256(origin)).substr(0, 16));
}

std::string tile_name(std::uint64_t index, int width)
{
    auto name = fmt::format("{:03}", index % 1000);
    for (index /= 1000; index > 0; index /= 1000)
        name = fmt::format("x{:03}/{}", index % 1000, name);
    return width == tile_width ? name : fmt::format("{}.p/{}", name, width);
}

std::optional<TilePath> parse_tile_path(std::string_view path)
{
    TilePath tile;
    const auto next_part = [&]() -> std::string_view {
        const auto slash = path.find('/');
        const auto part = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        return part;
    };
    const auto kind = next_part();
    if (kind == "entries") {
        tile.entries = true;
    } else {
        const auto level = parse_integer(kind);
        if (!is_digits(kind) || !level || *level >= levels_max) return std::nullopt;
        tile.level = int(*level);
    }
    constexpr std::uint64_t index_max = 1'000'000'000'000;
    while (true) {
        auto part = next_part();
        const bool more = part.starts_with('x');
        if (more) part.remove_prefix(1);
        const bool partial = part.ends_with(".p");
        if (partial) part.remove_suffix(2);
        if (part.size() != 3 || !is_digits(part)) return std::nullopt;
        tile.index = tile.index * 1000 + std::uint64_t(*parse_integer(part));
        if (tile.index > index_max) return std::nullopt;
        if (more && !partial) continue;
        if (more) return std::nullopt;
        if (partial) {
            const auto width = parse_integer(next_part());
            if (!width || *width < 1 || *width >= tile_width) return std::nullopt;
            tile.width = int(*width);
        }
        return path.empty() ? std::optional(tile) : std::nullopt;
    }
}

} // namespace tnung::audit
