// What tools/audit_fsck, which shares only the format with us, says of good logs and of every way
// to lie.
#include "foundation/audit/audit_log.hpp"
#include "foundation/audit/checkpoint.hpp"
#include "foundation/audit/merkle.hpp"
#include "foundation/audit/sequencer.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/base/embedded.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/http/server.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::embedded {
std::span<const EmbeddedFile> audit_migrations();
}

namespace tnung::audit {
namespace {

using ::testing::HasSubstr;

const Instant now = *parse_iso("2026-11-26T08:00:00+07:00");
const std::string origin = "test.example/audit";

/// A log of 600 entries as its files, and a head of 270 that a witness kept.
class AuditFsckTest : public ::testing::Test {
protected:
    AuditFsckTest()
    {
        sequencer.start(now);
        grow(270);
        replace_durably(folder / "head-270", *log.checkpoint());
        grow(330);
        log.save(folder / "log");
    }
    std::int64_t grow(int count)
    {
        std::int64_t last = 0;
        auto tx = pool.begin();
        for (int i = 0; i < count; ++i)
            last = append(tx, {"test.act", "staff:1", fmt::format("thing:{}", ++things), {}}, now);
        tx.commit();
        while (sequencer.sequence(now)) {
        }
        return last;
    }
    std::string file(const std::string& name) { return *whole_file(folder / "log" / name); }
    void put(const std::string& name, const std::string& bytes)
    {
        std::filesystem::create_directories((folder / "log" / name).parent_path());
        replace_durably(folder / "log" / name, bytes);
    }
    std::string fsck(const std::string& more = "")
    {
        return testing::said_by(fmt::format(
            "{} {} log {} --head {} {}", AUDIT_FSCK, log.verifier_key(), (folder / "log").string(),
            (folder / "head-270").string(), more
        ));
    }
    /// The log's files over HTTP, as `lie` changes them; entries for whoever says `Cookie:
    /// auditor`.
    using Lie = std::function<http::Response(const std::string& path, http::Response honest)>;
    std::string fsck_of_server(const Lie& lie, bool auditor = false)
    {
        const auto answer = [&](const http::Request& request) {
            const auto path = std::string(request.path_value("path"));
            if (path.starts_with("tile/entries/") && request.header("Cookie") != "auditor")
                return lie(path, http::text_response(403, "not for everybody"));
            const auto bytes = whole_file(folder / "log" / path);
            if (!bytes) return lie(path, http::text_response(404, "no such tile"));
            return lie(path, http::text_response(200, *bytes));
        };
        http::Server server(
            {}, {{"all", 2, 100}}, {{http::Method::get, "/{path...}", "all", answer}}
        );
        replace_durably(folder / "header", "Cookie: auditor\n");
        return testing::said_by(fmt::format(
            "{} {} log {} --head {} {}", AUDIT_FSCK, log.verifier_key(), server.origin(),
            (folder / "head-270").string(),
            auditor ? "--header " + (folder / "header").string() : std::string()
        ));
    }
    std::string proof_says(const std::string& proof, const std::string& verifier = "")
    {
        replace_durably(folder / "proof", proof);
        return testing::said_by(fmt::format(
            "{} {} proof {}", AUDIT_FSCK, verifier.empty() ? log.verifier_key() : verifier,
            (folder / "proof").string()
        ));
    }
    /// All of the log's files made anew from these entries, signed by the log's own key: what
    /// whoever holds everything can do.
    void forge(const std::vector<std::string>& entries)
    {
        std::filesystem::remove_all(folder / "log");
        std::vector<std::string> hashes;
        for (const auto& entry : entries) hashes.push_back(leaf_hash(entry));
        const auto root = root_of(hashes);
        for (std::size_t at = 0; at < entries.size(); at += tile_width) {
            const auto width = std::min(entries.size() - at, std::size_t(tile_width));
            std::string bundle;
            for (std::size_t i = at; i < at + width; ++i) {
                bundle += char(entries[i].size() >> 8);
                bundle += char(entries[i].size() & 0xff);
                bundle += entries[i];
            }
            put("tile/entries/" + tile_name(at / tile_width, int(width)), bundle);
        }
        for (int level = 0; !hashes.empty(); ++level) {
            std::vector<std::string> above;
            for (std::size_t at = 0; at < hashes.size(); at += tile_width) {
                const auto width = std::min(hashes.size() - at, std::size_t(tile_width));
                const std::vector<std::string> tile(
                    hashes.begin() + std::ptrdiff_t(at), hashes.begin() + std::ptrdiff_t(at + width)
                );
                std::string bytes;
                for (const auto& hash : tile) bytes += hash;
                put(fmt::format("tile/{}/{}", level, tile_name(at / tile_width, int(width))),
                    bytes);
                if (width == std::size_t(tile_width)) above.push_back(root_of(tile));
            }
            hashes = std::move(above);
        }
        put("checkpoint", signed_note({origin, entries.size(), root}, key));
    }
    std::vector<std::string> entries()
    {
        std::vector<std::string> all;
        for (std::uint64_t index = 0; index < 3; ++index) {
            const auto bundle = *log.entry_bundle(index, index < 2 ? tile_width : 600 - 512);
            for (std::size_t at = 0; at < bundle.size();) {
                const auto length = std::size_t(
                    static_cast<unsigned char>(bundle[at]) * 256 +
                    static_cast<unsigned char>(bundle[at + 1])
                );
                all.push_back(bundle.substr(at + 2, length));
                at += 2 + length;
            }
        }
        return all;
    }

    testing::TestDatabase database{embedded::audit_migrations()};
    pg::Pool pool{database.app_target(), 3};
    const crypto::SigningKey key{std::string(32, 'a')}, other_key{std::string(32, 'b')};
    const testing::ScratchFolder folder;
    Log log{pool, origin};
    pg::Pool sequencer_pool{database.authority_target(), 1};
    Sequencer sequencer{sequencer_pool, origin, key, {}};
    int things = 0;
};

TEST_F(AuditFsckTest, AGoodLogIsGood)
{
    EXPECT_THAT(fsck(), HasSubstr(R"("entries":600,"tiles":4,"heads":1,"faults":0)"));
    // Grown and saved on top of what lay there.
    grow(1000);
    log.save(folder / "log");
    EXPECT_THAT(fsck(), HasSubstr(R"("entries":1600,"tiles":8,"heads":1,"faults":0)"));
}

TEST_F(AuditFsckTest, EveryFileIsHeldAgainstTheOthers)
{
    // Each byte that lies: of an entry, a leaf, a tile above, a checkpoint.
    for (const std::string name :
         {"tile/entries/000", "tile/entries/001", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
          "checkpoint"})
    {
        const auto good = file(name);
        for (const auto at : {std::size_t(5), good.size() / 2, good.size() - 3}) {
            auto bad = good;
            bad[at] = char(bad[at] ^ 1);
            put(name, bad);
            EXPECT_THAT(fsck(), ::testing::Not(HasSubstr("\"faults\":0"))) << name << " " << at;
        }
        std::filesystem::remove(folder / "log" / name);
        EXPECT_THAT(fsck(), HasSubstr(name + ": is not there"));
        put(name, good.substr(0, good.size() - 32));
        EXPECT_THAT(fsck(), ::testing::Not(HasSubstr("\"faults\":0"))) << name << " cut";
        put(name, good);
    }
    EXPECT_THAT(fsck(), HasSubstr("\"faults\":0"));
    std::filesystem::remove(folder / "log/tile/entries/002.p/88");
    EXPECT_THAT(fsck(), HasSubstr("tile/entries/002.p/88: is not there"));
}

TEST_F(AuditFsckTest, WhoHoldsTheKeyIsCaughtByTheHeadThatAWitnessKept)
{
    const auto good = entries();
    forge(good);
    EXPECT_THAT(fsck(), HasSubstr("\"faults\":0")) << "the forger makes what we make";
    auto cut = good;
    cut.resize(200);
    forge(cut);
    EXPECT_THAT(fsck(), HasSubstr("it was cut off"));
    auto missing = good;
    missing.erase(missing.begin() + 100);
    forge(missing);
    EXPECT_THAT(fsck(), HasSubstr("forked or changed"));
    auto reordered = good;
    std::swap(reordered[40], reordered[41]);
    forge(reordered);
    EXPECT_THAT(fsck(), HasSubstr("forked or changed"));
    auto changed = good;
    changed[3] = R"({"at":"2026-11-26T08:00:00+07:00","act":"nothing"})";
    forge(changed);
    EXPECT_THAT(fsck(), HasSubstr("forked or changed"));
    // What comes after that head is told apart by its time where it is put back in time.
    auto late = good;
    late.push_back(R"({"at":"2026-11-26T07:00:00+07:00","act":"console.open"})");
    forge(late);
    EXPECT_THAT(fsck(), HasSubstr("entry 600: is older than those before it"));
    EXPECT_THAT(fsck("--since 7200"), HasSubstr("\"faults\":0"));
    late.back() = "no entry";
    forge(late);
    EXPECT_THAT(fsck(), HasSubstr("entry 600: does not say when"));
}

http::Response honest(const std::string&, http::Response answer)
{
    return answer;
}

TEST_F(AuditFsckTest, AnHonestServerIsGoodWithEntriesForTheAuditor)
{
    EXPECT_THAT(fsck_of_server(honest), HasSubstr(R"("entries":0,"tiles":4,"heads":1,"faults":0)"));
    EXPECT_THAT(
        fsck_of_server(honest, true), HasSubstr(R"("entries":600,"tiles":4,"heads":1,"faults":0)")
    );
}

TEST_F(AuditFsckTest, AServerThatLiesInOneAnswerIsCaught)
{
    using http::Response;
    using http::text_response;
    const std::string endless(std::size_t(70) << 20, 'x');
    const std::vector<std::pair<const char*, Lie>> lies = {
        {"gone", [](auto&, Response) { return text_response(404, ""); }},
        {"broken", [](auto&, Response) { return text_response(500, "sorry"); }},
        {"empty", [](auto&, Response) { return text_response(200, ""); }},
        {"a page", [](auto&, Response) { return text_response(200, "<html>maintenance</html>"); }},
        {"elsewhere", [](auto&, Response) { return http::see_other("http://127.0.0.1:9/"); }},
        {"cut",
         [](auto&, Response one) {
             one.body.resize(one.body.size() - 32);
             return one;
         }},
        {"longer",
         [](auto&, Response one) {
             one.body += std::string(32, 'x');
             return one;
         }},
        {"one bit",
         [](auto&, Response one) {
             one.body[one.body.size() / 2] ^= 4;
             return one;
         }},
        {"two changed places",
         [](auto&, Response one) {
             std::swap_ranges(one.body.begin(), one.body.begin() + 32, one.body.begin() + 32);
             return one;
         }},
        {"without end",
         [&](auto&, Response one) {
             one.body = endless;
             return one;
         }},
    };
    for (const std::string asked :
         {"checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
          "tile/entries/000", "tile/entries/002.p/88"})
        for (const auto& [name, lie] : lies) {
            const auto once = [&](const std::string& path, Response answer) {
                return path == asked ? lie(path, std::move(answer)) : answer;
            };
            const auto said = fsck_of_server(once, true);
            EXPECT_THAT(said, HasSubstr("\"faults\":")) << name << " at " << asked;
            EXPECT_THAT(said, ::testing::Not(HasSubstr("\"faults\":0"))) << name << " at " << asked;
        }
}

TEST_F(AuditFsckTest, AServerThatTellsEachAnotherLogIsCaughtByTheHeadOfAnother)
{
    // Everything fits together and is signed: only who holds another's head sees it.
    auto hidden = entries();
    hidden.erase(hidden.begin() + 200);
    forge(hidden);
    EXPECT_THAT(fsck_of_server(honest, true), HasSubstr("forked or changed"));
    auto early = entries();
    early.resize(260);
    forge(early);
    EXPECT_THAT(fsck_of_server(honest, true), HasSubstr("it was cut off"));
}

TEST_F(AuditFsckTest, AServerThatChangesItsMindBetweenTwoAnswersIsCaught)
{
    // A good old checkpoint over new tiles, and a new one over old: each signed, neither of these.
    const auto old_head = *whole_file(folder / "head-270");
    EXPECT_THAT(
        fsck_of_server([&](const std::string& path, http::Response one) {
            if (path == "checkpoint") one.body = old_head;
            return one;
        }),
        ::testing::AllOf(HasSubstr("\"faults\":"), ::testing::Not(HasSubstr("\"faults\":0")))
    ) << "its partial tile is not served any more";
    const auto honest_tile = file("tile/0/000");
    auto changed = entries();
    changed[3] = R"({"at":"2026-11-26T08:00:00+07:00","act":"nothing"})";
    forge(changed);
    EXPECT_THAT(
        fsck_of_server(
            [&](const std::string& path, http::Response one) {
                if (path == "tile/0/000") one.body = honest_tile;
                return one;
            },
            true
        ),
        HasSubstr("is not")
    ) << "the leaves of one log under the head of another";
}

TEST_F(AuditFsckTest, WhatIsHostileIsRefusedAndCrashesNothing)
{
    put("checkpoint", signed_note({origin, std::uint64_t(1) << 60, std::string(32, 'r')}, key));
    EXPECT_THAT(fsck(), HasSubstr("is not there"));
    EXPECT_THAT(fsck("--since"), HasSubstr("KEY log FOLDER"));
}

TEST_F(AuditFsckTest, AnotherKeyOrNameIsAnotherLog)
{
    put("checkpoint", signed_note({origin, 600, std::string(32, 'r')}, other_key));
    EXPECT_THAT(fsck(), HasSubstr("not signed by that key"));
    put("checkpoint", signed_note({"test.example/other", 600, std::string(32, 'r')}, key));
    EXPECT_THAT(fsck(), HasSubstr("of another log"));
}

TEST_F(AuditFsckTest, AProofHoldsOfItsEntryAndOfNoOther)
{
    const auto last = grow(1);
    const auto proof = *log.entry_proof(last);
    EXPECT_THAT(proof_says(proof), HasSubstr("thing:601"));
    EXPECT_THAT(proof_says(proof), HasSubstr("\"faults\":0"));
    // Years later the log is larger, and the old proof as good as a new one.
    grow(700);
    EXPECT_THAT(proof_says(proof), HasSubstr("\"faults\":0"));
    EXPECT_THAT(proof_says(*log.entry_proof(last)), HasSubstr("\"faults\":0"));
    for (std::size_t at = 0; at < proof.size(); ++at) {
        auto bad = proof;
        bad[at] = bad[at] == 'A' ? 'B' : 'A';
        EXPECT_THAT(proof_says(bad), ::testing::Not(HasSubstr("\"faults\":0"))) << at;
        if (at > 60 && at + 60 < proof.size()) at += 6; // beginning and end byte by byte
    }
    EXPECT_THAT(
        proof_says(proof, verifier_key(origin, other_key.public_key())),
        HasSubstr("not signed by that key")
    );
    // With the content that it commits to, and with another.
    const auto commits = [&] {
        auto tx = pool.begin();
        const auto entry = append(
            tx,
            {"filing.submit",
             "staff:1",
             "filing:1",
             {{"commitment", base64_text(crypto::sha256(std::string("CODE") + "content"))}}},
            now
        );
        tx.commit();
        while (sequencer.sequence(now)) {
        }
        return entry;
    }();
    replace_durably(folder / "content", "content");
    const auto with = [&](const std::string& of, const std::string& code) {
        replace_durably(folder / "committed", *log.entry_proof(commits));
        return testing::said_by(fmt::format(
            "{} {} proof {} --content {} --code {}", AUDIT_FSCK, log.verifier_key(),
            (folder / "committed").string(), (folder / of).string(), code
        ));
    };
    EXPECT_THAT(with("content", "CODE"), HasSubstr("\"faults\":0"));
    EXPECT_THAT(with("content", "KODE"), HasSubstr("is not what was handed in"));
    EXPECT_THAT(with("proof", "CODE"), HasSubstr("is not what was handed in"));
    auto tx = pool.begin();
    const auto waiting = append(tx, {"test.act", "staff:1", "thing:0", {}}, now);
    tx.commit();
    EXPECT_EQ(log.entry_proof(waiting), std::nullopt) << "not in the log yet";
}

} // namespace
} // namespace tnung::audit
