#pragma once

#include "foundation/json/json.hpp"
#include "foundation/pg/pool.hpp"

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
inline constexpr int levels_max = 6; ///< of tiles: 2^48 entries

/// Serves the log as the sequencer (sequencer.hpp) made it: checkpoint, tiles, proofs.
class Log {
public:
    /// `origin` names the log in its checkpoints. `kept_head`: a file apart from the database where
    /// the newest checkpoint stays; empty: none does, or not here.
    Log(pg::Pool& pool, std::string origin, std::filesystem::path kept_head = {})
        : pool_(pool), origin_(std::move(origin)), kept_head_(std::move(kept_head))
    {
    }

    /// The database holds every entry that the kept head speaks of; throws std::runtime_error
    /// saying what to do where it does not. Before the first act. A kept head that another key
    /// signed says nothing here.
    void require_whole();

    /// The signed checkpoint; of an empty log too. Nothing where the sequencer signed none yet.
    std::optional<std::string> checkpoint();
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
    /// written last. For whoever keeps or checks it elsewhere. Throws std::runtime_error where
    /// there is no checkpoint.
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
    /// `name+keyid+base64`, as verifiers want it (signed-note). Throws std::runtime_error where the
    /// sequencer never ran.
    std::string verifier_key();

    /// Whether the sequencer found a head that it did not sign, and signs nothing over it.
    bool stopped();
    /// Entries that have no place yet, counted up to a thousand.
    std::int64_t waiting();

private:
    pg::Pool& pool_;
    const std::string origin_;
    const std::filesystem::path kept_head_;
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
