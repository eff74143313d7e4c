#include "foundation/audit/audit_log.hpp"

#include "foundation/audit/checkpoint.hpp"
#include "foundation/audit/merkle.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/base/embedded.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace tnung::embedded {
std::span<const EmbeddedFile> audit_migrations();
}

namespace tnung::audit {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const Instant now = *parse_iso("2026-11-26T08:00:00+07:00");

/// A log over a database of its own, with its kept head in a folder of its own.
class AuditLogTest : public ::testing::Test {
protected:
    std::size_t append_and_sequence(int count)
    {
        auto tx = pool.begin();
        for (int i = 0; i < count; ++i)
            append(tx, {"test.act", "staff:1", "thing:" + std::to_string(++things), {}}, now);
        tx.commit();
        std::size_t taken = 0;
        while (const auto some = log().sequence(now)) taken += some;
        return taken;
    }
    /// As another process has it, started just now.
    Log log() { return {pool, "test.example/audit", key, kept_head}; }
    /// What the database's owner can do, and a restored backup does.
    void as_owner(const std::string& statements)
    {
        pg::Connection(database.owner_target()).script(statements);
    }

    testing::TestDatabase database{embedded::audit_migrations()};
    pg::Pool pool{database.app_target(), 3};
    int things = 0;
    const crypto::SigningKey key{std::string(32, 'a')};
    const testing::ScratchFolder folder;
    const std::filesystem::path kept_head = kept_head_file(folder / "", "test.example/audit");
};

TEST_F(AuditLogTest, KeepsItsNewestHeadApart)
{
    log().require_whole(); // nothing was kept yet
    EXPECT_EQ(append_and_sequence(300), 300u);
    const auto kept = open_note(*whole_file(kept_head), "test.example/audit", key.public_key());
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->size, 300u);
    log().require_whole();
    // Killed between the database's save and the file's: the database is ahead, which is well.
    const auto earlier = *whole_file(kept_head);
    append_and_sequence(700);
    replace_durably(kept_head, earlier);
    log().require_whole();
}

TEST_F(AuditLogTest, ADatabaseThatWasPutBackIsNotAppendedTo)
{
    append_and_sequence(270);
    const auto head = *whole_file(kept_head);
    std::filesystem::remove(kept_head);
    as_owner(
        "CREATE TABLE old_entry AS TABLE audit_entry; CREATE TABLE old_hash AS TABLE audit_hash;"
        "CREATE TABLE old_head AS TABLE audit_head"
    );
    append_and_sequence(30);
    as_owner("TRUNCATE audit_entry, audit_hash, audit_head;"
             "INSERT INTO audit_entry OVERRIDING SYSTEM VALUE TABLE old_entry;"
             "INSERT INTO audit_hash TABLE old_hash; INSERT INTO audit_head TABLE old_head");
    EXPECT_THAT(
        [&] { log().require_whole(); },
        ThrowsMessage<std::runtime_error>(HasSubstr("had 300 entries"))
    );
    // Nor while the program runs: nothing is placed, and the head that tells stays.
    EXPECT_THROW(append_and_sequence(2), std::runtime_error);
    EXPECT_EQ(
        open_note(*whole_file(kept_head), "test.example/audit", key.public_key())->size, 300u
    );
    // And not where it grew past the lost ones meanwhile: its past is another one.
    const auto lost = *whole_file(kept_head);
    std::filesystem::remove(kept_head);
    append_and_sequence(40);
    replace_durably(kept_head, lost);
    EXPECT_THROW(log().require_whole(), std::runtime_error);
    // What it does hold, it holds.
    replace_durably(kept_head, head);
    log().require_whole();
}

/// Whoever serves pages may write the head's row: what it writes there is not signed over.
TEST_F(AuditLogTest, AHeadThatSomebodyWroteIsNotSignedOver)
{
    append_and_sequence(20);
    const auto ours = *whole_file(kept_head);
    const auto written = [&](const std::string& change) {
        as_owner("CREATE TABLE before AS TABLE audit_head;" + change);
        auto running = log();
        {
            auto tx = pool.begin();
            append(tx, {"test.act", "staff:1", "thing:x", {}}, now);
            tx.commit();
        }
        EXPECT_THAT(
            [&] { running.sequence(now); },
            ThrowsMessage<std::runtime_error>(HasSubstr("somebody wrote it"))
        ) << change;
        EXPECT_TRUE(running.stopped());
        EXPECT_EQ(*whole_file(kept_head), ours);
        as_owner("DELETE FROM audit_head; INSERT INTO audit_head TABLE before; DROP TABLE before");
    };
    written("UPDATE audit_head SET frontier = decode(repeat('00', length(frontier)), 'hex')");
    written("UPDATE audit_head SET signed_note = replace(signed_note, '20', '21')");
    written("UPDATE audit_head SET signed_note = ''");
    // With a head that another key signed, whose frontier and root are of one piece.
    Frontier other;
    for (int i = 0; i < 21; ++i) other.append(leaf_hash("another past"));
    const crypto::SigningKey another{std::string(32, 'b')};
    written(fmt::format(
        "UPDATE audit_head SET size = 21, frontier = decode('{}', 'hex'), signed_note = '{}'",
        hex_text(other.bytes()), signed_note({"test.example/audit", 21, other.root()}, another)
    ));
    EXPECT_GT(append_and_sequence(1), 0u) << "with the head that is ours it goes on";
    EXPECT_FALSE(log().stopped());
}

TEST_F(AuditLogTest, AChangedTreeIsNoticed)
{
    append_and_sequence(20);
    as_owner("UPDATE audit_hash SET hash = decode(repeat('00', 32), 'hex') WHERE index = 4");
    EXPECT_THROW(log().require_whole(), std::runtime_error);
}

TEST_F(AuditLogTest, AHeadThatIsNotOursIsNoHead)
{
    append_and_sequence(3);
    replace_durably(kept_head, "x");
    EXPECT_THAT(
        [&] { log().require_whole(); },
        ThrowsMessage<std::runtime_error>(HasSubstr("not a checkpoint"))
    );
    // Another name is another log, with a head of its own.
    const auto other = kept_head_file(folder / "", "test.example/audit-2");
    EXPECT_NE(other, kept_head);
    Log(pool, "test.example/audit-2", key, other).require_whole();
}

TEST_F(AuditLogTest, TilesAndEntriesAreThoseOfTheTree)
{
    append_and_sequence(600);
    const auto tile = log().tile(0, 1, tile_width);
    ASSERT_TRUE(tile);
    EXPECT_EQ(tile->size(), 32u * tile_width);
    EXPECT_EQ(log().tile(1, 0, 2)->size(), 64u);
    EXPECT_EQ(log().tile(1, 0, 3), std::nullopt);
    EXPECT_EQ(log().tile(0, 2, 89), std::nullopt);
    const auto bundle = log().entry_bundle(2, 88);
    ASSERT_TRUE(bundle);
    EXPECT_THAT(*bundle, HasSubstr("thing:600"));
}

} // namespace
} // namespace tnung::audit
