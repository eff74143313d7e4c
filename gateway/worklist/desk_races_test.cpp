#include "gateway/case/case_store.hpp"
#include "gateway/citizen/number_tasks.hpp"
#include "gateway/worklist/talk_store.hpp"

#include "foundation/staff/staff_fixture.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "gateway/migrations/migrations.hpp"
#include "gateway/task/task_store.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

constexpr pg::Query dossiers_query{"test.dossiers", R"sql(
    INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, unit_code, state, state_raw, state_at)
    SELECT 'H21.5-261125-' || number, '1', 'x', 'H21.5', 'x', '23575', 2, '2', now() FROM generate_series(1, $1) number
)sql"};
constexpr pg::Query follower_query{"test.follower", R"sql(
    INSERT INTO follower (zalo_user_key, zalo_user_sealed, first_seen_at) VALUES ('k', 's', now()) RETURNING id
)sql"};
constexpr pg::Query messages_query{"test.messages", "SELECT count(*)::int FROM task_message"};

/// What one person does in two sessions at once, and two persons with one row.
constexpr pg::Query landline_query{"test.landline", R"sql(
    INSERT INTO phone (number_key, number_sealed, kind) VALUES ('n', $1, 'fixed') RETURNING id
)sql"};

class DeskRacesTest : public ::testing::Test {
protected:
    DeskRacesTest()
    {
        auto tx = pool.begin();
        tx.exec(dossiers_query, case_store::opened_per_hour_max + 2);
        follower = tx.exec(follower_query).get<std::int64_t>(0, 0);
        tx.commit();
    }
    bool open(pg::Transaction& tx, std::int64_t dossier)
    {
        return case_store::state_purpose(tx, duyen, dossier, "counter", now);
    }
    bool search(pg::Transaction& tx, int number)
    {
        return case_store::state_search(
            tx, keys, duyen, fmt::format("84905{:06}", number), "counter", now
        );
    }
    /// Of the other session, committed.
    template <class Act>
    auto other(Act act)
    {
        return [this, act] {
            auto tx = pool.begin();
            const auto done = act(tx);
            tx.commit();
            return done;
        };
    }
    std::int64_t talk()
    {
        auto tx = pool.begin();
        const auto id = talk_store::open(tx, follower, "23575", std::nullopt, now);
        tx.commit();
        return id;
    }
    void close(pg::Transaction& tx, std::int64_t talk)
    {
        task_store::close(tx, talk, hoa.value, "answered", now);
    }
    int messages()
    {
        auto tx = pool.begin();
        return tx.exec(messages_query).get<int>(0, 0);
    }

    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 4};
    pg::Pool accounts{database.authority_target(), 1};
    const testing::ScratchFolder scratch;
    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");
    const Id<Staff> duyen = staff_fixture::somebody(accounts, "duyen", "clerk", "23575", now).id;
    const Id<Staff> hoa = staff_fixture::somebody(accounts, "hoa", "clerk", "23575", now).id;
    std::int64_t follower = 0;
};

TEST_F(DeskRacesTest, SixtyOpeningsAnHourAreCountedOverAllSessionsOfAPerson)
{
    constexpr int most = case_store::opened_per_hour_max;
    {
        auto tx = pool.begin();
        for (int dossier = 1; dossier < most; ++dossier) EXPECT_TRUE(open(tx, dossier));
        tx.commit();
    }
    auto one = pool.begin();
    EXPECT_TRUE(open(one, most));
    EXPECT_FALSE(testing::beside(database, one, other([&](auto& tx) { return open(tx, most + 1); }))
    );
    auto later = pool.begin();
    EXPECT_TRUE(open(later, 1)) << "what is open already is no other";
    EXPECT_FALSE(open(later, most + 2));
}

TEST_F(DeskRacesTest, SixtySearchesAnHourLikewise)
{
    constexpr int most = case_store::searched_per_hour_max;
    {
        auto tx = pool.begin();
        for (int number = 1; number < most; ++number) EXPECT_TRUE(search(tx, number));
        tx.commit();
    }
    auto one = pool.begin();
    EXPECT_TRUE(search(one, most));
    EXPECT_FALSE(testing::beside(database, one, other([&](auto& tx) {
                                     return search(tx, most + 1);
                                 })));
    auto later = pool.begin();
    EXPECT_TRUE(search(later, most));
}

TEST_F(DeskRacesTest, AQuestionGoesWithItsDossierAndEndsWithIt)
{
    const auto asked = [&](const std::string& unit) {
        auto tx = pool.begin();
        const auto tasks =
            task_store::open_tasks(tx, std::vector<std::string>{unit}, "ask_number", 10, 0);
        const auto counts = task_store::open_counts(tx, std::vector<std::string>{unit});
        EXPECT_EQ(
            counts.contains("ask_number") ? counts.at("ask_number") : 0, std::int64_t(tasks.size())
        );
        return tasks.size();
    };
    const auto change = [&](const std::string& sql) {
        pg::Connection owner(database.owner_target());
        owner.script(sql);
    };
    {
        auto tx = pool.begin();
        const auto phone =
            tx.exec(landline_query, Bytes{keys.phone.seal("84593824123", "phone.number")})
                .get<std::int64_t>(0, 0);
        for (const std::int64_t dossier : {1, 1, 2})
            number_tasks::open_ask_number(tx, dossier, phone, now);
        tx.commit();
    }
    EXPECT_EQ(asked("23575"), 2u) << "once each";
    change("UPDATE dossier SET unit_code = '21553' WHERE id = 1");
    EXPECT_EQ(asked("23575"), 1u);
    EXPECT_EQ(asked("21553"), 1u);
    change("UPDATE dossier SET state = 10 WHERE id = 1");
    {
        auto tx = pool.begin();
        number_tasks::end_asking(tx, {1, 2}, now);
        number_tasks::open_ask_number(tx, 1, 1, now);
        tx.commit();
    }
    EXPECT_EQ(asked("21553"), 0u) << "it has ended";
    EXPECT_EQ(asked("23575"), 1u);
}

TEST_F(DeskRacesTest, NobodyAnswersIntoATalkThatIsJustClosed)
{
    const auto id = talk();
    const auto answer = [&](auto& tx) { return talk_store::answer(tx, id, keys, duyen, "s", now); };
    EXPECT_TRUE(other(answer)());
    auto closing = pool.begin();
    close(closing, id);
    EXPECT_FALSE(testing::beside(database, closing, other(answer)));
    EXPECT_EQ(messages(), 1);
    EXPECT_FALSE(other(answer)()) << "nor later";
}

TEST_F(DeskRacesTest, WhoWritesWhileATalkIsClosedBeginsAnother)
{
    const auto id = talk();
    auto closing = pool.begin();
    close(closing, id);
    const auto next =
        testing::beside(database, closing, other([&](auto& tx) {
                            const auto into =
                                talk_store::open(tx, follower, "23575", std::nullopt, now);
                            talk_store::add_message(tx, into, keys, "s", now);
                            return into;
                        }));
    EXPECT_NE(next, id);
}

} // namespace
} // namespace tnung::gateway
