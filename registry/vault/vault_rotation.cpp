#include "foundation/base/crash_point.hpp"
#include "foundation/crypto/hash.hpp"
#include "registry/vault/vault.hpp"
#include "registry/vault/vault_rows.hpp"

#include <limits>
#include <stdexcept>

namespace tnung::registry {

using namespace sealing;

namespace {

constexpr int rotation_batch = 2'000;
constexpr int every_version = std::numeric_limits<int>::max();
constexpr std::string_view still_used_state = "23503"; // foreign_key_violation

/// Whoever merges waits for what is just being put there.
constexpr pg::Query hold_domains_query{"vault.hold_domains", R"sql(
    SELECT id, merged_into FROM vault_domain WHERE name = $1 OR id = $2 ORDER BY id FOR NO KEY UPDATE
)sql"};

constexpr pg::Query merge_query{"vault.merge", R"sql(
    UPDATE vault_domain SET merged_into = $2 WHERE id = $1 OR merged_into = $1
)sql"};

constexpr pg::Query to_rotate_query{
    "vault.to_rotate",
    TNUNG_RECORD_WITH_KEYS("record.id"
    ) "WHERE record.domain_id = $1 AND record.key_version < $2 AND record.id > $3"
      " ORDER BY record.id LIMIT $4 FOR NO KEY UPDATE OF record"};

constexpr pg::Query rotate_query{"vault.rotate", R"sql(
    UPDATE vault_record SET domain_id = $1, key_version = $2, wrapped = new.wrapped
      FROM unnest($3::bigint[], $4::bytea[]) AS new (id, wrapped)
     WHERE vault_record.id = new.id
)sql"};

constexpr pg::Query records_query{
    "vault.records", "SELECT count(*) FROM vault_record WHERE domain_id = $1"};

constexpr pg::Query left_behind_query{"vault.left_behind", R"sql(
    SELECT id FROM vault_domain WHERE merged_into = $1
       AND EXISTS (SELECT 1 FROM vault_record WHERE domain_id = vault_domain.id) ORDER BY id
)sql"};

constexpr pg::Query left_query{"vault.left", R"sql(
    SELECT EXISTS (SELECT 1 FROM vault_record WHERE domain_id = $1 AND key_version < $2)
)sql"};

constexpr pg::Query drop_keys_query{"vault.drop_keys", R"sql(
    DELETE FROM vault_domain_key old
     WHERE old.domain_id = $1 AND old.version < $2
       AND NOT EXISTS (SELECT 1 FROM vault_record WHERE domain_id = $1 AND key_version = old.version)
)sql"};

constexpr pg::Query keys_query{"vault.keys", R"sql(
    SELECT domain_id, version, master_version, wrapped FROM vault_domain_key
     WHERE master_version <> $1 ORDER BY domain_id, version FOR UPDATE
)sql"};

constexpr pg::Query rewrap_key_query{"vault.rewrap_key", R"sql(
    UPDATE vault_domain_key SET master_version = $3, wrapped = $4 WHERE domain_id = $1 AND version = $2
)sql"};

} // namespace

Vault::Rotation Vault::rotate_domain(
    Id<VaultDomain> domain, Instant now, const std::function<void(const Rotation&)>& progress
)
{
    Rotation rotation;
    DomainKey key;
    bool unfinished = false;
    {
        auto tx = pool_.begin();
        key = newest_key(tx, domain);
        domain = key.domain;
        unfinished = tx.exec(left_query, domain, key.version).get<bool>(0, 0);
    }
    const auto wrap_all = [&] {
        rewrap_all(
            {domain, key.version}, [&](auto&) { return key; }, now, rotation, progress
        );
    };
    Rotation behind; // what a merger left there, tampered with, may have been repaired
    const auto merged = pool_.look(left_behind_query, domain);
    for (std::size_t i = 0; i < merged.size(); ++i)
        merge_rest(merged.get<Id<VaultDomain>>(i, 0), now, behind, [](const Rotation&) {});
    // Stopped in the middle last time: that rotation is ended, and is the one asked for now.
    if (unfinished) wrap_all();
    // Where only tampered ones were left over, the others are not held up by them.
    if (rotation.records == 0) {
        rotation = {};
        auto tx = pool_.begin();
        ++key.version;
        key.key = crypto::random_bytes(key_bytes);
        add_key(tx, key, now);
        tx.commit();
    }
    while (true) {
        rotation.tampered = 0;
        wrap_all();
        try {
            auto tx = pool_.begin();
            tx.exec(drop_keys_query, domain, key.version); // that of tampered ones stays
            tx.commit();
            rotation.tampered += behind.tampered;
            return rotation;
        } catch (const pg::Error& error) {
            // Sealed under the old key just now: once more.
            if (error.sql_state() != still_used_state) throw;
        }
    }
}

Vault::Rotation Vault::merge_domain(
    const std::string& from_name, const std::string& into_name, Instant now,
    const std::function<void(const Rotation&)>& progress
)
{
    domain(from_name, now); // where there is none, somebody may bring something there yet
    const auto into = domain(into_name, now);
    Id<VaultDomain> from;
    {
        auto tx = pool_.begin();
        const auto held = tx.exec(hold_domains_query, from_name, into);
        for (std::size_t i = 0; i < held.size(); ++i)
            if (held.get<Id<VaultDomain>>(i, 0) != into)
                from = held.get<Id<VaultDomain>>(i, 0);
            else if (!held.is_null(i, 1))
                throw std::runtime_error("a domain is merged into one that was merged just now");
        if (!from) throw std::logic_error("a domain is merged into itself");
        tx.exec(merge_query, from, into);
        tx.commit();
    }
    Rotation all;
    // What a rotation of its own key held just then is passed by, and found the next time.
    do {
        all.tampered = 0;
        merge_rest(from, now, all, progress);
    } while (pool_.look(records_query, from).get<std::int64_t>(0, 0) > all.tampered);
    return all;
}

void Vault::merge_rest(
    Id<VaultDomain> from, Instant now, Rotation& rotation,
    const std::function<void(const Rotation&)>& progress
)
{
    rewrap_all(
        {from, every_version}, [&](auto& tx) { return newest_key(tx, from); }, now, rotation,
        progress
    );
    auto tx = pool_.begin();
    tx.exec(drop_keys_query, from, every_version); // that of tampered ones stays
    tx.commit();
}

void Vault::rewrap_all(
    Older which, const std::function<DomainKey(pg::Transaction&)>& key_of, Instant now,
    Rotation& rotation, const std::function<void(const Rotation&)>& progress
)
{
    Id<VaultRecord> last;
    while (true) {
        std::vector<std::int64_t> ids;
        std::vector<std::optional<Bytes>> wrapped;
        std::vector<Id<VaultRecord>> tampered;
        std::optional<pg::Transaction> tx(pool_.begin());
        const auto key = key_of(*tx);
        const auto sealer = domain_sealer(key.key, key.version);
        const auto rows =
            tx->exec(to_rotate_query, which.domain, which.version, last.value, rotation_batch);
        if (rows.empty()) return;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto record = last = rows.get<Id<VaultRecord>>(i, 5);
            const auto record_key = unwrapped(rows, i, record);
            if (!record_key && record_key.error() == OpenRefusal::tampered) {
                tampered.push_back(record);
                continue;
            }
            ids.push_back(record.value);
            // A destroyed record moves along without a key.
            wrapped.push_back(
                record_key
                    ? std::optional(Bytes{
                          sealer.seal(*record_key, record_place(record, key.domain, key.version))})
                    : std::nullopt
            );
        }
        tx->exec(rotate_query, key.domain, key.version, ids, wrapped);
        crash_point::pass("vault.rotating");
        tx->commit();
        tx.reset();
        for (const auto record : tampered) note_tampering(record, {}, "vault", now);
        rotation.records += std::int64_t(ids.size());
        rotation.tampered += std::int64_t(tampered.size());
        progress(rotation);
    }
}

int Vault::rotate_master()
{
    auto tx = pool_.begin();
    const auto rows = tx.exec(keys_query, int(master_.newest()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto domain = rows.get<Id<VaultDomain>>(i, 0);
        const auto version = rows.get<int>(i, 1);
        const auto place = domain_place(domain, version);
        const auto key = master_.unwrap(
            static_cast<unsigned char>(rows.get<int>(i, 2)), rows.get<Bytes>(i, 3).data, place
        );
        if (!key) throw std::runtime_error("no master key here unwraps a domain's key");
        tx.exec(
            rewrap_key_query, domain, version, int(master_.newest()),
            Bytes{master_.wrap(*key, place)}
        );
    }
    tx.commit();
    return int(rows.size());
}

} // namespace tnung::registry
