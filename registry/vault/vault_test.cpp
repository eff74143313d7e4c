#include "registry/vault/master_key_folder.hpp"
#include "registry/vault/vault.hpp"

#include "foundation/crypto/hash.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/migrations/migrations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <random>
#include <stdexcept>
#include <thread>

namespace tnung::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant now = *parse_iso("2026-12-15T09:00:00+07:00");
const std::string canary = "Rơ Châm H’Hoa, 1.234.567.890 đồng";

constexpr pg::Query entries_query{
    "test.entries", "SELECT convert_from(body, 'UTF8') FROM audit_entry ORDER BY id"};
constexpr pg::Query versions_query{
    "test.versions",
    "SELECT record_id, version, sealed FROM vault_version ORDER BY record_id, version"};
constexpr pg::Query set_query{
    "test.set", "UPDATE vault_version SET sealed = $3 WHERE record_id = $1 AND version = $2"};
constexpr pg::Query keys_query{
    "test.keys", "SELECT domain_id, version FROM vault_domain_key ORDER BY 1, 2"};
constexpr pg::Query count_query{"test.count", "SELECT count(*) FROM audit_entry"};

class VaultTest : public ::testing::Test {
protected:
    std::vector<std::string> entries()
    {
        std::vector<std::string> all;
        const auto rows = owner.exec(entries_query);
        for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(rows.get<std::string>(i, 0));
        return all;
    }
    std::string read(Id<VaultRecord> record, int version = 1)
    {
        const auto content = vault.read(record, version, reason, now);
        if (content) return *content;
        switch (content.error()) {
        case OpenRefusal::not_found: return "! not found";
        case OpenRefusal::destroyed: return "! destroyed";
        case OpenRefusal::tampered: return "! tampered";
        case OpenRefusal::stale: return "! stale";
        case OpenRefusal::settled: return "! settled";
        case OpenRefusal::full: return "! full";
        }
        std::abort();
    }
    /// Reads those of `unit`, whose content is their number among them, and writes until it is
    /// stopped.
    std::jthread busy(
        const std::vector<Id<VaultRecord>>& records, std::vector<Id<VaultRecord>>& meanwhile,
        int& wrong
    )
    {
        return std::jthread([&](const std::stop_token& stop) {
            std::mt19937 random(7);
            while (!stop.stop_requested()) {
                const auto at = random() % records.size();
                wrong += read(records[at]) != fmt::format("{}", at);
                meanwhile.push_back(vault.put(unit, "meanwhile", now));
                const auto added = vault.add_version(meanwhile.back(), "second", now);
                wrong += !added || *added != 2;
                wrong += !vault.add_version(records[random() % records.size()], "again", now);
            }
        });
    }
    /// How many records were wrapped anew.
    std::int64_t merge(const std::string& from, const std::string& into)
    {
        return vault.merge_domain(from, into, now, [](const auto&) {}).records;
    }
    std::vector<std::string> domain_keys()
    {
        std::vector<std::string> all;
        const auto rows = owner.exec(keys_query);
        for (std::size_t i = 0; i < rows.size(); ++i)
            all.push_back(fmt::format("{}.{}", rows.get<std::int64_t>(i, 0), rows.get<int>(i, 1)));
        return all;
    }

    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.vault_target(), 4};
    pg::Connection owner{database.owner_target()};
    const MasterKeys master{{{1, std::string(32, 'm')}}};
    Vault vault{pool, master};
    const Id<VaultDomain> unit = vault.domain("unit:H21.5", now);
    const Id<VaultDomain> inspectorate = vault.domain("inspectorate", now);
    const ReadReason reason{"account:12", "declaration.read", "Kiểm tra hồ sơ của Rơ Châm H’Hoa"};
};

/// A key that is not here is trouble of the vault's, not of the record.
TEST_F(VaultTest, AMasterKeyThatIsMissingIsNoTampering)
{
    const auto domain = vault.domain("unit:H21.5", now);
    const auto record = vault.put(domain, "tài sản", now);
    const MasterKeys other{{{2, std::string(32, 'n')}}};
    EXPECT_THROW(Vault(pool, other).read(record, 1, reason, now), std::runtime_error);
    EXPECT_THAT(entries(), ::testing::Not(::testing::Contains(::testing::HasSubstr("tampered"))));
}

TEST_F(VaultTest, ARecordIsReadWithItsNoteAndOnlyThen)
{
    const auto record = vault.put(unit, canary, now);
    EXPECT_EQ(vault.add_version(record, "second", now), 2);
    EXPECT_EQ(read(record), canary);
    EXPECT_EQ(read(record, 2), "second");
    EXPECT_EQ(read(record, 3), "! not found");
    EXPECT_EQ(read({record.value + 1}), "! not found");
    const auto noted = entries();
    ASSERT_EQ(noted.size(), 2u);
    EXPECT_THAT(noted[0], HasSubstr("\"act\":\"declaration.read\""));
    EXPECT_THAT(noted[0], HasSubstr("\"actor\":\"account:12\""));
    EXPECT_THAT(noted[0], HasSubstr("commitment"));
    EXPECT_THAT(noted[0], Not(HasSubstr("H’Hoa"))); // names nobody
    // Where the note cannot be made, nothing is opened.
    owner.script("REVOKE INSERT ON audit_entry FROM tnung_vault");
    EXPECT_THROW((void)vault.read(record, 1, reason, now), pg::Error);
    owner.script(
        "GRANT INSERT ON audit_entry TO tnung_vault; REVOKE INSERT ON vault_read FROM tnung_vault"
    );
    EXPECT_THROW((void)vault.read(record, 1, reason, now), pg::Error);
    EXPECT_EQ(entries().size(), 2u);
}

TEST_F(VaultTest, WhoServesPagesSeesNeitherKeysNorSealedBytes)
{
    vault.put(unit, canary, now);
    pg::Connection web(database.app_target());
    for (const char* table :
         {"vault_domain_key", "vault_record", "vault_version", "vault_read", "vault_domain"})
        EXPECT_THROW(web.script(fmt::format("SELECT * FROM {}", table)), pg::Error) << table;
    // And the vault cannot rewrite the log, nor a version, nor what it noted.
    pg::Connection itself(database.vault_target());
    for (const char* statement :
         {"DELETE FROM audit_entry", "UPDATE audit_entry SET body = ''",
          "DELETE FROM vault_version", "UPDATE vault_version SET sealed = ''",
          "DELETE FROM vault_read", "UPDATE vault_read SET reader = ''",
          "DELETE FROM vault_record"})
        EXPECT_THROW(itself.script(statement), pg::Error) << statement;
}

/// Whoever dumps the tables reads neither what is declared nor what it was read for.
TEST_F(VaultTest, NothingThatIsDeclaredStandsInItsTables)
{
    const auto record = vault.put(unit, canary, now);
    ASSERT_TRUE(vault.attach(record, canary, "staff:1", now));
    EXPECT_EQ(read(record), canary);
    constexpr pg::Query found_query{"test.found", R"sql(
        SELECT (SELECT count(*) FROM vault_version WHERE position(convert_to($1, 'UTF8') IN sealed) > 0)
             + (SELECT count(*) FROM vault_attachment WHERE position(convert_to($1, 'UTF8') IN sealed) > 0)
             + (SELECT count(*) FROM vault_read WHERE position(convert_to($2, 'UTF8') IN purpose_sealed) > 0)
    )sql"};
    EXPECT_EQ(owner.exec(found_query, canary, reason.purpose).get<std::int64_t>(0, 0), 0);
}

TEST_F(VaultTest, TenThousandSwappedCutAndFlippedOnesAreRefusedAndNoted)
{
    struct Sealed {
        Id<VaultRecord> record;
        int version;
        std::string bytes;
    };
    for (int i = 0; i < 20; ++i) {
        const auto record =
            vault.put(i % 2 ? unit : inspectorate, fmt::format("{} {}", canary, i), now);
        ASSERT_TRUE(vault.add_version(record, fmt::format("second {}", i), now));
    }
    std::vector<Sealed> all;
    const auto rows = owner.exec(versions_query);
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<Id<VaultRecord>>(i, 0), rows.get<int>(i, 1), rows.get<Bytes>(i, 2).data}
        );
    constexpr int tries = 10'000;
    std::mt19937 random(20'261'215);
    const auto below = [&](std::size_t bound) { return std::size_t(random()) % bound; };
    const auto before = owner.exec(count_query).get<std::int64_t>(0, 0);
    for (int i = 0; i < tries; ++i) {
        const auto& one = all[below(all.size())];
        auto bytes = one.bytes;
        switch (i % 3) {
        case 0: { // another record's, or another version's of the same
            const auto other = below(all.size());
            bytes = all[&all[other] == &one ? (other + 1) % all.size() : other].bytes;
            break;
        }
        case 1: bytes.resize(below(bytes.size())); break;
        case 2: bytes[below(bytes.size())] ^= char(1 << below(8)); break;
        }
        owner.exec(set_query, one.record, one.version, Bytes{bytes});
        ASSERT_EQ(read(one.record, one.version), "! tampered") << i;
        owner.exec(set_query, one.record, one.version, Bytes{one.bytes});
    }
    // Each try was noted, and that it was tampered with.
    EXPECT_EQ(owner.exec(count_query).get<std::int64_t>(0, 0) - before, 2 * tries);
    for (const auto& one : all)
        EXPECT_EQ(read(one.record, one.version)[0], one.version == 1 ? 'R' : 's');
}

TEST_F(VaultTest, AChangedKeyOpensNothing)
{
    const auto record = vault.put(unit, canary, now), other = vault.put(unit, "other", now);
    owner.script(fmt::format(
        "UPDATE vault_record SET wrapped = (SELECT wrapped FROM vault_record WHERE id = {}) WHERE "
        "id = {}",
        other.value, record.value
    ));
    EXPECT_EQ(read(record), "! tampered");
    EXPECT_THAT(entries().back(), HasSubstr("vault.tampered"));
    EXPECT_EQ(read(other), "other");
    owner.script(
        "UPDATE vault_domain_key SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)"
    );
    EXPECT_EQ(read(other), "! tampered");
    EXPECT_THROW(vault.put(unit, "more", now), std::runtime_error);
    // With another master key nothing opens at all.
    const MasterKeys wrong{{{1, std::string(32, 'x')}}};
    Vault stranger(pool, wrong);
    EXPECT_EQ(stranger.read(other, 1, reason, now).error(), OpenRefusal::tampered);
}

TEST_F(VaultTest, HandedOverItIsWrappedForTheOtherDomainAlone)
{
    const auto record = vault.put(unit, canary, now), stays = vault.put(unit, "stays", now);
    EXPECT_EQ(vault.hand_over(record, inspectorate), std::nullopt);
    EXPECT_EQ(vault.hand_over({999}, inspectorate), OpenRefusal::not_found);
    // Without the unit's key: what was handed over opens, what stayed does not.
    owner.script(fmt::format(
        "UPDATE vault_domain_key SET wrapped = '\\x00' WHERE domain_id = {}", unit.value
    ));
    EXPECT_EQ(read(record), canary);
    EXPECT_EQ(read(stays), "! tampered");
}

TEST_F(VaultTest, WhatWasDestroyedOpensNoMoreAndTheLogStays)
{
    const auto record = vault.put(unit, canary, now);
    EXPECT_EQ(read(record), canary);
    EXPECT_TRUE(vault.destroy(record, now));
    EXPECT_FALSE(vault.destroy(record, now));
    EXPECT_EQ(read(record), "! destroyed");
    EXPECT_EQ(vault.add_version(record, "x", now).error(), OpenRefusal::destroyed);
    EXPECT_EQ(vault.hand_over(record, inspectorate), OpenRefusal::destroyed);
    EXPECT_EQ(entries().size(), 1u);
    EXPECT_EQ(vault.rotate_domain(unit, now, [](const auto&) {}).records, 1); // moves along
    EXPECT_EQ(read(record), "! destroyed");
}

TEST_F(VaultTest, ADomainIsRotatedWhileItIsReadAndWritten)
{
    std::vector<Id<VaultRecord>> records;
    for (int i = 0; i < 2'500; ++i) records.push_back(vault.put(unit, fmt::format("{}", i), now));
    const auto other = vault.put(inspectorate, canary, now);
    std::vector<Id<VaultRecord>> meanwhile;
    int wrong = 0;
    std::jthread beside = busy(records, meanwhile, wrong);
    std::vector<std::int64_t> progress;
    const auto rotation = vault.rotate_domain(unit, now, [&](const auto& so_far) {
        progress.push_back(so_far.records);
    });
    beside.request_stop();
    beside.join();
    EXPECT_GE(rotation.records, 2'500);
    EXPECT_EQ(rotation.tampered, 0);
    EXPECT_EQ(progress.front(), 2'000);
    EXPECT_EQ(wrong, 0);
    EXPECT_THAT(
        domain_keys(),
        ElementsAre(fmt::format("{}.2", unit.value), fmt::format("{}.1", inspectorate.value))
    );
    for (std::size_t i = 0; i < records.size(); i += 100)
        EXPECT_EQ(read(records[i]), fmt::format("{}", i));
    for (const auto record : meanwhile) ASSERT_EQ(read(record), "meanwhile");
    EXPECT_EQ(read(other), canary);
}

TEST_F(VaultTest, ARotationThatWasStoppedGoesOn)
{
    std::vector<Id<VaultRecord>> records;
    for (int i = 0; i < 2'100; ++i) records.push_back(vault.put(unit, fmt::format("{}", i), now));
    EXPECT_THROW(
        vault.rotate_domain(
            unit, now, [](const auto&) { throw std::runtime_error("the process was stopped"); }
        ),
        std::runtime_error
    );
    EXPECT_EQ(domain_keys().size(), 3u);
    EXPECT_EQ(read(records.front()), "0");
    EXPECT_EQ(read(records.back()), "2099");
    EXPECT_EQ(
        vault.rotate_domain(unit, now, [](const auto&) {}).records, 100
    ); // the rest, no third key
    EXPECT_THAT(
        domain_keys(),
        ElementsAre(fmt::format("{}.2", unit.value), fmt::format("{}.1", inspectorate.value))
    );
    EXPECT_EQ(read(records.front()), "0");
    EXPECT_EQ(read(records.back()), "2099");
}

TEST_F(VaultTest, ATamperedRecordHoldsUpNobodyElsesRotation)
{
    const auto good = vault.put(unit, canary, now), bad = vault.put(unit, "bad", now);
    owner.script(fmt::format("UPDATE vault_record SET wrapped = '\\x0102' WHERE id = {}", bad.value)
    );
    const auto rotation = vault.rotate_domain(unit, now, [](const auto&) {});
    EXPECT_EQ(rotation.records, 1);
    EXPECT_EQ(rotation.tampered, 1);
    EXPECT_EQ(read(good), canary);
    EXPECT_EQ(domain_keys().size(), 3u); // the old key stays for who repairs it
    // And the next rotation is one.
    const auto again = vault.rotate_domain(unit, now, [](const auto&) {});
    EXPECT_EQ(again.records, 1);
    EXPECT_EQ(again.tampered, 1);
    EXPECT_EQ(read(good), canary);
    EXPECT_EQ(domain_keys().size(), 3u); // 1 for the bad one, 3 for the good one
    EXPECT_THAT(entries().front(), HasSubstr("vault.tampered"));
}

/// A unit that is no more: what it had is wrapped for its successor, and what still comes to it.
TEST_F(VaultTest, ADomainIsMergedWhileItIsReadAndWrittenAndRotated)
{
    const auto next = vault.domain("unit:H21.9", now);
    std::vector<Id<VaultRecord>> records;
    for (int i = 0; i < 2'500; ++i) records.push_back(vault.put(unit, fmt::format("{}", i), now));
    const auto destroyed = vault.put(unit, "gone", now);
    ASSERT_TRUE(vault.destroy(destroyed, now));
    std::vector<Id<VaultRecord>> meanwhile;
    int wrong = 0;
    std::jthread beside = busy(records, meanwhile, wrong);
    std::atomic<bool> rotated = false;
    std::jthread rotating([&] {
        vault.rotate_domain(unit, now, [](const auto&) {});
        rotated = true;
    });
    while (domain_keys().size() == 3 && !rotated) std::this_thread::yield(); // its second key
    EXPECT_GE(merge("unit:H21.5", "unit:H21.9"), 2'501);
    rotating.join();
    beside.request_stop();
    beside.join();
    meanwhile.push_back(vault.put(unit, "meanwhile", now)); // by the old name's number
    EXPECT_EQ(vault.domain("unit:H21.5", now), next);
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(merge("unit:H21.5", "unit:H21.9"), 0) << "all of it is there";
    const auto keys = domain_keys();
    EXPECT_THAT(
        keys, ElementsAre(
                  fmt::format("{}.1", inspectorate.value), HasSubstr(fmt::format("{}.", next.value))
              )
    ) << "the old domain has none";
    for (std::size_t i = 0; i < records.size(); i += 50) {
        ASSERT_EQ(read(records[i]), fmt::format("{}", i));
        ASSERT_EQ(vault.standing(records[i], {})->domain, "unit:H21.9");
    }
    for (const auto record : meanwhile) ASSERT_EQ(vault.standing(record, {})->domain, "unit:H21.9");
    EXPECT_EQ(read(meanwhile.back()), "meanwhile");
    EXPECT_EQ(read(destroyed), "! destroyed");
    // And the successor's successor has it all.
    merge("unit:H21.9", "unit:H21.1");
    EXPECT_EQ(vault.standing(vault.put(unit, "late", now), {})->domain, "unit:H21.1");
    EXPECT_EQ(read(records[7]), "7");
    EXPECT_THROW(merge("unit:H21.1", "unit:H21.5"), std::logic_error) << "in a circle";
}

TEST_F(VaultTest, ATamperedRecordHoldsUpNobodyElsesMerger)
{
    const auto good = vault.put(unit, canary, now), bad = vault.put(unit, "bad", now);
    const auto wrapped = owner.exec(
        pg::Query{"test.wrapped", "SELECT wrapped FROM vault_record WHERE id = $1"}, bad
    );
    owner.script(fmt::format("UPDATE vault_record SET wrapped = '\\x0102' WHERE id = {}", bad.value)
    );
    EXPECT_EQ(merge("unit:H21.5", "unit:H21.9"), 1);
    EXPECT_EQ(read(good), canary);
    EXPECT_EQ(vault.standing(bad, {})->domain, "unit:H21.5");
    EXPECT_THAT(entries().front(), HasSubstr("vault.tampered"));
    EXPECT_EQ(domain_keys().size(), 3u) << "the old key stays for who repairs it";
    owner.exec(
        pg::Query{"test.repair", "UPDATE vault_record SET wrapped = $2 WHERE id = $1"}, bad,
        wrapped.get<Bytes>(0, 0)
    );
    const auto rotation = vault.rotate_domain(vault.domain("unit:H21.9", now), now, [](auto&) {});
    EXPECT_EQ(rotation.tampered, 0);
    EXPECT_EQ(read(bad), "bad");
    EXPECT_EQ(vault.standing(bad, {})->domain, "unit:H21.9") << "it comes along";
    EXPECT_EQ(domain_keys().size(), 2u);
}

TEST_F(VaultTest, AMergerThatWasStoppedGoesOn)
{
    std::vector<Id<VaultRecord>> records;
    for (int i = 0; i < 2'100; ++i) records.push_back(vault.put(unit, fmt::format("{}", i), now));
    EXPECT_THROW(
        vault.merge_domain(
            "unit:H21.5", "unit:H21.9", now,
            [](const auto&) { throw std::runtime_error("the process was stopped"); }
        ),
        std::runtime_error
    );
    EXPECT_EQ(vault.standing(records.front(), {})->domain, "unit:H21.9");
    EXPECT_EQ(vault.standing(records.back(), {})->domain, "unit:H21.5");
    EXPECT_EQ(read(records.back()), "2099") << "each opens where it is";
    // Its successor is merged itself before it goes on.
    merge("unit:H21.9", "unit:H21.1");
    EXPECT_EQ(merge("unit:H21.5", "unit:H21.1"), 100);
    for (const auto record : {records.front(), records.back()})
        EXPECT_EQ(vault.standing(record, {})->domain, "unit:H21.1");
    EXPECT_EQ(read(records.front()), "0");
    EXPECT_EQ(read(records.back()), "2099");
    EXPECT_EQ(domain_keys().size(), 2u);
}

TEST_F(VaultTest, AnotherMasterKeyWrapsWhatTheOldOneDid)
{
    const auto record = vault.put(unit, canary, now);
    const MasterKeys both{{{1, std::string(32, 'm')}, {2, std::string(32, 'n')}}};
    Vault changing(pool, both);
    EXPECT_EQ(read(record), canary);
    EXPECT_EQ(changing.rotate_master(), 2);
    EXPECT_EQ(changing.rotate_master(), 0);
    const MasterKeys only_new{{{2, std::string(32, 'n')}}};
    Vault later(pool, only_new);
    EXPECT_EQ(later.read(record, 1, reason, now), canary);
    EXPECT_THROW(read(record), std::runtime_error) << "the old key alone opens nothing any more";
    EXPECT_THROW(MasterKeys({}), std::logic_error);
}

/// A folder that was lost with its keys is no reason to seal by new ones beside the old records.
TEST_F(VaultTest, NoNewMasterKeyIsMadeBesideWhatOldOnesSealed)
{
    const testing::ScratchFolder keys;
    const testing::TestDatabase empty(migrations());
    pg::Pool of_nothing(empty.vault_target(), 1);
    EXPECT_NO_THROW(load_master_keys_of(of_nothing, keys / "first")) << "it holds nothing yet";
    (void)vault.domain("inspectorate", now);
    EXPECT_THROW(load_master_keys_of(pool, keys / "lost"), std::runtime_error);
    EXPECT_FALSE(std::filesystem::exists(keys / "lost" / "master-1.key"));
    EXPECT_NO_THROW(load_master_keys_of(pool, keys / "first"));
}

} // namespace
} // namespace tnung::registry
