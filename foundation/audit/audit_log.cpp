#include "foundation/audit/audit_log.hpp"

#include "foundation/audit/checkpoint.hpp"
#include "foundation/audit/merkle.hpp"
#include "foundation/audit/proof.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::audit {

namespace {

constexpr int batch_max = 1000;
constexpr std::size_t entry_bytes_max = 65'535;
constexpr int levels_max = 6;  // 2^48 entries
constexpr int tile_height = 8; // 2^8 is a tile's width

constexpr pg::Query append_query{"audit.append", R"sql(
    INSERT INTO audit_entry (body) VALUES ($1) RETURNING id
)sql"};

/// One sequencer: the head's row is its lock.
constexpr pg::Query lock_head_query{"audit.lock_head", R"sql(
    SELECT size, frontier, signed_note FROM audit_head WHERE id = 1 FOR UPDATE SKIP LOCKED
)sql"};

constexpr pg::Query take_query{"audit.take", R"sql(
    SELECT id, body FROM audit_entry WHERE leaf_index IS NULL ORDER BY id LIMIT $1
)sql"};

constexpr pg::Query place_query{"audit.place", R"sql(
    UPDATE audit_entry SET leaf_index = new.leaf_index
      FROM unnest($1::bigint[], $2::bigint[]) AS new (id, leaf_index)
     WHERE audit_entry.id = new.id
)sql"};

constexpr pg::Query insert_hashes_query{"audit.insert_hashes", R"sql(
    INSERT INTO audit_hash (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
)sql"};

constexpr pg::Query hashes_query{"audit.hashes", R"sql(
    SELECT hash FROM audit_hash WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index
)sql"};

constexpr pg::Query move_head_query{"audit.move_head", R"sql(
    UPDATE audit_head SET size = $1, frontier = $2, root = $3, signed_note = $4, signed_at = $5 WHERE id = 1
)sql"};

constexpr pg::Query head_query{"audit.head", R"sql(
    SELECT size, signed_note FROM audit_head WHERE id = 1
)sql"};

constexpr pg::Query entry_query{"audit.entry", R"sql(
    SELECT body, leaf_index FROM audit_entry WHERE id = $1 AND leaf_index IS NOT NULL
)sql"};

constexpr pg::Query entries_query{"audit.entries", R"sql(
    SELECT body FROM audit_entry WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index
)sql"};

/// Hashes that new leaves add to the tree's tiles: the leaves, and above them the root of each tile
/// that became full.
struct NewHashes {
    std::vector<int> levels;
    std::vector<std::int64_t> indexes;
    std::vector<Bytes> hashes;
    void add(int level, std::uint64_t index, std::string hash)
    {
        levels.push_back(level);
        indexes.push_back(std::int64_t(index));
        hashes.push_back({std::move(hash)});
    }
};

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

std::size_t Log::sequence(Instant now)
{
    auto tx = pool_.begin();
    const auto head = tx.exec(lock_head_query);
    if (head.empty()) return 0; // another process is at it
    const auto waiting = tx.exec(take_query, batch_max);
    if (waiting.empty()) return 0;
    const auto size_before = std::uint64_t(head.get<std::int64_t>(0, 0));
    stopped_ = true; // until what is there was found to be ours
    const auto kept_before = newest_kept();
    if (kept_before && kept_before->size > size_before)
        throw std::runtime_error(fmt::format(
            "audit: the database holds {} entries and {} speaks of {}: it was put back while this "
            "program ran. Nothing is appended; start again to see what to do",
            size_before, kept_head_.string(), kept_before->size
        ));
    Frontier frontier(size_before, head.get<Bytes>(0, 1).data);
    require_ours({origin_, size_before, frontier.root()}, head.get<std::string>(0, 2), kept_before);
    stopped_ = false;
    std::vector<std::int64_t> ids, places;
    NewHashes leaves;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        ids.push_back(waiting.get<std::int64_t>(i, 0));
        places.push_back(std::int64_t(frontier.size()));
        auto leaf = leaf_hash(waiting.get<Bytes>(i, 1).data);
        leaves.add(0, frontier.size(), leaf);
        frontier.append(std::move(leaf));
    }
    tx.exec(place_query, ids, places);
    tx.exec(insert_hashes_query, leaves.levels, leaves.indexes, leaves.hashes);
    // Level by level: every tile that this batch filled has its root one level up.
    auto before = std::uint64_t(head.get<std::int64_t>(0, 0));
    auto after = frontier.size();
    for (int level = 1; level < levels_max; ++level) {
        before /= tile_width;
        after /= tile_width;
        if (before == after) break;
        NewHashes above;
        for (auto index = before; index < after; ++index) {
            const auto rows = tx.exec(
                hashes_query, level - 1, std::int64_t(index * tile_width),
                std::int64_t((index + 1) * tile_width)
            );
            std::vector<std::string> hashes;
            for (std::size_t i = 0; i < rows.size(); ++i)
                hashes.push_back(rows.get<Bytes>(i, 0).data);
            if (hashes.size() != std::size_t(tile_width))
                throw std::runtime_error("the audit log lacks hashes of a full tile");
            above.add(level, index, root_of(hashes));
        }
        tx.exec(insert_hashes_query, above.levels, above.indexes, above.hashes);
    }
    const Checkpoint grown{origin_, frontier.size(), frontier.root()};
    const auto note = signed_note(grown, key_);
    tx.exec(
        move_head_query, std::int64_t(grown.size), Bytes{frontier.bytes()}, Bytes{grown.root}, note,
        now
    );
    crash_point::pass("audit.sequencing");
    tx.commit();
    // Another process may have been quicker; a smaller head would hide what is lost later.
    if (!kept_head_.empty())
        if (const auto kept = newest_kept(); !kept || kept->size < grown.size)
            replace_durably(kept_head_, note);
    return ids.size();
}

void Log::require_ours(
    const Checkpoint& found, const std::string& note, const std::optional<Checkpoint>& kept
) const
{
    const auto is_same = [&](const std::optional<Checkpoint>& head) {
        return head && head->size == found.size && head->root == found.root;
    };
    const bool signed_by_us =
        found.size == 0 || is_same(open_note(note, origin_, key_.public_key()));
    if (signed_by_us && (!kept || kept->size < found.size || is_same(kept))) return;
    throw std::runtime_error(fmt::format(
        "audit: the head of {} entries in the database is not the one that was signed: somebody "
        "wrote it. Nothing is appended or signed until it was looked at",
        found.size
    ));
}

std::string Log::checkpoint()
{
    auto tx = pool_.begin();
    const auto head = tx.exec(head_query);
    if (head.get<std::int64_t>(0, 0) == 0) return signed_note({origin_, 0, root_of({})}, key_);
    return head.get<std::string>(0, 1);
}

std::optional<std::string> Log::tile(int level, std::uint64_t index, int width)
{
    auto tx = pool_.begin();
    const auto first = std::int64_t(index * tile_width);
    const auto rows = tx.exec(hashes_query, level, first, first + width);
    if (rows.size() != std::size_t(width)) return std::nullopt;
    std::string tile;
    for (std::size_t i = 0; i < rows.size(); ++i) tile += rows.get<Bytes>(i, 0).data;
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
    const auto note =
        size == 0 ? signed_note({origin_, 0, root_of({})}, key_) : head.get<std::string>(0, 1);
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
        [&](int height, std::uint64_t place) { return subtree(tx, height, place); }
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
                 return subtree(tx, height, index);
             }))
            request.body += base64_text(hash) + "\n";
    request.body += "\n" + request.checkpoint;
    return request;
}

std::string Log::verifier_key() const
{
    return audit::verifier_key(origin_, key_.public_key());
}

std::string Log::subtree(pg::Transaction& tx, int height, std::uint64_t index)
{
    // Of the level of tiles at or below it, the hashes that it is made of: 128 at most.
    const int level = height / tile_height;
    const auto count = std::uint64_t(1) << (height % tile_height);
    const auto rows = tx.exec(
        hashes_query, level, std::int64_t(index * count), std::int64_t((index + 1) * count)
    );
    if (rows.size() != count) throw std::runtime_error("the audit log lacks hashes of its tree");
    std::vector<std::string> hashes;
    for (std::size_t i = 0; i < rows.size(); ++i) hashes.push_back(rows.get<Bytes>(i, 0).data);
    return root_of(hashes);
}

std::optional<Checkpoint> Log::newest_kept() const
{
    const auto note = kept_head_.empty() ? std::nullopt : whole_file(kept_head_);
    return note ? open_note(*note, origin_, key_.public_key()) : std::nullopt;
}

void Log::require_whole()
{
    if (kept_head_.empty() || !std::filesystem::exists(kept_head_)) return;
    const auto kept = newest_kept();
    if (!kept)
        throw std::runtime_error(fmt::format(
            "{}: not a checkpoint of {} signed by this program's key", kept_head_.string(), origin_
        ));
    auto tx = pool_.begin();
    const auto size = std::uint64_t(tx.exec(head_query).get<std::int64_t>(0, 0));
    const auto root = [&] {
        return root_at(kept->size, [&](int height, std::uint64_t index) {
            return subtree(tx, height, index);
        });
    };
    if (kept->size > size || root() != kept->root)
        throw std::runtime_error(fmt::format(
            "audit: {} says that the log {} had {} entries, and the database, with {}, does not "
            "hold "
            "them: it was put back to an older day or changed. Restore a later state of it, or "
            "give the "
            "log another name (audit.origin), so that nobody takes it for the one he knows",
            kept_head_.string(), origin_, kept->size, size
        ));
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
