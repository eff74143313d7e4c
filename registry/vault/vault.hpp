#pragma once

#include "foundation/base/id.hpp"
#include "foundation/base/result.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"
#include "registry/vault/sealing.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

struct Filing;

/// What the vault's process has to the database: more readers than that wait their turn.
inline constexpr std::size_t vault_connections_max = 24;
inline constexpr int attachments_max = 20; ///< of a record
/// Shorter is no term of the law's (Law on Archives 33/2024/QH15): younger records keep their keys.
inline constexpr int retention_years_min = 2;

/// Who opens a version of a record, and why: noted, durably, before anything is opened.
struct ReadReason {
    std::string reader;  ///< a row ("account:12"), never a name
    std::string act;     ///< in the audit log: `declaration.read`, `declaration.print`
    std::string purpose; ///< in the reader's words; kept sealed, committed to in the log
};

enum class OpenRefusal {
    not_found,
    destroyed, ///< its key is gone by an approved schedule
    tampered,  ///< the bytes are not what was sealed there; reported, never shown
    stale,     ///< of a draft: it was written meanwhile
    settled,   ///< no draft any more
    full,      ///< as many papers beside it as there may be
};

/// Records sealed each under a key of its own, wrapped for those who may read it (security.md,
/// "Keys and lawful keeping"; docs/formats/vault.md). Every act is a transaction of its own,
/// durable when it returns. Thread-safe.
class Vault {
public:
    /// `pool`: as `tnung_vault`. All must outlive it.
    Vault(pg::Pool& pool, const MasterKeys& master) : pool_(pool), master_(master) {}

    /// The domain of that name, or the one that it was merged into; made where there is none.
    Id<VaultDomain> domain(const std::string& name, Instant now);

    std::optional<Id<VaultDomain>> find_domain(const std::string& name);

    /// A new record with its first version.
    Id<VaultRecord> put(Id<VaultDomain> domain, std::string_view content, Instant now);
    struct DraftOf {
        Id<Staff> owner;
        Id<Filing> filing; ///< the declaration that it is for, as the pages number it
    };
    struct Begun {
        Id<VaultRecord> record;
        int version = 1;
        bool found = false; ///< it was there already, and is left as it is
    };
    /// A draft of that declarant with its first version; or the one that was begun for the same
    /// declaration and not settled, for that domain from now on. One that was tampered with stays,
    /// and is noted.
    Begun
    put_draft(Id<VaultDomain> domain, const DraftOf& whose, std::string_view content, Instant now);
    /// In the place of `version`, which must be the newest; the number of the new one. Refuses like
    /// `read`.
    Result<int, OpenRefusal>
    write_draft(Id<VaultRecord> record, int version, std::string_view content, Instant now);
    /// `version`, the newest, stays as it is from now on. Again: nothing happens.
    std::optional<OpenRefusal> settle(Id<VaultRecord> record, int version);
    /// Another version of it; its number. Refuses like `read`.
    Result<int, OpenRefusal>
    add_version(Id<VaultRecord> record, std::string_view content, Instant now);

    /// Whose it is and who may read it, as far as `asker` is concerned; opens nothing.
    struct Standing {
        std::string domain;
        std::optional<Id<Staff>> owner;
        bool draft = false;
        int newest = 0;       ///< version
        bool recused = false; ///< the asker must not read that owner's
    };
    std::optional<Standing> standing(Id<VaultRecord> record, Id<Staff> asker);

    /// Notes the read, waits until that is durable, then opens. What was tampered with is noted
    /// too.
    Result<std::string, OpenRefusal>
    read(Id<VaultRecord> record, int version, const ReadReason& reason, Instant now);

    /// A signed paper beside what was settled, sealed under the same key, and noted; its number,
    /// from 1.
    Result<int, OpenRefusal>
    attach(Id<VaultRecord> record, std::string_view content, const std::string& by, Instant now);
    /// Like `read`.
    Result<std::string, OpenRefusal>
    read_attachment(Id<VaultRecord> record, int number, const ReadReason& reason, Instant now);

    /// From now on those of that domain read it, and those of the one before no more.
    std::optional<OpenRefusal> hand_over(Id<VaultRecord> record, Id<VaultDomain> to);
    /// Its key goes: every version of it, everywhere, can be opened no more.
    bool destroy(Id<VaultRecord> record, Instant now);

    struct Erasure {
        std::int64_t records = 0;
        std::int64_t kept =
            0; ///< younger than any term is, or asked for by a body: left as they are
    };
    /// Of a list that was given (registry/erasure): each record's key goes with its entry in the
    /// log; goes on where it was stopped.
    Erasure destroy_listed(
        std::int64_t list, Instant now, const std::function<void(const Erasure&)>& progress
    );
    /// Lists that were given and are not done.
    std::vector<std::int64_t> lists_to_destroy();

    struct Rotation {
        std::int64_t records = 0;
        std::int64_t tampered = 0; ///< left as they are, and noted; the old key stays for them
    };
    /// A new key for a domain, and all its records wrapped by it, in batches that readers do not
    /// notice; goes on where it was stopped. The old key goes with the last record. What was left
    /// behind when another domain was merged into it comes along.
    Rotation rotate_domain(
        Id<VaultDomain> domain, Instant now, const std::function<void(const Rotation&)>& progress
    );
    /// What lies in the domain `from` is read by those of `into` from now on, and whatever would
    /// come there later comes to `into`; goes on where it was stopped. Tampered ones stay until
    /// they are repaired and `into` is rotated.
    Rotation merge_domain(
        const std::string& from_name, const std::string& into_name, Instant now,
        const std::function<void(const Rotation&)>& progress
    );
    /// All domain keys wrapped by the newest master key. How many.
    int rotate_master();

private:
    struct DomainKey {
        Id<VaultDomain> domain;
        int version = 0;
        std::string key;
    };
    /// The newest of that domain, or of the one that it was merged into; throws std::runtime_error
    /// where it cannot be unwrapped: nothing of that domain can.
    DomainKey newest_key(pg::Transaction& tx, Id<VaultDomain> domain);
    void add_key(pg::Transaction& tx, const DomainKey& added, Instant now);
    /// A new record under the domain's newest key, with its first version; a draft where `whose`
    /// says of whom.
    Id<VaultRecord>
    add(pg::Transaction& tx, Id<VaultDomain> domain, const DraftOf& whose, std::string_view content,
        Instant now);
    /// Held, and wrapped by that domain's newest key; its newest version.
    Result<int, OpenRefusal>
    wrap_for(pg::Transaction& tx, Id<VaultRecord> record, Id<VaultDomain> to);
    /// A record's key.
    static Bytes wrapped(const DomainKey& by, Id<VaultRecord> record, std::string_view key);
    /// From a row of TNUNG_RECORD_WITH_KEYS.
    Result<std::string, OpenRefusal>
    unwrapped(const pg::Rows& rows, std::size_t row, Id<VaultRecord> record) const;
    /// Of a domain what is wrapped by keys before that version.
    struct Older {
        Id<VaultDomain> domain;
        int version = 0;
    };
    /// What is left of a domain that was merged.
    void merge_rest(
        Id<VaultDomain> from, Instant now, Rotation& rotation,
        const std::function<void(const Rotation&)>& progress
    );
    /// Wraps the keys of all records anew, in batches; each batch asks for the key to wrap by.
    void rewrap_all(
        Older which, const std::function<DomainKey(pg::Transaction&)>& key_of, Instant now,
        Rotation& rotation, const std::function<void(const Rotation&)>& progress
    );
    struct Noted {
        std::string key, sealed;
    };
    /// What of a record is read: a version, or a paper beside it.
    struct Part {
        int version = 0, attachment = 0;
    };
    Result<std::string, OpenRefusal>
    read(Id<VaultRecord> record, Part part, const ReadReason& reason, Instant now);
    /// Durable when it returns; opens nothing.
    Result<Noted, OpenRefusal>
    note_read(Id<VaultRecord> record, Part part, const ReadReason& reason, Instant now);
    void note_tampering(Id<VaultRecord> record, Part part, const std::string& reader, Instant now);

    pg::Pool& pool_;
    const MasterKeys& master_;
};

} // namespace tnung::registry
