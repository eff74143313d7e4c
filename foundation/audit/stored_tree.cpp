#include "foundation/audit/stored_tree.hpp"

#include "foundation/audit/merkle.hpp"
#include "foundation/audit/proof.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::audit::stored_tree {

namespace {

constexpr int tile_height = 8; // 2^8 is a tile's width

constexpr pg::Query hashes_query{"stored_tree.hashes", R"sql(
    SELECT hash FROM audit_hash WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index
)sql"};

constexpr pg::Query size_query{"stored_tree.size", "SELECT size FROM audit_head WHERE id = 1"};

} // namespace

std::vector<std::string>
hashes(pg::Transaction& tx, int level, std::uint64_t first, std::uint64_t end)
{
    const auto rows = tx.exec(hashes_query, level, std::int64_t(first), std::int64_t(end));
    std::vector<std::string> found;
    for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(rows.get<Bytes>(i, 0).data);
    return found;
}

std::string subtree(pg::Transaction& tx, int height, std::uint64_t index)
{
    // Of the level of tiles at or below it, the hashes that it is made of: 128 at most.
    const int level = height / tile_height;
    const auto count = std::uint64_t(1) << (height % tile_height);
    const auto found = hashes(tx, level, index * count, (index + 1) * count);
    if (found.size() != count) throw std::runtime_error("the audit log lacks hashes of its tree");
    return root_of(found);
}

std::optional<Checkpoint>
newest_kept(const std::filesystem::path& file, std::string_view origin, std::string_view public_key)
{
    const auto note = file.empty() ? std::nullopt : whole_file(file);
    return note ? open_note(*note, origin, public_key) : std::nullopt;
}

void require_whole(
    pg::Transaction& tx, std::string_view origin, std::string_view public_key,
    const std::filesystem::path& kept_head
)
{
    if (kept_head.empty() || !std::filesystem::exists(kept_head)) return;
    const auto kept = newest_kept(kept_head, origin, public_key);
    if (!kept)
        throw std::runtime_error(fmt::format(
            "{}: not a checkpoint of {} signed by this program's key", kept_head.string(), origin
        ));
    const auto size = std::uint64_t(tx.exec(size_query).get<std::int64_t>(0, 0));
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
            kept_head.string(), origin, kept->size, size
        ));
}

} // namespace tnung::audit::stored_tree
