#pragma once

#include "foundation/audit/checkpoint.hpp"
#include "foundation/crypto/signing.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/pool.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// The append-only log of what people did and saw (docs/formats/audit-log.md). Each program has its
/// own tables `audit_entry`, `audit_hash` and `audit_head`.
namespace tnung::audit {

/// Identifiers are rows ("staff:12", "dossier:4711"): never names, numbers or codes.
struct Entry {
    std::string act;
    std::string actor;
    std::string subject;
    json::Object note;
};
/// In the act's own transaction: both, or neither. The entry's number, which is not its place.
std::int64_t append(pg::Transaction& tx, const Entry& entry, Instant now);
/// The same as a call among others.
pg::Connection::Call appending(const Entry& entry, Instant now);

inline constexpr int tile_width = 256;

/// Orders entries, extends the tree and signs; serves checkpoint and tiles.
class Log {
public:
    /// `origin` names the log in its checkpoints. `kept_head`: a file apart from the database where
    /// the newest checkpoint stays; empty: none does.
    Log(pg::Pool& pool, std::string origin, const crypto::SigningKey& key,
        std::filesystem::path kept_head)
        : pool_(pool), origin_(std::move(origin)), key_(key), kept_head_(std::move(kept_head))
    {
    }

    /// The database holds every entry that the kept head speaks of; throws std::runtime_error
    /// saying what to do where it does not. Before the first act: what is appended to a log that
    /// was put back forks it.
    void require_whole();

    /// Takes what waits, at most a batch; how many. One at a time among all processes: another's
    /// turn takes none.
    std::size_t sequence(Instant now);

    /// The signed checkpoint; of an empty log too.
    std::string checkpoint();
    /// Hashes of level 8·`level`, the tile `index` at `width` (1 to 256); nothing where the tree
    /// has not got that far.
    std::optional<std::string> tile(int level, std::uint64_t index, int width);
    /// The same by its path below `tile/`; nothing for entries: those are for people who are signed
    /// in.
    std::optional<std::string> hash_tile(std::string_view path);
    /// Entries behind their two-byte lengths.
    std::optional<std::string> entry_bundle(std::uint64_t index, int width);
    /// The whole log as files below that folder: checkpoint, tiles, entries, named as C2SP
    /// tlog-tiles has them. What is there already and full is not written again; the checkpoint is
    /// written last. For whoever keeps or checks it elsewhere.
    void save(const std::filesystem::path& folder);
    /// That the entry of that number is in the log, to be checked without it (C2SP tlog-proof, the
    /// entry itself as its extra data); nothing where the sequencer did not come to it yet.
    std::optional<std::string> entry_proof(std::int64_t entry);
    /// What a witness is asked, who saw the log with `old_size` entries (C2SP tlog-witness,
    /// add-checkpoint); nothing where the log is empty, or smaller than that.
    struct WitnessRequest {
        std::uint64_t size = 0;
        std::string checkpoint, body;
    };
    std::optional<WitnessRequest> witness_request(std::uint64_t old_size);
    /// `name+keyid+base64`, as verifiers want it (signed-note).
    std::string verifier_key() const;

    /// Whether the sequencer found a head that it did not sign, and signs nothing over it.
    bool stopped() const { return stopped_; }

private:
    /// Throws std::runtime_error where the head that the database holds is not the one that was
    /// signed with our key, or another than the newest that was kept elsewhere.
    void require_ours(
        const Checkpoint& found, const std::string& note, const std::optional<Checkpoint>& kept
    ) const;
    /// Nothing where none was kept, or what is there is not of this log.
    std::optional<Checkpoint> newest_kept() const;
    std::string subtree(pg::Transaction& tx, int height, std::uint64_t index);

    pg::Pool& pool_;
    const std::string origin_;
    const crypto::SigningKey& key_;
    const std::filesystem::path kept_head_;
    std::atomic<bool> stopped_{false};
};

/// Where the head of the log of that name is kept: another name is another log.
std::filesystem::path kept_head_file(const std::filesystem::path& folder, std::string_view origin);

struct TilePath {
    bool entries = false;
    int level = 0;
    std::uint64_t index = 0;
    int width = tile_width;
};
/// `x001/067.p/12`
std::string tile_name(std::uint64_t index, int width);
/// `0/x001/067`, `entries/000.p/12`; nothing where it is no tile's path.
std::optional<TilePath> parse_tile_path(std::string_view path);

} // namespace tnung::audit
