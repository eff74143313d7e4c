#include "foundation/audit/sequencer.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/audit/merkle.hpp"
#include "foundation/audit/stored_tree.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::audit {

namespace {

constexpr int batch_max = 1000;
constexpr std::chrono::milliseconds poll{20};

/// One sequencer: the head's row is its lock.
constexpr pg::Query lock_head_query{"audit.lock_head", R"sql(
    SELECT size, frontier, signed_note, public_key FROM audit_head WHERE id = 1 FOR UPDATE SKIP LOCKED
)sql"};

constexpr pg::Query wait_for_head_query{"audit.wait_for_head", R"sql(
    SELECT size, frontier, signed_note, public_key FROM audit_head WHERE id = 1 FOR UPDATE
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

constexpr pg::Query move_head_query{"audit.move_head", R"sql(
    UPDATE audit_head SET size = $1, frontier = $2, root = $3, signed_note = $4, signed_at = $5, stopped_at = NULL WHERE id = 1
)sql"};

constexpr pg::Query take_over_query{"audit.take_over", R"sql(
    UPDATE audit_head SET public_key = $1, root = $2, signed_note = $3, signed_at = $4 WHERE id = 1
)sql"};

constexpr pg::Query stop_query{"audit.stop", R"sql(
    UPDATE audit_head SET stopped_at = $1 WHERE id = 1 AND stopped_at IS NULL
)sql"};

/// The head in the database is another than the one that was signed.
class NotOurs : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

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

/// Level by level: every tile that this batch filled has its root one level up.
void add_full_tiles(pg::Transaction& tx, std::uint64_t before, std::uint64_t after)
{
    for (int level = 1; level < levels_max; ++level) {
        before /= tile_width;
        after /= tile_width;
        if (before == after) break;
        NewHashes above;
        for (auto index = before; index < after; ++index) {
            const auto hashes =
                stored_tree::hashes(tx, level - 1, index * tile_width, (index + 1) * tile_width);
            if (hashes.size() != std::size_t(tile_width))
                throw std::runtime_error("the audit log lacks hashes of a full tile");
            above.add(level, index, root_of(hashes));
        }
        tx.exec(insert_hashes_query, above.levels, above.indexes, above.hashes);
    }
}

bool is_same(const std::optional<Checkpoint>& one, const Checkpoint& other)
{
    return one && one->size == other.size && one->root == other.root;
}

} // namespace

void Sequencer::start(Instant now)
{
    take_over(now);
    auto tx = pool_.begin();
    stored_tree::require_whole(tx, origin_, key_.public_key(), kept_head_);
}

void Sequencer::take_over(Instant now)
{
    auto tx = pool_.begin();
    const auto head = tx.exec(wait_for_head_query);
    const auto known = head.get<Bytes>(0, 3).data;
    if (known == key_.public_key())
        return keep_instead_of_the_former(head.get<std::string>(0, 2)); // it died before it could
    if (!known.empty())
        throw std::runtime_error(fmt::format(
            "audit: the log {} is signed by another key than this process has. Bring its "
            "authority.key back, or give the log another name (audit.origin)",
            origin_
        ));
    const auto size = std::uint64_t(head.get<std::int64_t>(0, 0));
    const Frontier frontier(size, head.get<Bytes>(0, 1).data);
    const Checkpoint found{origin_, size, frontier.root()};
    const auto kept_as_theirs = [&](std::string_view key) {
        return !key.empty() && is_same(open_note(head.get<std::string>(0, 2), origin_, key), found);
    };
    if (size > 0 && !kept_as_theirs(former_key_) && !kept_as_theirs(key_.public_key()))
        throw std::runtime_error(fmt::format(
            "audit: the log {} has {} entries, and its head is not signed by a key that this "
            "process has. On an update the master.key that signed it is copied to this process's "
            "data folder once (docs/formats/audit-log.md)",
            origin_, size
        ));
    const auto note = signed_note(found, key_);
    tx.exec(take_over_query, Bytes{key_.public_key()}, Bytes{found.root}, note, now);
    tx.commit();
    keep_instead_of_the_former(note);
}

void Sequencer::keep_instead_of_the_former(const std::string& note)
{
    const auto kept = former_key_.empty()
                          ? std::nullopt
                          : stored_tree::newest_kept(kept_head_, origin_, former_key_);
    const auto ours = open_note(note, origin_, key_.public_key());
    if (kept && ours && kept->size <= ours->size) replace_durably(kept_head_, note);
}

std::size_t Sequencer::sequence(Instant now)
{
    try {
        return take_batch(now);
    } catch (const NotOurs&) {
        auto tx = pool_.begin();
        tx.exec(stop_query, now);
        tx.commit();
        throw;
    }
}

std::size_t Sequencer::take_batch(Instant now)
{
    auto tx = pool_.begin();
    const auto head = tx.exec(lock_head_query);
    if (head.empty()) return 0; // another process is at it
    const auto waiting = tx.exec(take_query, batch_max);
    if (waiting.empty()) return 0;
    const auto size_before = std::uint64_t(head.get<std::int64_t>(0, 0));
    const auto kept = stored_tree::newest_kept(kept_head_, origin_, key_.public_key());
    if (kept && kept->size > size_before)
        throw NotOurs(fmt::format(
            "audit: the database holds {} entries and {} speaks of {}: it was put back while this "
            "program ran. Nothing is appended; start again to see what to do",
            size_before, kept_head_.string(), kept->size
        ));
    Frontier frontier(size_before, head.get<Bytes>(0, 1).data);
    const Checkpoint found{origin_, size_before, frontier.root()};
    const bool signed_by_us =
        is_same(open_note(head.get<std::string>(0, 2), origin_, key_.public_key()), found);
    if (!signed_by_us || (kept && kept->size == size_before && !is_same(kept, found)))
        throw NotOurs(fmt::format(
            "audit: the head of {} entries in the database is not the one that was signed: "
            "somebody wrote it. Nothing is appended or signed until it was looked at",
            size_before
        ));
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
    add_full_tiles(tx, size_before, frontier.size());
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
        if (const auto newest = stored_tree::newest_kept(kept_head_, origin_, key_.public_key());
            !newest || newest->size < grown.size)
            replace_durably(kept_head_, note);
    return ids.size();
}

std::string former_audit_key(const std::filesystem::path& master_key, std::string_view purpose)
{
    const auto keyring = crypto::Keyring::load_if_readable(master_key);
    return keyring ? crypto::SigningKey(keyring->key(purpose)).public_key() : std::string();
}

BackgroundLoop Sequencer::loop(const Clock& clock)
{
    return BackgroundLoop(
        {.name = "audit",
         .turn = [this, &clock] { return sequence(clock.now()); },
         .trouble =
             [](const std::exception& error) {
                 log::error("audit.sequencer", {{"what", error.what()}});
             },
         .poll = poll}
    );
}

} // namespace tnung::audit
