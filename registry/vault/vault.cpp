#include "registry/vault/vault.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t salt_bytes = 16;
constexpr unsigned char record_key_version = 1; // a record has one key as long as it lives
constexpr int rotation_batch = 2'000;
constexpr int every_version = std::numeric_limits<int>::max();
constexpr std::string_view still_used_state = "23503"; // foreign_key_violation

constexpr pg::Query make_domain_query{"vault.make_domain", R"sql(
    INSERT INTO vault_domain (name, made_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id
)sql"};

constexpr pg::Query find_domain_query{"vault.find_domain", R"sql(
    SELECT coalesce(merged_into, id) FROM vault_domain WHERE name = $1
)sql"};

constexpr pg::Query add_key_query{"vault.add_key", R"sql(
    INSERT INTO vault_domain_key (domain_id, version, master_version, wrapped, made_at) VALUES ($1, $2, $3, $4, $5)
)sql"};

/// Of the domain that it was merged into, where it was; held against a merger, and against the end
/// of a rotation, which takes it away.
constexpr pg::Query newest_key_query{"vault.newest_key", R"sql(
    SELECT domain_id, version, master_version, wrapped FROM vault_domain_key
     WHERE domain_id = (SELECT coalesce(merged_into, id) FROM vault_domain WHERE id = $1 FOR SHARE)
     ORDER BY version DESC LIMIT 1 FOR KEY SHARE
)sql"};

/// Whoever merges waits for what is just being put there.
constexpr pg::Query hold_domains_query{"vault.hold_domains", R"sql(
    SELECT id, merged_into FROM vault_domain WHERE name = $1 OR id = $2 ORDER BY id FOR NO KEY UPDATE
)sql"};

constexpr pg::Query merge_query{"vault.merge", R"sql(
    UPDATE vault_domain SET merged_into = $2 WHERE id = $1 OR merged_into = $1
)sql"};

constexpr pg::Query next_record_query{"vault.next_record", R"sql(
    SELECT nextval('vault_record_id')
)sql"};

constexpr pg::Query add_record_query{"vault.add_record", R"sql(
    INSERT INTO vault_record (id, domain_id, key_version, wrapped, made_at, owner_id, draft)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};

constexpr pg::Query add_version_query{"vault.add_version", R"sql(
    INSERT INTO vault_version (record_id, version, sealed, made_at) VALUES ($1, $2, $3, $4)
)sql"};

// One statement, so that record and domain key are of one moment.
#define TNUNG_RECORD_WITH_KEYS(what)                                                               \
    "SELECT record.domain_id, record.key_version, record.wrapped, domain_key.master_version, "     \
    "       domain_key.wrapped, " what "  FROM vault_record record"                                \
    "  JOIN vault_domain_key domain_key ON domain_key.domain_id = record.domain_id"                \
    "                                  AND domain_key.version = record.key_version "

constexpr pg::Query find_query{
    "vault.find",
    TNUNG_RECORD_WITH_KEYS("vault_version.sealed"
    ) "JOIN vault_version ON vault_version.record_id = record.id AND vault_version.version = $2"
      " WHERE record.id = $1"};

/// First and by itself: what is read after it is of the moment at which the lock was got.
constexpr pg::Query lock_query{"vault.lock", R"sql(
    SELECT 1 FROM vault_record WHERE id = $1 FOR NO KEY UPDATE
)sql"};

constexpr pg::Query locked_query{
    "vault.locked",
    TNUNG_RECORD_WITH_KEYS("(SELECT max(version) FROM vault_version WHERE record_id = record.id), "
                           "record.draft") "WHERE record.id = $1"};

constexpr pg::Query drop_version_query{"vault.drop_version", R"sql(
    DELETE FROM vault_version WHERE record_id = $1 AND version = $2
)sql"};

constexpr pg::Query settle_query{"vault.settle", R"sql(
    UPDATE vault_record SET draft = false WHERE id = $1
)sql"};

constexpr pg::Query standing_query{"vault.standing", R"sql(
    SELECT vault_domain.name, record.owner_id, record.draft,
           (SELECT max(version) FROM vault_version WHERE record_id = record.id),
           EXISTS (SELECT 1 FROM recusal WHERE reader_id = $2 AND recusal.owner_id = record.owner_id AND lifted_at IS NULL)
      FROM vault_record record JOIN vault_domain ON vault_domain.id = record.domain_id
     WHERE record.id = $1
)sql"};

/// The same of a paper beside it.
constexpr pg::Query find_attachment_query{
    "vault.find_attachment",
    TNUNG_RECORD_WITH_KEYS("vault_attachment.sealed"
    ) "JOIN vault_attachment ON vault_attachment.record_id = record.id AND vault_attachment.number "
      "= $2 WHERE record.id = $1"};

constexpr pg::Query next_attachment_query{"vault.next_attachment", R"sql(
    SELECT coalesce(max(number), 0) + 1 FROM vault_attachment WHERE record_id = $1
)sql"};

constexpr pg::Query add_attachment_query{"vault.add_attachment", R"sql(
    INSERT INTO vault_attachment (record_id, number, sealed, salt, made_at) VALUES ($1, $2, $3, $4, $5)
)sql"};

constexpr pg::Query note_read_query{"vault.note_read", R"sql(
    INSERT INTO vault_read (record_id, version, reader, purpose_sealed, salt, at, attachment)
    VALUES ($1, $2, $3, $4, $5, $6, nullif($7, 0))
)sql"};

constexpr pg::Query rewrap_query{"vault.rewrap", R"sql(
    UPDATE vault_record SET domain_id = $2, key_version = $3, wrapped = $4 WHERE id = $1
)sql"};

constexpr pg::Query destroy_query{"vault.destroy", R"sql(
    UPDATE vault_record SET wrapped = NULL, destroyed_at = $2 WHERE id = $1 AND wrapped IS NOT NULL
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

constexpr pg::Query given_lists_query{
    "erasure.given", "SELECT id FROM erasure_list WHERE given AND done_at IS NULL ORDER BY id"};

constexpr pg::Query to_erase_query{"erasure.waiting", R"sql(
    SELECT record_id FROM erasure_record JOIN erasure_list ON erasure_list.id = list_id
     WHERE list_id = $1 AND given AND erased_at IS NULL AND record_id > $2 ORDER BY record_id LIMIT $3
)sql"};

/// Never of what is younger than the shortest term of the law's, nor of what a body asked for
/// meanwhile, whatever a list says.
constexpr pg::Query erase_query{"erasure.erase", R"sql(
    UPDATE vault_record SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, $2)
     WHERE id = $1 AND NOT draft AND made_at < $3
       AND NOT EXISTS (SELECT 1 FROM erasure_record mine
                         JOIN provision_filing asked ON asked.filing_id = mine.filing_id
                         JOIN provision_request request ON request.id = asked.request_id
                        WHERE mine.list_id = $4 AND mine.record_id = vault_record.id AND request.answered_at IS NULL)
)sql"};

constexpr pg::Query erased_query{"erasure.erased", R"sql(
    UPDATE erasure_record SET erased_at = $3 WHERE list_id = $1 AND record_id = $2 AND erased_at IS NULL
)sql"};

constexpr pg::Query done_query{"erasure.done", R"sql(
    UPDATE erasure_list SET done_at = $2
     WHERE id = $1 AND given AND NOT EXISTS (SELECT 1 FROM erasure_record WHERE list_id = $1 AND erased_at IS NULL)
)sql"};

constexpr int erasure_batch = 200;
constexpr std::chrono::hours keep_at_least{retention_years_min * 365 * 24};

std::string domain_place(std::int64_t domain, int version)
{
    return fmt::format("vault_domain_key:{}:{}", domain, version);
}

std::string record_place(Id<VaultRecord> record, std::int64_t domain, int version)
{
    return fmt::format("vault_record:{}:{}:{}", record.value, domain, version);
}

std::string version_place(Id<VaultRecord> record, int version)
{
    return fmt::format("vault_version:{}:{}", record.value, version);
}

std::string attachment_place(Id<VaultRecord> record, int number)
{
    return fmt::format("vault_attachment:{}:{}", record.value, number);
}

std::string read_place(Id<VaultRecord> record, std::string_view salt)
{
    return fmt::format("vault_read:{}:{}", record.value, base64_text(salt));
}

/// What wraps records under a domain's key.
crypto::Sealer domain_sealer(std::string key, int version)
{
    return {std::move(key), static_cast<unsigned char>(version & 0xff)};
}

crypto::Sealer record_sealer(std::string key)
{
    return {std::move(key), record_key_version};
}

} // namespace

MasterKeys::MasterKeys(std::map<unsigned char, std::string> keys)
{
    for (auto& [version, key] : keys) {
        if (version == 0) throw std::logic_error("master keys are counted from 1");
        sealers_.emplace(version, crypto::Sealer(std::move(key), version));
    }
    if (sealers_.empty()) throw std::logic_error("there is no master key");
}

std::string MasterKeys::wrap(std::string_view key, std::string_view place) const
{
    return sealers_.rbegin()->second.seal(key, place);
}

std::optional<std::string>
MasterKeys::unwrap(unsigned char version, std::string_view wrapped, std::string_view place) const
{
    const auto sealer = sealers_.find(version);
    if (sealer == sealers_.end())
        throw std::runtime_error(fmt::format("master key {} is not in the vault's folder", version)
        );
    return sealer->second.open(wrapped, place);
}

std::optional<Id<VaultDomain>> Vault::find_domain(const std::string& name)
{
    const auto rows = pool_.look(find_domain_query, name);
    if (rows.empty()) return std::nullopt;
    return rows.get<Id<VaultDomain>>(0, 0);
}

Id<VaultDomain> Vault::domain(const std::string& name, Instant now)
{
    auto tx = pool_.begin();
    const auto made = tx.exec(make_domain_query, name, now);
    if (made.empty()) return tx.exec(find_domain_query, name).get<Id<VaultDomain>>(0, 0);
    const auto id = made.get<Id<VaultDomain>>(0, 0);
    constexpr int first = 1;
    const auto wrapped =
        master_.wrap(crypto::random_bytes(key_bytes), domain_place(id.value, first));
    tx.exec(add_key_query, id, first, int(master_.newest()), Bytes{wrapped}, now);
    tx.commit();
    return id;
}

Vault::DomainKey Vault::newest_key(pg::Transaction& tx, Id<VaultDomain> domain)
{
    auto rows = tx.exec(newest_key_query, domain);
    if (rows.empty())
        rows = tx.exec(newest_key_query, domain); // a rotation took the one it waited for
    if (rows.empty()) throw std::runtime_error("the vault has no such domain");
    const auto there = rows.get<Id<VaultDomain>>(0, 0);
    const auto version = rows.get<int>(0, 1);
    auto key = master_.unwrap(
        static_cast<unsigned char>(rows.get<int>(0, 2)), rows.get<Bytes>(0, 3).data,
        domain_place(there.value, version)
    );
    if (!key) throw std::runtime_error("no master key here unwraps a domain's key");
    return {there, version, std::move(*key)};
}

Result<std::string, OpenRefusal>
Vault::unwrapped(const pg::Rows& rows, std::size_t row, Id<VaultRecord> record) const
{
    if (rows.is_null(row, 2)) return refuse(OpenRefusal::destroyed);
    const auto domain = rows.get<std::int64_t>(row, 0);
    const auto version = rows.get<int>(row, 1);
    auto domain_key = master_.unwrap(
        static_cast<unsigned char>(rows.get<int>(row, 3)), rows.get<Bytes>(row, 4).data,
        domain_place(domain, version)
    );
    if (!domain_key) return refuse(OpenRefusal::tampered);
    auto key = domain_sealer(std::move(*domain_key), version)
                   .open(rows.get<Bytes>(row, 2).data, record_place(record, domain, version));
    if (!key || key->size() != key_bytes) return refuse(OpenRefusal::tampered);
    return std::move(*key);
}

Id<VaultRecord> Vault::put(Id<VaultDomain> domain, std::string_view content, Instant now)
{
    return put(NewRecord{domain, std::nullopt, false}, content, now);
}

Id<VaultRecord>
Vault::put_draft(Id<VaultDomain> domain, Id<Staff> owner, std::string_view content, Instant now)
{
    return put(NewRecord{domain, owner, true}, content, now);
}

Id<VaultRecord> Vault::put(const NewRecord& made, std::string_view content, Instant now)
{
    auto tx = pool_.begin();
    const auto domain_key = newest_key(tx, made.domain);
    const auto domain = domain_key.domain;
    const auto record = tx.exec(next_record_query).get<Id<VaultRecord>>(0, 0);
    const auto key = crypto::random_bytes(key_bytes);
    const auto wrapped = domain_sealer(domain_key.key, domain_key.version)
                             .seal(key, record_place(record, domain.value, domain_key.version));
    constexpr int first = 1;
    tx.exec(
        add_record_query, record, domain, domain_key.version, Bytes{wrapped}, now, made.owner,
        made.draft
    );
    tx.exec(
        add_version_query, record, first,
        Bytes{record_sealer(key).seal(content, version_place(record, first))}, now
    );
    tx.commit();
    return record;
}

Result<int, OpenRefusal>
Vault::add_version(Id<VaultRecord> record, std::string_view content, Instant now)
{
    auto tx = pool_.begin();
    tx.exec(lock_query, record);
    const auto rows = tx.exec(locked_query, record);
    if (rows.empty()) return refuse(OpenRefusal::not_found);
    const auto key = unwrapped(rows, 0, record);
    if (!key) return refuse(key.error());
    const auto version = rows.get<int>(0, 5) + 1;
    tx.exec(
        add_version_query, record, version,
        Bytes{record_sealer(*key).seal(content, version_place(record, version))}, now
    );
    tx.commit();
    return version;
}

Result<int, OpenRefusal>
Vault::write_draft(Id<VaultRecord> record, int version, std::string_view content, Instant now)
{
    auto tx = pool_.begin();
    tx.exec(lock_query, record);
    const auto rows = tx.exec(locked_query, record);
    if (rows.empty()) return refuse(OpenRefusal::not_found);
    if (!rows.get<bool>(0, 6)) return refuse(OpenRefusal::settled);
    if (rows.get<int>(0, 5) != version) return refuse(OpenRefusal::stale);
    const auto key = unwrapped(rows, 0, record);
    if (!key) return refuse(key.error());
    const auto next = version + 1;
    tx.exec(drop_version_query, record, version);
    tx.exec(
        add_version_query, record, next,
        Bytes{record_sealer(*key).seal(content, version_place(record, next))}, now
    );
    crash_point::pass("vault.writing_draft");
    tx.commit();
    return next;
}

std::optional<OpenRefusal> Vault::settle(Id<VaultRecord> record, int version)
{
    auto tx = pool_.begin();
    tx.exec(lock_query, record);
    const auto rows = tx.exec(locked_query, record);
    if (rows.empty()) return OpenRefusal::not_found;
    if (rows.get<int>(0, 5) != version) return OpenRefusal::stale;
    if (rows.get<bool>(0, 6)) tx.exec(settle_query, record);
    tx.commit();
    return std::nullopt;
}

std::optional<Vault::Standing> Vault::standing(Id<VaultRecord> record, Id<Staff> asker)
{
    const auto rows = pool_.look(standing_query, record, asker);
    if (rows.empty()) return std::nullopt;
    return Standing{
        rows.get<std::string>(0, 0), rows.get<std::optional<Id<Staff>>>(0, 1), rows.get<bool>(0, 2),
        rows.get<int>(0, 3), rows.get<bool>(0, 4)};
}

Result<int, OpenRefusal>
Vault::attach(Id<VaultRecord> record, std::string_view content, const std::string& by, Instant now)
{
    auto tx = pool_.begin();
    tx.exec(lock_query, record);
    const auto rows = tx.exec(locked_query, record);
    if (rows.empty()) return refuse(OpenRefusal::not_found);
    const auto key = unwrapped(rows, 0, record);
    if (!key) return refuse(key.error());
    const auto number = tx.exec(next_attachment_query, record).get<int>(0, 0);
    if (number > attachments_max) return refuse(OpenRefusal::full);
    const auto salt = crypto::random_bytes(salt_bytes);
    tx.exec(
        add_attachment_query, record, number,
        Bytes{record_sealer(*key).seal(content, attachment_place(record, number))}, Bytes{salt}, now
    );
    audit::append(
        tx,
        {"vault.attach",
         by,
         fmt::format("record:{}", record.value),
         {{"attachment", number},
          {"commitment", base64_text(crypto::sha256(salt + std::string(content)))}}},
        now
    );
    tx.commit();
    return number;
}

Result<std::string, OpenRefusal>
Vault::read(Id<VaultRecord> record, int version, const ReadReason& reason, Instant now)
{
    return read(record, Part{.version = version}, reason, now);
}

Result<std::string, OpenRefusal>
Vault::read_attachment(Id<VaultRecord> record, int number, const ReadReason& reason, Instant now)
{
    return read(record, Part{.attachment = number}, reason, now);
}

Result<std::string, OpenRefusal>
Vault::read(Id<VaultRecord> record, Part part, const ReadReason& reason, Instant now)
{
    auto noted = note_read(record, part, reason, now);
    std::optional<std::string> content;
    if (noted) {
        crash_point::pass("vault.noted");
        content = record_sealer(std::move(noted->key))
                      .open(
                          noted->sealed, part.attachment ? attachment_place(record, part.attachment)
                                                         : version_place(record, part.version)
                      );
    } else if (noted.error() != OpenRefusal::tampered)
        return refuse(noted.error());
    if (content) return std::move(*content);
    note_tampering(record, part, reason.reader, now);
    return refuse(OpenRefusal::tampered);
}

Result<Vault::Noted, OpenRefusal>
Vault::note_read(Id<VaultRecord> record, Part part, const ReadReason& reason, Instant now)
{
    // Two round trips: fifty people read at once.
    auto [tx, rows] = part.attachment
                          ? pool_.begin_with(find_attachment_query, record, part.attachment)
                          : pool_.begin_with(find_query, record, part.version);
    if (rows.empty()) return refuse(OpenRefusal::not_found);
    auto key = unwrapped(rows, 0, record);
    if (!key) return refuse(key.error());
    const auto salt = crypto::random_bytes(salt_bytes);
    const auto purpose = record_sealer(*key).seal(reason.purpose, read_place(record, salt));
    json::Object what{{"version", part.version}};
    if (part.attachment) what = {{"attachment", part.attachment}};
    what["commitment"] = base64_text(crypto::sha256(salt + reason.purpose));
    crash_point::pass("vault.noting");
    tx.pipeline_and_commit(
        {{&note_read_query,
          {pg::to_param(record), pg::to_param(part.version), pg::to_param(reason.reader),
           pg::to_param(Bytes{purpose}), pg::to_param(Bytes{salt}), pg::to_param(now),
           pg::to_param(part.attachment)}},
         audit::appending(
             {reason.act, reason.reader, fmt::format("record:{}", record.value), std::move(what)},
             now
         )}
    );
    return Noted{std::move(*key), rows.get<Bytes>(0, 5).data};
}

void Vault::note_tampering(
    Id<VaultRecord> record, Part part, const std::string& reader, Instant now
)
{
    json::Object what{{"version", part.version}};
    if (part.attachment) what = {{"attachment", part.attachment}};
    auto tx = pool_.begin();
    audit::append(
        tx, {"vault.tampered", reader, fmt::format("record:{}", record.value), std::move(what)}, now
    );
    tx.commit();
}

std::optional<OpenRefusal> Vault::hand_over(Id<VaultRecord> record, Id<VaultDomain> to)
{
    auto tx = pool_.begin();
    tx.exec(lock_query, record);
    const auto rows = tx.exec(locked_query, record);
    if (rows.empty()) return OpenRefusal::not_found;
    const auto key = unwrapped(rows, 0, record);
    if (!key) return key.error();
    const auto domain_key = newest_key(tx, to);
    const auto wrapped =
        domain_sealer(domain_key.key, domain_key.version)
            .seal(*key, record_place(record, domain_key.domain.value, domain_key.version));
    tx.exec(rewrap_query, record, domain_key.domain, domain_key.version, Bytes{wrapped});
    tx.commit();
    return std::nullopt;
}

bool Vault::destroy(Id<VaultRecord> record, Instant now)
{
    auto tx = pool_.begin();
    const bool gone = tx.exec(destroy_query, record, now).affected() == 1;
    tx.commit();
    return gone;
}

std::vector<std::int64_t> Vault::lists_to_destroy()
{
    const auto rows = pool_.look(given_lists_query);
    std::vector<std::int64_t> lists;
    for (std::size_t i = 0; i < rows.size(); ++i) lists.push_back(rows.get<std::int64_t>(i, 0));
    return lists;
}

Vault::Erasure Vault::destroy_listed(
    std::int64_t list, Instant now, const std::function<void(const Erasure&)>& progress
)
{
    Erasure erasure;
    for (Id<VaultRecord> last;;) {
        const auto rows = pool_.look(to_erase_query, list, last.value, erasure_batch);
        if (rows.empty()) break;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            last = rows.get<Id<VaultRecord>>(i, 0);
            auto tx = pool_.begin();
            if (tx.exec(erase_query, last, now, now - keep_at_least, list).affected() != 1) {
                ++erasure.kept;
                continue;
            }
            tx.exec(erased_query, list, last, now);
            audit::append(
                tx,
                {.act = "vault.destroyed",
                 .actor = "vault",
                 .subject = fmt::format("record:{}", last.value),
                 .note = {{"list", list}}},
                now
            );
            crash_point::pass("vault.destroying");
            tx.commit();
            ++erasure.records;
        }
        progress(erasure);
    }
    auto tx = pool_.begin();
    tx.exec(done_query, list, now);
    tx.commit();
    return erasure;
}

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
        const auto wrapped = master_.wrap(key.key, domain_place(domain.value, key.version));
        tx.exec(add_key_query, domain, key.version, int(master_.newest()), Bytes{wrapped}, now);
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
                record_key ? std::optional(Bytes{sealer.seal(
                                 *record_key, record_place(record, key.domain.value, key.version)
                             )})
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
        const auto domain = rows.get<std::int64_t>(i, 0);
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
