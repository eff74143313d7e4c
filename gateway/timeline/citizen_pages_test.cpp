#include "gateway/timeline/citizen_pages.hpp"

#include "foundation/testing/data_file.hpp"
#include "foundation/testing/province_calendar.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/citizen/owner_digits.hpp"
#include "gateway/migrations/migrations.hpp"
#include "gateway/rights/erasure.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace tnung::gateway {
namespace {

using testing::data_file;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr pg::Query make_phone_query{"test.phone", R"sql(
    INSERT INTO phone (number_key, number_sealed, kind) VALUES ($1, $2, 'mobile') RETURNING id
)sql"};
constexpr pg::Query make_owner_query{"test.owner", R"sql(
    INSERT INTO owner (owner_key, kind, name_sealed, identity_sealed) VALUES ($1, $2, $3, $4) RETURNING id
)sql"};
constexpr pg::Query make_dossier_query{"test.dossier", R"sql(
    INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, owner_id, phone_id, state, state_raw, state_at, due_at)
    VALUES ($1, '', 'Đăng ký biến động', 'H21.12', 'Phường Pleiku', $2, $3, $4, '', $5, $6) RETURNING id
)sql"};
constexpr pg::Query make_sender_query{"test.sender", R"sql(
    INSERT INTO sender (name, key_hash, agency_scope, created_at) VALUES ('x', 'x', '{H21}', now())
    ON CONFLICT (name) DO UPDATE SET name = 'x' RETURNING id
)sql"};
constexpr pg::Query make_event_query{"test.event", R"sql(
    INSERT INTO dossier_event (sender_id, event_key, dossier_id, state, state_raw, occurred_at, recorded_at, detail_sealed)
    VALUES ($1, $2, $3, $4, '', $5, $5, $6)
)sql"};
constexpr pg::Query stopped_query{
    "test.stopped", "SELECT stopped_at IS NOT NULL FROM phone WHERE id = $1"};
constexpr pg::Query tasks_query{
    "test.tasks", "SELECT count(*) FROM task WHERE kind = 'wrong_number' AND closed_at IS NULL"};
constexpr pg::Query noted_query{
    "test.noted",
    "SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8') LIKE '%' || $1 || '%'"};

constexpr pg::Query make_notice_query{"test.notice", R"sql(
    INSERT INTO notice (cause_id, subject_id, phone_id, kind, urgency, status, useful_until, created_at, tracking_id)
    SELECT max(id), $1, $2, 'payment_asked', 1, 'waiting', $4::timestamptz + interval '30 days', $4, $3 FROM dossier_event
    RETURNING id
)sql"};
constexpr pg::Query correct_query{
    "test.correct", "UPDATE dossier SET corrected_phone_id = $2 WHERE id = $1"};
constexpr pg::Query replace_query{"test.replace", "UPDATE dossier SET phone_id = $2 WHERE id = $1"};
constexpr pg::Query is_stopped_query{
    "test.is_stopped", "SELECT stopped_at IS NOT NULL FROM phone WHERE id = $1"};
constexpr pg::Query to_follower_query{
    "test.to_follower", "UPDATE notice SET follower_id = $2, channel = $3 WHERE id = $1"};
constexpr pg::Query give_query{"test.give", "UPDATE dossier SET owner_id = $2 WHERE id = $1"};
constexpr pg::Query owner_query{"test.owner_of", "SELECT owner_id FROM dossier WHERE id = $1"};
constexpr pg::Query readable_query{
    "test.readable", "SELECT count(*) FROM page_link WHERE position($1::bytea IN token_hash) > 0"};
constexpr pg::Query links_query{"test.links", "SELECT count(*) FROM page_link"};
constexpr pg::Query refused_query{
    "test.refused", "SELECT refused_phone_id IS NOT NULL FROM dossier WHERE id = $1"};

class CitizenPagesTest : public ::testing::Test {
protected:
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 4};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    const Assets assets = gateway_assets();
    const testing::ScratchFolder scratch;
    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    const UnitDirectory units{data_file("gia-lai-units.tsv"), data_file("gia-lai-old-units.tsv")};
    const calendar::WorkingDays calendar = testing::province_calendar();
    const DataRights rights{data_file("data-rights.tsv")};
    const RetentionRules retention{data_file("retention.tsv")};
    CitizenPages pages{pool,       clock,
                       assets,     keys,
                       units,      calendar,
                       rights,     retention,
                       "form key", {"https://dvc.example.vn", "https://zalo.me/9", {}}};
    int made = 0;

    struct World {
        std::int64_t dossier, phone, notice;
        std::string token;  ///< of the notice's address
        std::string stored; ///< of another, as chat and codes have it
    };
    /// A dossier that waits for 31.635.000 đồng, and the private address in its message.
    World payment_due(
        const std::string& kind = "citizen", std::optional<std::string> identity = "064179000418",
        DossierState state = DossierState::payment_asked
    )
    {
        ++made;
        auto tx = pool.begin();
        const auto number = fmt::format("8491463055{}", made);
        World world{};
        world.phone =
            tx.exec(make_phone_query, Bytes{number}, Bytes{keys.phone.seal(number, "phone.number")})
                .get<std::int64_t>(0, 0);
        std::optional<Bytes> sealed;
        if (identity) sealed = Bytes{keys.owner.seal(*identity, "owner.identity")};
        const auto owner = tx.exec(
                                 make_owner_query, Bytes{number}, kind,
                                 Bytes{keys.owner.seal("Rơ Châm H’Hoa", "owner.name")}, sealed
        )
                               .get<std::int64_t>(0, 0);
        world.dossier =
            tx.exec(
                  make_dossier_query, fmt::format("H21.12.34-261124-000{}", made), owner,
                  world.phone, int(state), clock.now(), clock.now() + std::chrono::days(10)
            )
                .get<std::int64_t>(0, 0);
        const auto sender = tx.exec(make_sender_query).get<std::int64_t>(0, 0);
        const DossierDetail detail{
            .reason = "Hợp đồng chưa được công chứng",
            .handler = "Lê Thị Mỹ Duyên",
            .papers = {"Bản chính giấy chứng nhận"},
            .amount = Money{31'635'000},
            .act_by = parse_iso_day("2026-12-25")};
        tx.exec(
            make_event_query, sender, number, world.dossier, int(state), clock.now(),
            Bytes{keys.detail.seal(detail_text(detail), "dossier_event.detail")}
        );
        world.notice = tx.exec(make_notice_query, world.dossier, world.phone, number, clock.now())
                           .get<std::int64_t>(0, 0);
        world.token = page_link::of_notice(keys, world.notice);
        world.stored = page_link::make(tx, world.dossier, world.phone, std::nullopt, clock.now());
        tx.commit();
        return world;
    }
    http::Response open(const std::string& token, const std::string& cookie = "")
    {
        return pages.open_link({.headers = {{"Cookie", cookie}}, .path_values = {{"token", token}}}
        );
    }
    http::Response digits(const std::string& token, const std::string& so)
    {
        return pages.give_digits(
            {.method = http::Method::post, .body = "so=" + so, .path_values = {{"token", token}}}
        );
    }
    http::Response dossier(std::int64_t id, const std::string& cookie)
    {
        return pages.dossier(
            {.headers = {{"Cookie", cookie}}, .path_values = {{"id", fmt::format("{}", id)}}}
        );
    }
    static std::string cookie_of(const http::Response& response)
    {
        for (const auto& header : response.headers)
            if (header.name == "Set-Cookie" && header.value.starts_with("__Host-hs="))
                return header.value.substr(0, header.value.find(';'));
        return "";
    }
    Level level_of(Id<Follower> follower, std::int64_t dossier)
    {
        auto tx = pool.begin();
        return follower_store::disclosure(tx, follower, dossier, clock.now(), {}).level;
    }
    std::int64_t noted(const std::string& words)
    {
        auto tx = pool.begin();
        return tx.exec(noted_query, words).get<std::int64_t>(0, 0);
    }
};

const std::vector<std::string> secrets = {
    "31.635.000", "chưa được công chứng", "Bản chính", "Lê Thị Mỹ Duyên", "H’Hoa", "064179000418"};

TEST_F(CitizenPagesTest, TheAddressAloneShowsWhoseTurnItIsAndNoMore)
{
    const auto world = payment_due();
    const auto page = open(world.token);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("có khoản cần nộp, chậm nhất thứ Sáu"));
    EXPECT_THAT(page.body, HasSubstr("Phường Pleiku"));
    for (const auto& secret : secrets) EXPECT_THAT(page.body, Not(HasSubstr(secret)));
    EXPECT_EQ(http::find_header(page.headers, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(http::find_header(page.headers, "Cache-Control"), "no-store");
    // Previewed as often as anybody likes: nothing is used up.
    for (int i = 0; i < 20; ++i) EXPECT_EQ(open(world.token).status, 200);
}

TEST_F(CitizenPagesTest, DaysThatNobodyAnnouncedYetAreMarked)
{
    const auto world = payment_due(); // to be paid by 25 December 2026
    EXPECT_THAT(open(world.token).body, Not(HasSubstr("chưa công bố")));
    clock.advance(std::chrono::hours(24 * 40)); // late, and counted into 2027
    EXPECT_THAT(open(world.token).body, HasSubstr("Lịch nghỉ lễ năm 2027 chưa công bố"));
}

TEST_F(CitizenPagesTest, AnAddressThatWeDidNotMakeOpensNothing)
{
    const auto world = payment_due();
    const auto other = payment_due();
    EXPECT_EQ(world.token.size(), 28u);
    EXPECT_NE(world.token, other.token);
    for (std::size_t i = 0; i < world.token.size(); ++i) {
        auto forged = world.token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(open(forged).status, 404) << forged;
        EXPECT_EQ(digits(forged, "0418").status, 404) << forged;
    }
    EXPECT_EQ(open(world.token.substr(0, 27)).status, 404);
    EXPECT_EQ(open(other.token.substr(0, 7) + world.token.substr(7)).status, 404);
    // Neither does one of another key, nor of a notice that is not there.
    const testing::ScratchFolder elsewhere;
    const PersonKeys others{crypto::Keyring::load_or_create(elsewhere / "master.key")};
    EXPECT_EQ(open(page_link::of_notice(others, world.notice)).status, 404);
    EXPECT_EQ(open(page_link::of_notice(keys, world.notice + 1'000'000)).status, 404);
}

TEST_F(CitizenPagesTest, AnAddressIsStoredOnlyWhenDigitsAreTriedAndEndsAfterSixtyDays)
{
    const auto world = payment_due();
    const auto count = [&] {
        auto tx = pool.begin();
        return tx.exec(links_query).get<std::int64_t>(0, 0);
    };
    const auto before = count();
    open(world.token);
    EXPECT_EQ(count(), before);
    EXPECT_THAT(digits(world.token, "1111").body, HasSubstr("còn 4 lần"));
    EXPECT_EQ(count(), before + 1);
    EXPECT_EQ(digits(world.token, "0418").status, 303); // right: the tries begin anew
    EXPECT_THAT(digits(world.token, "1111").body, HasSubstr("còn 4 lần"));
    clock.advance(page_link::life - std::chrono::minutes(1));
    EXPECT_EQ(open(world.token).status, 200);
    clock.advance(std::chrono::minutes(2));
    EXPECT_EQ(open(world.token).status, 404);
    EXPECT_EQ(digits(world.token, "0418").status, 404);
}

TEST_F(CitizenPagesTest, StoredAddressesOpenAndLockAsWell)
{
    const auto world = payment_due();
    EXPECT_EQ(open(world.stored).status, 200);
    for (int i = 0; i < page_link::tries_max; ++i) digits(world.stored, "1111");
    EXPECT_EQ(digits(world.stored, "0418").status, 429);
    EXPECT_EQ(digits(world.token, "0418").status, 303); // each address counts its own
}

TEST_F(CitizenPagesTest, AnAddressIsStoredReadableNowhere)
{
    const auto world = payment_due();
    digits(world.token, "1111"); // stored by its first try
    auto tx = pool.begin();
    for (const auto& token : {world.token, world.stored})
        EXPECT_EQ(tx.exec(readable_query, Bytes{token}).get<std::int64_t>(0, 0), 0) << token;
}

TEST_F(CitizenPagesTest, NewAddressesBringNoNewTriesBeyondTheDaysForAReaderAndADossier)
{
    const auto world = payment_due();
    const auto address_of = [&](std::optional<std::int64_t> phone) {
        auto tx = pool.begin();
        auto token = page_link::make(tx, world.dossier, phone, std::nullopt, clock.now());
        tx.commit();
        return token;
    };
    int wrong = 0;
    const auto try_all_day = [&](std::optional<std::int64_t> phone) {
        for (int i = 0; i < owner_digits::tries_of_reader_max + 5; ++i)
            wrong += digits(address_of(phone), "1111").status == 422;
    };
    try_all_day(world.phone);
    EXPECT_EQ(wrong, owner_digits::tries_of_reader_max);
    const auto locked = digits(address_of(world.phone), "0418");
    EXPECT_EQ(locked.status, 429);
    EXPECT_THAT(locked.body, HasSubstr("Đã khóa vì nhập sai nhiều lần"));
    EXPECT_GE(noted("citizen.digits_locked"), 1);
    // Another reader of that dossier still may, until all of them together went too far.
    EXPECT_EQ(digits(address_of(payment_due().phone), "0418").status, 404); // not told of it at all
    clock.advance(std::chrono::hours(25));
    EXPECT_EQ(digits(address_of(world.phone), "0418").status, 303);
    EXPECT_EQ(digits(payment_due().token, "0418").status, 303); // other dossiers were never touched
}

TEST_F(CitizenPagesTest, ManyReadersOfOneDossierCountTogetherAtAHigherBound)
{
    const auto world = payment_due();
    std::vector<std::string> addresses;
    {
        auto tx = pool.begin();
        for (int i = 0; i <= owner_digits::tries_of_owner_max / owner_digits::tries_of_reader_max;
             ++i) {
            const auto reader = follower_store::upsert(tx, keys, fmt::format("{}", i), clock.now());
            phone_link::let_in(tx, reader.id, world.dossier, clock.now());
            for (int j = 0; j < 2; ++j)
                addresses.push_back(
                    page_link::make(tx, world.dossier, std::nullopt, reader.id.value, clock.now())
                );
        }
        tx.commit();
    }
    int wrong = 0;
    for (const auto& address : addresses)
        for (int i = 0; i < page_link::tries_max; ++i)
            wrong += digits(address, "1111").status == 422;
    EXPECT_EQ(wrong, owner_digits::tries_of_owner_max);
    EXPECT_EQ(digits(world.token, "0418").status, 429);
}

TEST_F(CitizenPagesTest, OneReaderIsOneWhateverHisAddressesAreAbout)
{
    const auto world = payment_due(), other = payment_due("citizen", "064179000419");
    std::vector<std::string> addresses;
    {
        auto tx = pool.begin();
        const auto reader = follower_store::upsert(tx, keys, "1", clock.now()).id;
        for (const auto* one : {&world, &other}) {
            const auto owner = tx.exec(owner_query, one->dossier).get<std::int64_t>(0, 0);
            phone_link::link(tx, reader, one->phone, owner, ProvedBy::code, clock.now(), {});
            tx.exec(to_follower_query, one->notice, reader, "chat");
            addresses.push_back(one->token);
            addresses.push_back(
                page_link::make(tx, one->dossier, std::nullopt, reader.value, clock.now())
            );
        }
        addresses.push_back(
            page_link::make(tx, std::nullopt, std::nullopt, reader.value, clock.now())
        );
        tx.commit();
    }
    int wrong = 0;
    for (const auto& address : addresses)
        for (int i = 0; i < page_link::tries_max; ++i)
            wrong += digits(address, "1111").status == 422;
    EXPECT_EQ(wrong, owner_digits::tries_of_reader_max);
}

TEST_F(CitizenPagesTest, AnAccountsAddressClosesWithItsLinkAndTheNumbersStaysOpen)
{
    const auto by_chat = payment_due(), by_number = payment_due(), erased = payment_due();
    Id<Follower> reader, gone;
    std::string cookie;
    {
        auto tx = pool.begin();
        reader = follower_store::upsert(tx, keys, "1", clock.now()).id;
        gone = follower_store::upsert(tx, keys, "2", clock.now()).id;
        for (const auto* one : {&by_chat, &by_number})
            phone_link::link(tx, reader, one->phone, std::nullopt, ProvedBy::code, clock.now(), {});
        phone_link::link(tx, gone, erased.phone, std::nullopt, ProvedBy::code, clock.now(), {});
        tx.exec(to_follower_query, by_chat.notice, reader, "chat");
        tx.exec(to_follower_query, by_number.notice, reader, "template_by_phone");
        tx.exec(to_follower_query, erased.notice, gone, "template_by_user");
        tx.commit();
    }
    for (const auto* one : {&by_chat, &by_number, &erased}) EXPECT_EQ(open(one->token).status, 200);
    cookie = cookie_of(digits(by_chat.token, "0418"));
    EXPECT_EQ(dossier(by_chat.dossier, cookie).status, 200);
    {
        auto tx = pool.begin();
        for (const auto* one : {&by_chat, &by_number})
            phone_link::unlink(tx, reader, one->phone, clock.now());
        erasure::erase_follower(tx, keys, gone, clock.now());
        tx.commit();
    }
    EXPECT_EQ(open(by_chat.token).status, 404);
    EXPECT_EQ(dossier(by_chat.dossier, cookie).status, 401) << "what was opened closes too";
    EXPECT_EQ(open(erased.token).status, 404);
    EXPECT_EQ(open(by_number.token).status, 200);
}

/// Whoever had a code read out to him gets the address in the chat: the number is not his to stop.
TEST_F(CitizenPagesTest, NotMineAtAnAccountsAddressEndsTheAccountAlone)
{
    const auto world = payment_due();
    {
        auto tx = pool.begin();
        const auto reader = follower_store::upsert(tx, keys, "1", clock.now()).id;
        phone_link::link(tx, reader, world.phone, std::nullopt, ProvedBy::code, clock.now(), {});
        tx.exec(to_follower_query, world.notice, reader, "chat");
        tx.commit();
    }
    const http::Request post{.method = http::Method::post, .path_values = {{"token", world.token}}};
    EXPECT_THAT(pages.ask_not_mine(post).body, HasSubstr("bỏ nối tài khoản này"));
    const auto said = pages.stop_number(post);
    EXPECT_EQ(said.status, 200);
    EXPECT_THAT(said.body, Not(HasSubstr("/nhan-lai")));
    auto tx = pool.begin();
    EXPECT_FALSE(tx.exec(is_stopped_query, world.phone).get<bool>(0, 0));
    tx.commit();
    EXPECT_EQ(open(world.token).status, 404) << "the account's link ended";
}

TEST_F(CitizenPagesTest, WhatDigitsOpenedClosesWithTheNumberAndByTheEndOfTheDay)
{
    const auto world = payment_due(), used = payment_due();
    const auto cookie = cookie_of(digits(world.token, "0418"));
    EXPECT_EQ(dossier(world.dossier, cookie).status, 200);
    pages.stop_number({.method = http::Method::post, .path_values = {{"token", world.token}}});
    EXPECT_EQ(dossier(world.dossier, cookie).status, 401);
    const auto other = cookie_of(digits(used.token, "0418"));
    for (auto spent = std::chrono::minutes(0); spent < page_link::session_max;
         spent += std::chrono::minutes(25))
    {
        EXPECT_EQ(dossier(used.dossier, other).status, 200);
        clock.advance(std::chrono::minutes(25));
    }
    EXPECT_EQ(dossier(used.dossier, other).status, 401);
}

TEST_F(CitizenPagesTest, AfterSixMonthsAnAccountsAddressesShowNothingThoughItWroteNothingSince)
{
    const auto world = payment_due();
    Id<Follower> reader;
    {
        auto tx = pool.begin();
        reader = follower_store::upsert(tx, keys, "1", clock.now()).id;
        const auto owner = tx.exec(owner_query, world.dossier).get<std::int64_t>(0, 0);
        phone_link::link(tx, reader, world.phone, owner, ProvedBy::code, clock.now(), {});
        tx.commit();
    }
    clock.advance(DisclosureSettings{}.silence_max - std::chrono::minutes(5));
    std::string list, address;
    {
        auto tx = pool.begin();
        list = page_link::make(tx, std::nullopt, std::nullopt, reader.value, clock.now());
        address = page_link::make(tx, world.dossier, std::nullopt, reader.value, clock.now());
        tx.commit();
    }
    const auto of_list = cookie_of(digits(list, "0418")),
               of_dossier = cookie_of(digits(address, "0418"));
    const auto my_list = [&] { return pages.my_dossiers({.headers = {{"Cookie", of_list}}}).body; };
    EXPECT_EQ(dossier(world.dossier, of_list).status, 200);
    EXPECT_EQ(dossier(world.dossier, of_dossier).status, 200);
    EXPECT_THAT(my_list(), HasSubstr("Đăng ký biến động"));
    clock.advance(std::chrono::minutes(6)); // whoever has the number now files with it
    EXPECT_EQ(dossier(world.dossier, of_list).status, 401);
    EXPECT_EQ(dossier(world.dossier, of_dossier).status, 401);
    EXPECT_EQ(open(address).status, 404);
    EXPECT_THAT(my_list(), Not(HasSubstr("Đăng ký biến động")));
}

TEST_F(CitizenPagesTest, WhatDigitsOpenedClosesWhenTheDossierIsAnothers)
{
    const auto world = payment_due(), next = payment_due("citizen", "064188000777");
    const auto owner_of = [&](const World& one) {
        auto tx = pool.begin();
        return tx.exec(owner_query, one.dossier).get<std::int64_t>(0, 0);
    };
    const auto former = owner_of(world);
    const auto give_to = [&](std::int64_t owner) {
        auto tx = pool.begin();
        tx.exec(give_query, world.dossier, owner);
        tx.commit();
    };
    const auto cookie = cookie_of(digits(world.token, "0418"));
    EXPECT_EQ(dossier(world.dossier, cookie).status, 200);
    give_to(owner_of(next));
    EXPECT_EQ(dossier(world.dossier, cookie).status, 401);
    EXPECT_EQ(dossier(world.dossier, cookie_of(digits(world.token, "0777"))).status, 200);
    give_to(former);
    EXPECT_EQ(dossier(world.dossier, cookie).status, 200);
}

TEST_F(CitizenPagesTest, TriesSideBySideAreCounted)
{
    const auto world = payment_due();
    std::vector<std::string> addresses;
    {
        auto tx = pool.begin();
        for (int i = 0; i < 4 * owner_digits::tries_of_reader_max; ++i)
            addresses.push_back(
                page_link::make(tx, world.dossier, world.phone, std::nullopt, clock.now())
            );
        tx.commit();
    }
    std::atomic<std::size_t> next{0};
    std::atomic<int> wrong{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i)
        readers.emplace_back([&] {
            for (auto at = next++; at < addresses.size(); at = next++)
                wrong += digits(addresses[at], "1111").status == 422;
        });
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(wrong, owner_digits::tries_of_reader_max);
}

TEST_F(CitizenPagesTest, AnAddressWhoseNumberIsToldNoMoreOpensNothing)
{
    const auto refused = payment_due(), corrected = payment_due(), replaced = payment_due(),
               other = payment_due();
    pages.stop_number({.method = http::Method::post, .path_values = {{"token", refused.token}}});
    {
        auto tx = pool.begin();
        tx.exec(correct_query, corrected.dossier, other.phone);
        tx.exec(replace_query, replaced.dossier, other.phone);
        tx.commit();
    }
    for (const auto* world : {&refused, &corrected, &replaced})
        for (const auto& token : {world->token, world->stored}) {
            EXPECT_EQ(digits(token, "0418").status, 404);
            if (token == refused.token) continue; // offers the way back, below
            EXPECT_EQ(open(token).status, 404);
            const http::Request post{
                .method = http::Method::post, .path_values = {{"token", token}}};
            EXPECT_EQ(pages.ask_not_mine(post).status, 404);
        }
    EXPECT_THAT(open(refused.token).body, Not(HasSubstr("H21.12.34-261124")))
        << "nothing of the dossier";
    EXPECT_EQ(
        pages
            .stop_number({.method = http::Method::post, .path_values = {{"token", corrected.token}}}
            )
            .status,
        404
    );
    // The same press twice is no mistake, and its slip can be undone.
    const http::Request press{
        .method = http::Method::post, .path_values = {{"token", refused.token}}};
    EXPECT_THAT(pages.stop_number(press).body, HasSubstr("nhận tin lại"));
    EXPECT_EQ(noted("citizen.not_me\""), 1);
    pages.undo_stop(press);
    EXPECT_EQ(open(refused.token).status, 200);
}

TEST_F(CitizenPagesTest, WhatAFollowersOwnListOpensKeepsToHisLevelAndIsNoted)
{
    const auto world = payment_due(), other = payment_due();
    std::string list;
    {
        auto tx = pool.begin();
        const auto reader = follower_store::upsert(tx, keys, "1", clock.now());
        const auto owner = tx.exec(owner_query, world.dossier).get<std::int64_t>(0, 0);
        for (const auto* one : {&world, &other}) // his own; a relative's on another number of his
            phone_link::link(
                tx, reader.id, one->phone, one == &world ? std::optional(owner) : std::nullopt,
                ProvedBy::counter, clock.now(), {}
            );
        list = page_link::make(tx, std::nullopt, std::nullopt, reader.id.value, clock.now());
        tx.commit();
    }
    const auto cookie = cookie_of(digits(list, "0418"));
    ASSERT_FALSE(cookie.empty());
    const auto before = noted("citizen.opened");
    EXPECT_THAT(dossier(world.dossier, cookie).body, HasSubstr("31.635.000"));
    EXPECT_EQ(noted("citizen.opened"), before + 1);
    const auto relatives = dossier(other.dossier, cookie);
    EXPECT_EQ(relatives.status, 200);
    for (const auto& secret : secrets) EXPECT_THAT(relatives.body, Not(HasSubstr(secret)));
    EXPECT_EQ(noted("citizen.opened"), before + 1);
    // Unknown and forbidden look the same.
    const auto forbidden = dossier(payment_due().dossier, cookie),
               unknown = dossier(999'999, cookie);
    EXPECT_EQ(forbidden.status, unknown.status);
    EXPECT_EQ(forbidden.body, unknown.body);
}

TEST_F(CitizenPagesTest, TheOwnersDigitsOpenThatDossierForAWhileAndNoOther)
{
    const auto world = payment_due();
    const auto other = payment_due();
    const auto opened = digits(world.token, "0418");
    EXPECT_EQ(opened.status, 303);
    const auto cookie = cookie_of(opened);
    ASSERT_FALSE(cookie.empty());
    const auto page = dossier(world.dossier, cookie);
    EXPECT_THAT(page.body, HasSubstr("31.635.000"));
    EXPECT_THAT(page.body, HasSubstr("H’Hoa"));
    EXPECT_EQ(dossier(other.dossier, cookie).status, 401);
    EXPECT_EQ(dossier(world.dossier, "__Host-hs=AAAAAAAAAAAAAAAAAAAAAA").status, 401);
    EXPECT_EQ(open(world.token, cookie).status, 303); // not asked again
    clock.advance(std::chrono::minutes(29));
    EXPECT_EQ(dossier(world.dossier, cookie).status, 200);
    clock.advance(std::chrono::minutes(31));
    EXPECT_EQ(dossier(world.dossier, cookie).status, 401);
    EXPECT_EQ(noted("citizen.opened"), 1);
    EXPECT_EQ(noted("H’Hoa"), 0);
}

TEST_F(CitizenPagesTest, FiveWrongTriesLockTheAddressEvenForTheRightDigits)
{
    const auto world = payment_due();
    for (const auto* left : {"còn 4 lần", "còn 3 lần", "còn 2 lần", "còn 1 lần"})
        EXPECT_THAT(digits(world.token, "1111").body, HasSubstr(left));
    digits(world.token, "1111");
    const auto locked = digits(world.token, "0418");
    EXPECT_EQ(locked.status, 429);
    EXPECT_THAT(locked.body, HasSubstr("Đã khóa vì nhập sai nhiều lần"));
    EXPECT_TRUE(cookie_of(locked).empty());
    EXPECT_GE(noted("citizen.digits_locked"), 1);
    EXPECT_EQ(open(world.token).status, 200); // whose turn it is stays readable
}

TEST_F(CitizenPagesTest, WhatIsNoFourDigitsIsSaidAndCostsNoTry)
{
    const auto world = payment_due();
    for (int i = 0; i < 9; ++i)
        EXPECT_THAT(digits(world.token, "41").body, HasSubstr("gõ đúng 4 chữ số"));
    EXPECT_EQ(digits(world.token, "04%2018").status, 303); // a blank is no mistake
}

TEST_F(CitizenPagesTest, WithoutAnIdentityNumberOrForABusinessOnlyTheCounterOpens)
{
    const auto nameless = payment_due("citizen", std::nullopt);
    EXPECT_THAT(open(nameless.token).body, HasSubstr("chỉ xem được tại quầy"));
    EXPECT_TRUE(cookie_of(digits(nameless.token, "0418")).empty());
    const auto business = payment_due("business", "5900000418");
    EXPECT_THAT(open(business.token).body, HasSubstr("người được doanh nghiệp cử"));
    EXPECT_TRUE(cookie_of(digits(business.token, "0418")).empty());
}

TEST_F(CitizenPagesTest, AnUnknownOrExpiredAddressSaysWhereToGo)
{
    const auto world = payment_due();
    EXPECT_EQ(open("AAAAAAAAAAAAAAAAAAAAAA").status, 404);
    clock.advance(std::chrono::days(61));
    EXPECT_EQ(open(world.token).status, 404);
    EXPECT_THAT(open(world.token).body, HasSubstr("Liên kết này đã hết hạn"));
}

TEST_F(CitizenPagesTest, NotMineStopsTheNumberAtOnceAndASlipIsUndone)
{
    const auto world = payment_due();
    const http::Request request{
        .method = http::Method::post, .path_values = {{"token", world.token}}};
    const auto stopped = [&] {
        auto tx = pool.begin();
        return tx.exec(stopped_query, world.phone).get<bool>(0, 0);
    };
    EXPECT_THAT(pages.ask_not_mine(request).body, HasSubstr("Ngừng mọi tin đến số này"));
    EXPECT_FALSE(stopped()); // asking stops nothing
    EXPECT_THAT(pages.stop_number(request).body, HasSubstr("nhận tin lại"));
    EXPECT_TRUE(stopped());
    // The page of before, opened again: the way back is there, and until when.
    EXPECT_THAT(open(world.token).body, HasSubstr("/nhan-lai"));
    EXPECT_THAT(
        pages.ask_not_mine(request).body,
        HasSubstr("nhận tin lại được đến " + clock_text(clock.now() + std::chrono::minutes(10)))
    );
    {
        auto tx = pool.begin();
        EXPECT_EQ(tx.exec(tasks_query).get<std::int64_t>(0, 0), 1);
    }
    // Whoever was cut off has an address of that number too, and takes nothing back by it.
    const auto theirs = [&] {
        auto tx = pool.begin();
        auto token = page_link::make(tx, world.dossier, world.phone, std::nullopt, clock.now());
        tx.commit();
        return token;
    }();
    pages.undo_stop({.method = http::Method::post, .path_values = {{"token", theirs}}});
    EXPECT_TRUE(stopped());
    EXPECT_EQ(open(theirs).status, 404);
    pages.undo_stop(request);
    EXPECT_FALSE(stopped());
    {
        auto tx = pool.begin();
        EXPECT_EQ(tx.exec(tasks_query).get<std::int64_t>(0, 0), 0);
    }
    pages.stop_number(request);
    clock.advance(std::chrono::minutes(11));
    pages.undo_stop(request); // too late for a slip
    EXPECT_TRUE(stopped());
    EXPECT_EQ(open(world.token).status, 404);
}

TEST_F(CitizenPagesTest, NotMineEndsWhatWasOpenedAtTheCounterToo)
{
    const auto world = payment_due(), other = payment_due();
    Id<Follower> cheat;
    {
        auto tx = pool.begin();
        cheat = follower_store::upsert(tx, keys, "1", clock.now()).id;
        for (const auto* one : {&world, &other})
            phone_link::let_in(tx, cheat, one->dossier, clock.now());
        tx.commit();
    }
    EXPECT_EQ(level_of(cheat, world.dossier), Level::owner);
    pages.stop_number({.method = http::Method::post, .path_values = {{"token", world.token}}});
    EXPECT_EQ(level_of(cheat, world.dossier), Level::code);
    EXPECT_EQ(level_of(cheat, other.dossier), Level::owner); // of another number
}

TEST_F(CitizenPagesTest, AWarningEndsTheAccountItTellsOfAndSparesTheNumber)
{
    const auto world = payment_due();
    Id<Follower> own, cheat;
    std::string warning;
    {
        auto tx = pool.begin();
        own = follower_store::upsert(tx, keys, "1", clock.now()).id;
        cheat = follower_store::upsert(tx, keys, "2", clock.now()).id;
        for (const auto account : {own, cheat})
            phone_link::link(
                tx, account, world.phone, std::nullopt, ProvedBy::code, clock.now(), {}
            );
        phone_link::let_in(tx, cheat, world.dossier, clock.now());
        warning =
            page_link::make(tx, world.dossier, world.phone, std::nullopt, clock.now(), cheat.value);
        tx.commit();
    }
    const auto stopped = [&] {
        auto tx = pool.begin();
        return tx.exec(stopped_query, world.phone).get<bool>(0, 0);
    };
    const auto press = [&](const std::string& token) {
        return pages.stop_number(
            {.method = http::Method::post,
             .body = "chi=tai-khoan",
             .path_values = {{"token", token}}}
        );
    };
    EXPECT_THAT(open(warning).body, HasSubstr("Tài khoản vừa nối không phải của tôi"));
    EXPECT_THAT(
        pages.ask_not_mine({.path_values = {{"token", warning}}}).body,
        HasSubstr("Ngắt tài khoản đó")
    );
    EXPECT_EQ(level_of(cheat, world.dossier), Level::owner);
    EXPECT_THAT(press(warning).body, HasSubstr("Tin về hồ sơ vẫn gửi đến số này"));
    EXPECT_EQ(level_of(cheat, world.dossier), Level::code);
    EXPECT_EQ(level_of(own, world.dossier), Level::number);
    EXPECT_FALSE(stopped());
    EXPECT_EQ(noted("citizen.account_ended"), 1);
    press(world.token); // an address that warns of nobody stops the number
    EXPECT_TRUE(stopped());
}

TEST_F(CitizenPagesTest, ASlipThatIsUndoneRevivesNoOlderRefusal)
{
    const auto world = payment_due(), later = payment_due();
    const auto press = [](const std::string& token) {
        return http::Request{.method = http::Method::post, .path_values = {{"token", token}}};
    };
    const auto refused = [&](const World& one) {
        auto tx = pool.begin();
        return tx.exec(refused_query, one.dossier).get<bool>(0, 0);
    };
    pages.stop_number(press(world.token));
    clock.advance(std::chrono::hours(1));
    std::string address;
    {
        auto tx = pool.begin(); // filed later with that number, whose holder proves it
        tx.exec(replace_query, later.dossier, world.phone);
        const auto holder = follower_store::upsert(tx, keys, "1", clock.now()).id;
        phone_link::link(tx, holder, world.phone, std::nullopt, ProvedBy::code, clock.now(), {});
        address = page_link::make(tx, later.dossier, world.phone, std::nullopt, clock.now());
        tx.commit();
    }
    EXPECT_TRUE(refused(world)); // linking lifts the stop, not the refusal
    pages.stop_number(press(address));
    EXPECT_TRUE(refused(later));
    pages.undo_stop(press(address));
    EXPECT_FALSE(refused(later));
    EXPECT_TRUE(refused(world));
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(tasks_query).get<std::int64_t>(0, 0), 1); // the clerk's first one
}

TEST_F(CitizenPagesTest, TriesAtListsCountForTheOwnersTheyAreHeldAgainst)
{
    const auto world = payment_due();
    std::vector<std::string> lists;
    {
        auto tx = pool.begin();
        constexpr int readers =
            owner_digits::tries_of_owner_max / owner_digits::tries_of_reader_max + 1;
        for (int i = 0; i < readers; ++i) {
            const auto reader = follower_store::upsert(tx, keys, fmt::format("{}", i), clock.now());
            phone_link::link(
                tx, reader.id, world.phone, std::nullopt, ProvedBy::code, clock.now(), {}
            );
            for (int j = 0; j < 2; ++j)
                lists.push_back(
                    page_link::make(tx, std::nullopt, std::nullopt, reader.id.value, clock.now())
                );
        }
        tx.commit();
    }
    int wrong = 0;
    for (const auto& list : lists)
        for (int i = 0; i < page_link::tries_max; ++i) wrong += digits(list, "1111").status == 422;
    EXPECT_EQ(wrong, owner_digits::tries_of_owner_max);
    EXPECT_EQ(digits(world.token, "0418").status, 429);
}

TEST_F(CitizenPagesTest, WhoLinkedByTheDossiersCodeOpensHisListAndSeesLevelOne)
{
    const auto world = payment_due();
    std::string list;
    {
        auto tx = pool.begin();
        const auto reader = follower_store::upsert(tx, keys, "1", clock.now());
        phone_link::link(tx, reader.id, world.phone, std::nullopt, ProvedBy::code, clock.now(), {});
        list = page_link::make(tx, std::nullopt, std::nullopt, reader.id.value, clock.now());
        tx.commit();
    }
    clock.advance(std::chrono::hours(25));
    const auto cookie = cookie_of(digits(list, "0418"));
    ASSERT_FALSE(cookie.empty());
    const auto page = dossier(world.dossier, cookie);
    EXPECT_EQ(page.status, 200);
    for (const auto& secret : secrets) EXPECT_THAT(page.body, Not(HasSubstr(secret)));
}

TEST_F(CitizenPagesTest, WhatChangesSomethingComesFromOurPageWithItsToken)
{
    const auto world = payment_due();
    std::string list;
    {
        auto tx = pool.begin();
        const auto reader = follower_store::upsert(tx, keys, "1", clock.now());
        const auto owner = tx.exec(owner_query, world.dossier).get<std::int64_t>(0, 0);
        phone_link::link(tx, reader.id, world.phone, owner, ProvedBy::counter, clock.now(), {});
        list = page_link::make(tx, std::nullopt, std::nullopt, reader.id.value, clock.now());
        tx.commit();
    }
    const auto entered = digits(list, "0418");
    const auto cookie = cookie_of(entered);
    const auto set = std::ranges::find_if(entered.headers, [](const auto& header) {
        return header.name == "Set-Cookie" && header.value.starts_with("__Host-hs=");
    });
    ASSERT_NE(set, entered.headers.end());
    for (const auto* flag : {"; Path=/;", "; Secure;", "; HttpOnly;", "; SameSite=Lax"})
        EXPECT_THAT(set->value, HasSubstr(flag));
    const auto page = pages.my_dossiers({.headers = {{"Cookie", cookie}}});
    const std::string mark = "name=\"the\" value=\"";
    const auto at = page.body.find(mark);
    ASSERT_NE(at, std::string::npos);
    const auto token = page.body.substr(
        at + mark.size(), page.body.find('"', at + mark.size()) - at - mark.size()
    );
    const auto unlink = [&](const std::string& origin, const std::string& the) {
        return pages
            .unlink(
                {.method = http::Method::post,
                 .headers = {{"Cookie", cookie}, {"Origin", origin}},
                 .body = fmt::format("so={}&the={}", world.phone, the)}
            )
            .status;
    };
    EXPECT_EQ(unlink("https://evil.example", token), 401);
    EXPECT_EQ(unlink("https://dvc.example.vn", ""), 401);
    EXPECT_EQ(unlink("https://dvc.example.vn", token.substr(1) + "A"), 401);
    const auto erase = [&](const std::string& origin, const std::string& the) {
        return pages
            .change_my_data(
                {.method = http::Method::post,
                 .headers = {{"Cookie", cookie}, {"Origin", origin}},
                 .body = "the=" + the},
                true
            )
            .status;
    };
    EXPECT_EQ(erase("https://evil.example", token), 401);
    EXPECT_EQ(erase("https://dvc.example.vn", token), 401) << "the token of another act";
    EXPECT_EQ(noted("data.erase_asked"), 0);
    EXPECT_EQ(unlink("https://dvc.example.vn", token), 303);
}

TEST_F(CitizenPagesTest, EveryStateHasItsHeadingInBothLanguages)
{
    for (int state = state_min; state <= state_max; ++state) {
        const auto world =
            payment_due("citizen", fmt::format("06417900{:04}", state), DossierState(state));
        for (const auto* language : {"vi", "en"}) {
            const auto page = pages.open_link(
                {.query = fmt::format("tieng={}", language),
                 .path_values = {{"token", world.token}}}
            );
            EXPECT_EQ(page.status, 200) << state;
            EXPECT_THAT(page.body, HasSubstr(fmt::format("<html lang=\"{}\"", language)));
            EXPECT_THAT(page.body, HasSubstr("<h1>"));
        }
    }
}

} // namespace
} // namespace tnung::gateway
