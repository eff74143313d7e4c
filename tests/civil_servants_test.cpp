// The register taken from a database of civil servants that fails, repeats itself and has doubles.
#include "registry/people/civil_servants.hpp"

#include "foundation/testing/test_database.hpp"
#include "registry/migrations/migrations.hpp"
#include "sandbox/civil/civil_servants.hpp"

#include <gmock/gmock.h>

#include <map>

namespace tnung::registry {
namespace {

using ::testing::HasSubstr;

class CivilServantsTest : public ::testing::Test {
protected:
    void serve(std::size_t count)
    {
        theirs.emplace(7u, count, "token");
        server.emplace(
            http::ServerOptions{}, std::vector<http::Lane>{{"sandbox", 2, 100}}, theirs->routes()
        );
        database.url = server->origin() + "/cbccvc/v1";
        database.token = "token";
        database.pause = std::chrono::milliseconds(1);
    }
    CivilServantTable asked()
    {
        return ask_civil_servants(client, database, [](std::int64_t) {});
    }
    ListReport taken()
    {
        auto found = asked();
        auto tx = pool.begin();
        auto report = take_list(tx, found.table, "CSDL", now);
        tx.commit();
        return report;
    }
    std::string said()
    {
        try {
            asked();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }
    std::int64_t count(const pg::Query& query)
    {
        auto tx = pool.begin();
        return tx.exec(query).get<std::int64_t>(0, 0);
    }

    static constexpr pg::Query all_query{"test.all", "SELECT count(*) FROM declarant"};
    static constexpr pg::Query promoted_query{
        "test.promoted", "SELECT count(*) FROM declarant WHERE post = 'Giám đốc Sở'"};
    static constexpr pg::Query open_query{
        "test.open", "SELECT count(*) FROM declarant_difference WHERE outcome IS NULL"};
    static constexpr pg::Query differences_query{
        "test.differences", "SELECT count(*) FROM declarant_difference"};

    testing::TestDatabase pg{migrations()};
    pg::Pool pool{pg.app_target(), 2};
    http::Client client;
    CivilServantDatabase database;
    std::optional<sandbox::CivilServants> theirs;
    std::optional<http::Server> server;
    const Instant now = *parse_iso("2026-11-26T09:00:00+07:00");
};

TEST_F(CivilServantsTest, TwentyFiveThousandComeOnceEachThroughAllFaults)
{
    constexpr std::size_t people = 25'000;
    serve(people);
    theirs->set(
        {.fail_every = 7,
         .lose_every = 11,
         .double_every = 50,
         .nameless_every = 1'000,
         .repeats_page = true}
    );
    const auto found = asked();
    constexpr std::int64_t doubles = people / 50, nameless = people / 1'000;
    EXPECT_EQ(found.records, std::int64_t(people) + doubles);
    EXPECT_EQ(found.doubles, doubles);
    ASSERT_EQ(found.table.rows.size(), people);
    std::map<std::string, const CsvRow*> by_number;
    for (const auto& row : found.table.rows) by_number[row.cells[0]] = &row;
    for (const auto& person : theirs->people())
        ASSERT_EQ(by_number.at(person.number)->cells[2], person.post) << "the newer of two";

    const auto report = taken();
    EXPECT_EQ(report.added, std::int64_t(people) - nameless);
    EXPECT_EQ(report.refused, nameless);
    ASSERT_FALSE(report.remarks.empty());
    EXPECT_THAT(
        report.remarks, ::testing::Contains(::testing::Field(
                            &ListReport::Remark::words, HasSubstr("ô “Họ và tên” trống")
                        ))
    );
    EXPECT_EQ(count(all_query), std::int64_t(people) - nameless);

    // The next day: some have another post, nobody is overwritten.
    theirs->promote(10, "Giám đốc Sở");
    theirs->promote(11, "Giám đốc Sở");
    const auto next = taken();
    EXPECT_EQ(next.added, 0);
    EXPECT_EQ(next.differs, 2);
    EXPECT_EQ(next.same, std::int64_t(people) - nameless - 2);
    EXPECT_EQ(count(promoted_query), 0);
    EXPECT_EQ(count(open_query), 2);
    EXPECT_EQ(taken().differs, 2);
    EXPECT_EQ(count(differences_query), 2) << "told once";
}

TEST_F(CivilServantsTest, WhatCannotBeHadChangesNothingAndSaysSo)
{
    serve(2'000);
    database.token = "khác";
    EXPECT_THAT(said(), HasSubstr("xem lại mã truy cập"));
    database.token = "token";
    theirs->set({.fail_every = 1});
    EXPECT_THAT(said(), HasSubstr("trả lời 503 5 lần ở bản ghi 0"));
    theirs->set({.lose_every = 1});
    EXPECT_THAT(said(), HasSubstr("trả lời không đọc được 5 lần"));
    server.reset();
    EXPECT_THAT(said(), HasSubstr("không trả lời 5 lần"));
}

} // namespace
} // namespace tnung::registry
