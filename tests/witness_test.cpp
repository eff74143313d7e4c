// Witnesses of the log: what they sign, what they say of a log that was cut, forked or put back,
// and the judge that shares only the format with us.
#include "foundation/audit/sequencer.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "foundation/witness/witnesses.hpp"
#include "registry/migrations/migrations.hpp"
#include "sandbox/witness/witness.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung {
namespace {

using ::testing::HasSubstr;

const std::string origin = "test.example/audit";

/// A log, and what is known of its witnesses.
struct Book {
    explicit Book(const crypto::SigningKey& key, const std::vector<WitnessAt>& all)
        : sequencer(sequencer_pool, origin, key, ""), witnesses(pool, client, log, all), all(all)
    {
        sequencer.start(*parse_iso("2026-11-26T08:00:00+07:00"));
    }
    void grow(int count, Instant now, const std::string& about = "thing")
    {
        auto tx = pool.begin();
        for (int i = 0; i < count; ++i)
            audit::append(tx, {"test.act", "staff:1", fmt::format("{}:{}", about, i), {}}, now);
        tx.commit();
        while (sequencer.sequence(now)) {
        }
    }
    WitnessState state()
    {
        auto tx = pool.begin();
        return Witnesses::states(tx, all).at(0);
    }

    testing::TestDatabase database{registry::migrations()};
    pg::Pool pool{database.app_target(), 3};
    http::Client client;
    pg::Pool sequencer_pool{database.authority_target(), 1};
    audit::Log log{pool, origin};
    audit::Sequencer sequencer;
    Witnesses witnesses;
    const std::vector<WitnessAt>& all;
};

class WitnessTest : public ::testing::Test {
protected:
    WitnessTest() { theirs.know(origin, key.public_key()); }

    const crypto::SigningKey key{std::string(32, 'k')};
    FakeClock clock{*parse_iso("2026-11-26T08:00:00+07:00")};
    sandbox::WitnessOfLogs theirs{"witness.example/congan", std::string(31, 'w') + "x", clock};
    http::Server server{{}, {{"sandbox", 2, 100}}, theirs.routes()};
    const std::vector<WitnessAt> all = parse_witnesses(theirs.key() + " " + server.origin());
    Book book{key, all};
    const testing::ScratchFolder folder;
};

TEST_F(WitnessTest, EachNewestCheckpointIsSignedAndTheJudgeSeesIt)
{
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u) << "of an empty log nothing is asked";
    EXPECT_FALSE(book.state().cosigned_at);
    for (const int more : {1, 6, 263, 330}) {
        book.grow(more, clock.now());
        EXPECT_EQ(book.witnesses.ask(clock.now()), 1u) << more;
        EXPECT_EQ(book.state().trouble, "");
    }
    EXPECT_EQ(book.state().size, 600u);
    EXPECT_EQ(book.state().cosigned_at, clock.now());
    EXPECT_EQ(theirs.seen(origin), 600u);
    const auto calls = theirs.calls();
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_EQ(theirs.calls(), calls) << "nothing new, nothing asked";

    replace_durably(folder / "cosigned", book.state().checkpoint);
    book.grow(50, clock.now());
    book.log.save(folder / "log");
    const auto judged = [&](const std::string& witness) {
        return testing::said_by(fmt::format(
            "{} {} log {} --head {} --witness {}", AUDIT_FSCK, book.log.verifier_key(),
            (folder / "log").string(), (folder / "cosigned").string(), witness
        ));
    };
    EXPECT_THAT(judged(theirs.key()), HasSubstr("\"heads\":1,\"witnesses\":1,\"faults\":0"));
    const auto missing_alone = judged(audit::verifier_key(audit::Witness{"x", key.public_key()}));
    EXPECT_THAT(missing_alone, HasSubstr("\"entries\":650"))
        << "the rest is looked at all the same";
    const sandbox::WitnessOfLogs other("witness.example/khac", std::string(32, 'o'), clock);
    EXPECT_THAT(
        judged(other.key()), HasSubstr("no head bears the signature of witness.example/khac")
    );
    // Who signs is the key, not the name.
    const sandbox::WitnessOfLogs cheat("witness.example/congan", std::string(32, 'o'), clock);
    EXPECT_THAT(judged(cheat.key()), HasSubstr("no head bears the signature"));
}

TEST_F(WitnessTest, ALogThatWasPutBackForkedOrCutIsDenied)
{
    book.grow(600, clock.now());
    ASSERT_EQ(book.witnesses.ask(clock.now()), 1u);
    // Of the same key and name, whoever made it: shorter, as long, longer.
    Book other{key, all};
    other.grow(50, clock.now(), "other");
    EXPECT_EQ(other.witnesses.ask(clock.now()), 0u);
    EXPECT_TRUE(other.state().denies);
    EXPECT_THAT(other.state().trouble, HasSubstr("600 mục, nay chỉ còn 50"));
    other.grow(549, clock.now(), "other"); // and the entry of that denial
    EXPECT_EQ(other.witnesses.ask(clock.now()), 0u);
    EXPECT_TRUE(other.state().denies);
    EXPECT_THAT(other.state().trouble, HasSubstr("cùng độ dài"));
    other.grow(50, clock.now(), "other");
    EXPECT_EQ(other.witnesses.ask(clock.now()), 0u);
    EXPECT_TRUE(other.state().denies);
    EXPECT_THAT(other.state().trouble, HasSubstr("không nối tiếp"));
    EXPECT_FALSE(other.state().cosigned_at);
    // The one it knows goes on.
    book.grow(5, clock.now());
    EXPECT_EQ(book.witnesses.ask(clock.now()), 1u);
    EXPECT_FALSE(book.state().denies);
}

/// Whoever holds the database cuts the log itself, and leaves what is known of witnesses.
TEST_F(WitnessTest, ALogThatWasCutInPlaceIsDeniedUntilItIsThereAgain)
{
    book.grow(50, clock.now());
    ASSERT_EQ(book.witnesses.ask(clock.now()), 1u);
    book.grow(550, clock.now());
    ASSERT_EQ(book.witnesses.ask(clock.now()), 1u);
    pg::Connection owner{book.database.owner_target()};
    owner.script("CREATE TABLE kept AS SELECT * FROM audit_head");
    owner.script("UPDATE audit_head SET size = 0");
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_TRUE(book.state().denies) << "all of it is gone";
    owner.script("UPDATE audit_head SET size = kept.size FROM kept");
    EXPECT_EQ(book.witnesses.ask(clock.now()), 1u);
    EXPECT_FALSE(book.state().denies) << "it is there again";
    // The first checkpoint, as it was signed.
    Book twin{key, all};
    twin.grow(50, clock.now());
    const auto old_note = twin.log.checkpoint();
    owner.exec(
        pg::Query{"test.cut", "UPDATE audit_head SET size = 50, signed_note = $1"}, old_note
    );
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_TRUE(book.state().denies);
    EXPECT_THAT(book.state().trouble, HasSubstr("600 mục, nay chỉ còn 50"));
    EXPECT_EQ(book.state().size, 600u) << "what was signed stays";
    const auto told = owner.exec(pg::Query{
        "test.told", "SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8') LIKE "
                     "'%audit.witness_denies%'"});
    EXPECT_EQ(told.get<std::int64_t>(0, 0), 2) << "each time that it began";
    // Nor is it forgotten when the witness falls silent.
    server.stop();
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_TRUE(book.state().denies);
    EXPECT_THAT(book.state().trouble, HasSubstr("nay chỉ còn 50"));
}

TEST_F(WitnessTest, AClockThatIsFarAheadIsNoSignature)
{
    book.grow(3, clock.now());
    const auto now = clock.now();
    clock.set(now + std::chrono::hours(25));
    EXPECT_EQ(book.witnesses.ask(now), 0u);
    EXPECT_THAT(book.state().trouble, HasSubstr("giờ sai"));
    clock.set(now);
    EXPECT_EQ(book.witnesses.ask(now), 1u);
}

TEST_F(WitnessTest, WhatGoesWrongOnTheWayIsToldAndMadeGood)
{
    book.grow(10, clock.now());
    theirs.set({.fail = 1});
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_THAT(book.state().trouble, HasSubstr("503"));
    EXPECT_FALSE(book.state().denies);
    theirs.set({.lose = 1}); // it signed, and we do not know
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_THAT(book.state().trouble, HasSubstr("không có chữ ký đúng"));
    EXPECT_EQ(theirs.seen(origin), 10u);
    EXPECT_EQ(book.witnesses.ask(clock.now()), 1u) << "asked again, of the size that it has seen";
    EXPECT_EQ(book.state().size, 10u);
    book.grow(10, clock.now());
    theirs.set({.forges = true});
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_EQ(book.state().size, 10u) << "another's signature is none";
    theirs.set({});
    EXPECT_EQ(book.witnesses.ask(clock.now()), 1u);
    EXPECT_EQ(book.state().size, 20u);
    server.stop();
    book.grow(1, clock.now());
    EXPECT_EQ(book.witnesses.ask(clock.now()), 0u);
    EXPECT_EQ(book.state().trouble, "không trả lời");
    EXPECT_EQ(book.state().size, 20u) << "what was signed stays";
}

TEST_F(WitnessTest, AStrangersLogIsNotSigned)
{
    const crypto::SigningKey stranger{std::string(32, 's')};
    Book other{stranger, all};
    other.grow(3, clock.now());
    EXPECT_EQ(other.witnesses.ask(clock.now()), 0u);
    EXPECT_THAT(other.state().trouble, HasSubstr("không biết khóa"));
    EXPECT_EQ(theirs.seen(origin), 0u);
}

TEST_F(WitnessTest, KeysAndAddressesThatAreWrongAreNamed)
{
    const auto said = [](const std::string& words) {
        try {
            parse_witnesses(words);
            return std::string();
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(said(""), "");
    EXPECT_EQ(
        said(
            theirs.key() + " https://w.example/, " +
            audit::verifier_key(audit::Witness{"b", key.public_key()}) + " https://b.example"
        ),
        ""
    );
    EXPECT_THAT(said(theirs.key()), HasSubstr("a key and an address each"));
    EXPECT_EQ(
        parse_witnesses(theirs.key() + " https://w.example/a/").at(0).url, "https://w.example/a"
    );
    EXPECT_THAT(said(theirs.key() + " https://w.example/?a"), HasSubstr("no http or https"));
    EXPECT_THAT(said(theirs.key() + " w.example"), HasSubstr("no http or https address"));
    EXPECT_THAT(
        said(theirs.key() + " http://a " + theirs.key() + " http://b"), HasSubstr("stands twice")
    );
    for (const auto& wrong :
         {std::string("a+b+c"), std::string("witness.example"),
          book.log.verifier_key(), // a log's key is none of a witness
          theirs.key().substr(1), theirs.key() + "AA"})
        EXPECT_THAT(said(wrong + " http://a"), HasSubstr("no key of a witness")) << wrong;
}

/// The time in the line is what was signed: another is another's.
TEST_F(WitnessTest, ACosignatureIsOfItsTimeAndText)
{
    const std::string text = "test.example/audit\n1\nAAAA\n";
    const audit::Witness witness{"w", key.public_key()};
    const auto line = audit::cosigned("w", text, key, clock.now());
    const auto read = audit::cosignature_of(witness, text, "— other AAAA\n" + line);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->line, line);
    EXPECT_EQ(read->at, clock.now());
    EXPECT_FALSE(audit::cosignature_of(witness, text + "x", line));
    auto bytes = *parse_base64(
        line.substr(std::string("— w ").size(), line.size() - std::string("— w ").size() - 1)
    );
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto changed = bytes;
        changed[at] = char(changed[at] ^ 1);
        EXPECT_FALSE(audit::cosignature_of(witness, text, "— w " + base64_text(changed) + "\n"))
            << at;
    }
    EXPECT_FALSE(audit::cosignature_of(witness, text, line.substr(0, line.size() - 1)))
        << "no line";
}

} // namespace
} // namespace tnung
