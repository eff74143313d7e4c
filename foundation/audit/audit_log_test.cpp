#include "foundation/audit/audit_log.hpp"

#include "foundation/audit/checkpoint.hpp"
#include "foundation/audit/merkle.hpp"
#include "foundation/audit/sequencer.hpp"
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
        auto running = sequencer();
        running.start(now);
        while (const auto some = running.sequence(now)) taken += some;
        return taken;
    }
    /// As other processes have it, started just now.
    Log log() { return {pool, "test.example/audit", kept_head}; }
    Sequencer sequencer() { return {sequencer_pool, "test.example/audit", key, kept_head}; }
    /// What the database's owner can do, and a restored backup does.
    void as_owner(const std::string& statements)
    {
        pg::Connection(database.owner_target()).script(statements);
    }

    testing::TestDatabase database{embedded::audit_migrations()};
    pg::Pool pool{database.app_target(), 3};
    pg::Pool sequencer_pool{database.authority_target(), 2};
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

/// Whoever serves pages was taken over: it gives no places and makes no head.
TEST_F(AuditLogTest, PagesAddEntriesAndNothingElse)
{
    append_and_sequence(3);
    for (const std::string change :
         {"UPDATE audit_head SET size = 0", "UPDATE audit_head SET public_key = ''",
          "UPDATE audit_head SET stopped_at = NULL", "DELETE FROM audit_head",
          "UPDATE audit_entry SET leaf_index = NULL", "UPDATE audit_entry SET body = ''",
          "DELETE FROM audit_entry", "INSERT INTO audit_entry (body, leaf_index) VALUES ('', 7)",
          "INSERT INTO audit_entry (body) VALUES (decode(repeat('61', 65536), 'hex'))",
          "INSERT INTO audit_entry (body) VALUES ('1')", "INSERT INTO audit_hash VALUES (0, 9, '')",
          "UPDATE audit_hash SET hash = ''"})
        EXPECT_THROW(pg::Connection(database.app_target()).script(change), pg::Error) << change;
    EXPECT_NO_THROW(
        pg::Connection(database.app_target()).script("INSERT INTO audit_entry (body) VALUES ('{}')")
    );
}

TEST_F(AuditLogTest, HasAHeadOnceItsSequencerRan)
{
    EXPECT_EQ(log().checkpoint(), std::nullopt);
    EXPECT_THROW(log().verifier_key(), std::runtime_error);
    EXPECT_THROW(log().save(folder / "saved"), std::runtime_error);
    log().require_whole();
    sequencer().start(now);
    const auto empty = open_note(*log().checkpoint(), "test.example/audit", key.public_key());
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->size, 0u);
    EXPECT_EQ(log().verifier_key(), verifier_key("test.example/audit", key.public_key()));
}

/// A program that signed its log itself is updated: the process that has the key now takes the head
/// over, once, and no other's.
TEST_F(AuditLogTest, TheHeadOfTheFormerKeyIsTakenOverOnce)
{
    const crypto::SigningKey former{std::string(32, 'f')}, other{std::string(32, 'o')};
    Sequencer before(sequencer_pool, "test.example/audit", former, kept_head);
    before.start(now);
    {
        auto tx = pool.begin();
        for (int i = 0; i < 5; ++i) append(tx, {"test.act", "staff:1", "thing", {}}, now);
        tx.commit();
    }
    EXPECT_EQ(before.sequence(now), 5u);
    as_owner("UPDATE audit_head SET public_key = ''"); // as it was before there was the column
    log().require_whole();
    EXPECT_THAT(
        [&] { sequencer().start(now); },
        ThrowsMessage<std::runtime_error>(HasSubstr("not signed by a key"))
    );
    Sequencer wrong(sequencer_pool, "test.example/audit", key, kept_head, other.public_key());
    EXPECT_THROW(wrong.start(now), std::runtime_error);
    Sequencer after(sequencer_pool, "test.example/audit", key, kept_head, former.public_key());
    const auto of_former = *whole_file(kept_head);
    after.start(now);
    log().require_whole();
    EXPECT_NE(*whole_file(kept_head), of_former);
    replace_durably(
        kept_head, of_former
    ); // it died between the two, or pages keep one of their own
    log().require_whole();
    after.start(now);
    EXPECT_TRUE(open_note(*whole_file(kept_head), "test.example/audit", key.public_key()));
    EXPECT_EQ(append_and_sequence(1), 1u);
    EXPECT_EQ(open_note(*log().checkpoint(), "test.example/audit", key.public_key())->size, 6u);
    as_owner("UPDATE audit_head SET public_key = '\\x01'");
    EXPECT_THROW(after.start(now), std::runtime_error) << "another's key stands there";
}

/// A head that somebody wrote is not signed over.
TEST_F(AuditLogTest, AHeadThatSomebodyWroteIsNotSignedOver)
{
    append_and_sequence(20);
    const auto ours = *whole_file(kept_head);
    const auto written = [&](const std::string& change) {
        as_owner("CREATE TABLE before AS TABLE audit_head;" + change);
        auto running = sequencer();
        {
            auto tx = pool.begin();
            append(tx, {"test.act", "staff:1", "thing:x", {}}, now);
            tx.commit();
        }
        EXPECT_THAT(
            [&] { running.sequence(now); },
            ThrowsMessage<std::runtime_error>(HasSubstr("somebody wrote it"))
        ) << change;
        EXPECT_TRUE(log().stopped());
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
    EXPECT_EQ(log().waiting(), 0);
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
        [&] { sequencer().start(now); },
        ThrowsMessage<std::runtime_error>(HasSubstr("not a checkpoint"))
    );
    // Another name is another log, with a head of its own.
    const auto other = kept_head_file(folder / "", "test.example/audit-2");
    EXPECT_NE(other, kept_head);
    Log(pool, "test.example/audit-2", other).require_whole();
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
