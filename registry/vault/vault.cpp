#include "registry/vault/vault.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/crypto/hash.hpp"
#include "registry/vault/vault_rows.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::registry {

using namespace sealing;

namespace {

constexpr std::size_t salt_bytes = 16;

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

constexpr pg::Query next_record_query{"vault.next_record", R"sql(
    SELECT nextval('vault_record_id')
)sql"};

constexpr pg::Query add_record_query{"vault.add_record", R"sql(
    INSERT INTO vault_record (id, domain_id, key_version, wrapped, made_at, owner_id, filing_id, draft)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7::bigint IS NOT NULL)
)sql"};

/// One at a time begins for a declarant.
constexpr pg::Query one_beginning_query{"vault.one_beginning", R"sql(
    SELECT pg_advisory_xact_lock(hashtextextended('vault_draft', $1))
)sql"};

/// Held; what was settled while it was waited for is none.
constexpr pg::Query begun_query{"vault.begun", R"sql(
    SELECT id FROM vault_record WHERE owner_id = $1 AND filing_id = $2 AND draft AND wrapped IS NOT NULL
     ORDER BY id DESC LIMIT 1 FOR NO KEY UPDATE
)sql"};

constexpr pg::Query add_version_query{"vault.add_version", R"sql(
    INSERT INTO vault_version (record_id, version, sealed, made_at) VALUES ($1, $2, $3, $4)
)sql"};

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

} // namespace

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
    add_key(tx, {id, 1, crypto::random_bytes(key_bytes)}, now);
    tx.commit();
    return id;
}

void Vault::add_key(pg::Transaction& tx, const DomainKey& added, Instant now)
{
    const auto wrapped = master_.wrap(added.key, domain_place(added.domain, added.version));
    tx.exec(add_key_query, added.domain, added.version, int(master_.newest()), Bytes{wrapped}, now);
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
        domain_place(there, version)
    );
    if (!key) throw std::runtime_error("no master key here unwraps a domain's key");
    return {there, version, std::move(*key)};
}

Result<std::string, OpenRefusal>
Vault::unwrapped(const pg::Rows& rows, std::size_t row, Id<VaultRecord> record) const
{
    if (rows.is_null(row, 2)) return refuse(OpenRefusal::destroyed);
    const auto domain = rows.get<Id<VaultDomain>>(row, 0);
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
    auto tx = pool_.begin();
    const auto record = add(tx, domain, {}, content, now);
    tx.commit();
    return record;
}

Vault::Begun Vault::put_draft(
    Id<VaultDomain> domain, const DraftOf& whose, std::string_view content, Instant now
)
{
    Begun begun;
    std::optional<Id<VaultRecord>> tampered;
    {
        auto tx = pool_.begin();
        tx.exec(one_beginning_query, whose.owner);
        const auto there = tx.exec(begun_query, whose.owner, whose.filing);
        if (!there.empty()) {
            begun.record = there.get<Id<VaultRecord>>(0, 0);
            const auto version = wrap_for(tx, begun.record, domain);
            begun.found = bool(version);
            if (version)
                begun.version = *version;
            else
                tampered = begun.record;
        }
        if (!begun.found) begun.record = add(tx, domain, whose, content, now);
        tx.commit();
    }
    if (tampered) note_tampering(*tampered, {}, "vault", now); // nobody is held up by it
    return begun;
}

Id<VaultRecord> Vault::add(
    pg::Transaction& tx, Id<VaultDomain> domain, const DraftOf& whose, std::string_view content,
    Instant now
)
{
    const auto domain_key = newest_key(tx, domain);
    const auto record = tx.exec(next_record_query).get<Id<VaultRecord>>(0, 0);
    const auto key = crypto::random_bytes(key_bytes);
    constexpr int first = 1;
    tx.exec(
        add_record_query, record, domain_key.domain, domain_key.version,
        wrapped(domain_key, record, key), now, whose.owner, whose.filing
    );
    tx.exec(
        add_version_query, record, first,
        Bytes{record_sealer(key).seal(content, version_place(record, first))}, now
    );
    return record;
}

Bytes Vault::wrapped(const DomainKey& by, Id<VaultRecord> record, std::string_view key)
{
    return {
        domain_sealer(by.key, by.version).seal(key, record_place(record, by.domain, by.version))};
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
    if (rows.is_null(0, 2)) return OpenRefusal::destroyed;
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
    const auto version = wrap_for(tx, record, to);
    if (!version) return version.error();
    tx.commit();
    return std::nullopt;
}

Result<int, OpenRefusal>
Vault::wrap_for(pg::Transaction& tx, Id<VaultRecord> record, Id<VaultDomain> to)
{
    tx.exec(lock_query, record);
    const auto rows = tx.exec(locked_query, record);
    if (rows.empty()) return refuse(OpenRefusal::not_found);
    const auto key = unwrapped(rows, 0, record);
    if (!key) return refuse(key.error());
    const auto domain_key = newest_key(tx, to);
    tx.exec(
        rewrap_query, record, domain_key.domain, domain_key.version,
        wrapped(domain_key, record, *key)
    );
    return rows.get<int>(0, 5);
}

bool Vault::destroy(Id<VaultRecord> record, Instant now)
{
    auto tx = pool_.begin();
    const bool gone = tx.exec(destroy_query, record, now).affected() == 1;
    tx.commit();
    return gone;
}

} // namespace tnung::registry
