// Systems that speak as to the national portal: they push, or are asked, and tell one happening
// twice, late, out of order and again.
#include "gateway/national/national_fetch.hpp"
#include "gateway/national/national_pages.hpp"
#include "gateway/timeline/dossier_file.hpp"
#include "gateway_world.hpp"
#include "sandbox/onestop/national_axis.hpp"

#include <gmock/gmock.h>

namespace tnung::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr pg::Query notices_query{"test.notices", "SELECT kind FROM notice ORDER BY id"};
constexpr pg::Query excuses_query{
    "test.excuses", "SELECT coalesce(excuse, '') FROM dossier_event ORDER BY id"};
constexpr pg::Query state_query{
    "test.state", "SELECT state, procedure_name FROM dossier WHERE code = 'H21.12.34-261125-0001'"};
constexpr pg::Query events_query{"test.events", "SELECT count(*) FROM dossier_event"};
constexpr pg::Query behind_query{
    "test.behind", "SELECT until, cause FROM fetched_until WHERE source = 'DongBoHoSoMC'"};

class NationalTest : public GatewayWorld {
protected:
    NationalTest() : GatewayWorld({}) {}

    json::Object dossier(int state, json::Object more = {}, int number = 1)
    {
        json::Object item{
            {"MaHoSo", fmt::format("H21.12.34-261125-{:04}", number)},
            {"TenTTHC", "Đăng ký biến động"},
            {"ChuHoSo", "Rơ Châm H’Hoa"},
            {"SoDienThoai", phone(0)},
            {"NgayTiepNhan", compact_text(received)},
            {"NgayHenTra", compact_text(clock.now() + std::chrono::days(10))},
            {"TrangThaiHoSo", fmt::format("{}", state)}};
        for (auto& [name, value] : more) item[name] = value;
        return item;
    }
    json::Object step(int state, std::chrono::minutes ago = std::chrono::minutes(0), int number = 1)
    {
        return {
            {"MaHoSo", fmt::format("H21.12.34-261125-{:04}", number)},
            {"ThoiDiemXuLy", compact_text(clock.now() - ago)},
            {"PhongBanXuLy", "Phòng Đăng ký"},
            {"NoiDungXuLy", "Chuyển bước"},
            {"TrangThai", state}};
    }
    json::Object call(json::Object body, const std::string& path_service = "")
    {
        http::Request request{
            .method = http::Method::post,
            .path = "/api/v1/national",
            .query = "",
            .body = json::text(body)};
        if (!path_service.empty()) request.path_values.emplace_back("service", path_service);
        answer = pages.take(request);
        return json::parse(answer.body)->as_object();
    }
    json::Object push(const std::string& service, json::Array data)
    {
        return call(
            {{"session", log_in("một cửa", key)},
             {"madonvi", "H21.12"},
             {"service", service},
             {"data", std::move(data)}}
        );
    }
    void push_dossier(json::Object item)
    {
        EXPECT_EQ(push("DongBoHoSoMC", {std::move(item)}).at("error_code"), 0) << answer.body;
    }
    void push_step(json::Object item)
    {
        EXPECT_EQ(push("CapNhatTienDoHoSoMC", {std::move(item)}).at("error_code"), 0)
            << answer.body;
    }
    std::vector<std::string> texts(const pg::Query& query)
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(query);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < rows.size(); ++i) all.emplace_back(rows.text(i, 0));
        return all;
    }
    int state()
    {
        auto tx = pool.begin();
        return tx.exec(state_query).get<int>(0, 0);
    }
    std::int64_t events()
    {
        auto tx = pool.begin();
        return tx.exec(events_query).get<std::int64_t>(0, 0);
    }
    void later(std::chrono::minutes by) { clock.advance(by); }
    void nothing_unexplained() { EXPECT_EQ(reconciled().unexplained, 0); }

    NationalPages pages{intake, senders, clock, {"VN:GOV:tnung"}, metrics, [] {}};
    http::Response answer;
    const Instant received = clock.now() - std::chrono::hours(1);
    const std::string session = log_in("một cửa", key);

    std::string log_in(const std::string& name, const std::string& password)
    {
        http::Request request{
            .method = http::Method::post,
            .path = "/api/v1/national/login",
            .query = "",
            .headers = {{"dstcode", "VN:GOV:tnung"}},
            .body = json::text(json::Object{{"username", name}, {"password", password}})};
        const auto answered = json::parse(pages.log_in(request).body)->as_object();
        const auto* found = answered.if_contains("session");
        return found ? std::string(found->as_string()) : "";
    }
};

TEST_F(NationalTest, OneHappeningToldInBothShapesOwesOneNotice)
{
    push_dossier(dossier(2));
    push_step(step(2, std::chrono::minutes(55)));
    later(std::chrono::minutes(30));
    push_step(step(5));
    later(std::chrono::minutes(10));
    const json::Object asked{
        {"DanhSachHoSoBoSung",
         json::Array{json::Object{
             {"NgayBoSung", compact_text(clock.now() - std::chrono::minutes(8))},
             {"NoiDungBoSung", "thiếu bản chính"}}}}};
    push_dossier(dossier(5, asked));
    push_dossier(dossier(5, asked)); // and again, unchanged
    EXPECT_THAT(texts(notices_query), ElementsAre("accepted", "supplement_asked"));
    EXPECT_THAT(texts(excuses_query), ElementsAre("", "told_already", "", "told_already"));
    nothing_unexplained();
}

TEST_F(NationalTest, ASecondRequestIsToldAgain)
{
    push_dossier(dossier(2));
    const auto asked_at = [&](Instant at) {
        return json::Object{
            {"DanhSachHoSoBoSung", json::Array{json::Object{{"NgayBoSung", compact_text(at)}}}}};
    };
    later(std::chrono::minutes(60));
    push_dossier(dossier(5, asked_at(clock.now())));
    later(std::chrono::minutes(60 * 5));
    push_dossier(dossier(5, asked_at(clock.now())));
    EXPECT_THAT(
        texts(notices_query), ElementsAre("accepted", "supplement_asked", "supplement_asked")
    );
}

TEST_F(NationalTest, AStandingStateIsToldOnceHoweverOftenItIsPushed)
{
    push_dossier(dossier(2));
    for (int day = 0; day < 5; ++day) {
        later(std::chrono::minutes(24 * 60));
        push_dossier(dossier(6, {{"GhiChu", fmt::format("lần {}", day)}}));
    }
    EXPECT_THAT(texts(notices_query), ElementsAre("accepted", "payment_asked"));
    // Paid, handled, and to be paid once more: that is new.
    push_dossier(dossier(4));
    later(std::chrono::minutes(1));
    push_dossier(dossier(6));
    EXPECT_THAT(
        texts(notices_query), ElementsAre("accepted", "payment_asked", "handling", "payment_asked")
    );
    nothing_unexplained();
}

TEST_F(NationalTest, WhatIsToldOnceMoreIsNoStepOfTheTimeline)
{
    push_dossier(dossier(2));
    for (int day = 0; day < 3; ++day) {
        later(std::chrono::minutes(24 * 60));
        push_dossier(dossier(6, {{"GhiChu", fmt::format("lần {}", day)}}));
    }
    auto tx = pool.begin();
    const auto file = load_dossier_file(tx, keys, units, 1, Level::owner);
    ASSERT_TRUE(file);
    ASSERT_EQ(file->steps.size(), 2u);
    EXPECT_EQ(file->steps[1].state, DossierState::payment_asked);
    EXPECT_EQ(tx.exec(events_query).get<std::int64_t>(0, 0), 4);
}

TEST_F(NationalTest, AStepThatOvertookItsDossierIsToldWhenTheNumberIsKnown)
{
    push_step(step(5, std::chrono::minutes(5)));
    EXPECT_THAT(texts(notices_query), IsEmpty());
    EXPECT_THAT(texts(excuses_query), ElementsAre("no_phone"));
    push_dossier(dossier(2)); // older, but it brings the number
    EXPECT_EQ(state(), 5);
    EXPECT_THAT(texts(notices_query), ElementsAre("supplement_asked"));
    EXPECT_THAT(texts(excuses_query), UnorderedElementsAre("", "superseded"));
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(state_query).get<std::string>(0, 1), "Đăng ký biến động");
    tx.commit();
    push_step(step(5, std::chrono::minutes(5))); // a repeat
    EXPECT_THAT(texts(notices_query), ElementsAre("supplement_asked"));
    nothing_unexplained();
}

TEST_F(NationalTest, AStepThatOvertookItsDossierInTheSameStateIsToldOnce)
{
    push_step(step(6, std::chrono::minutes(5)));
    push_dossier(dossier(6)); // since when, it does not say
    EXPECT_THAT(texts(notices_query), ElementsAre("payment_asked"));
    EXPECT_THAT(texts(excuses_query), UnorderedElementsAre("", "told_already"));
    nothing_unexplained();
}

TEST_F(NationalTest, WhatWasMergedIsNotToldByTheNextDaysPush)
{
    push_dossier(dossier(2));
    later(std::chrono::minutes(5));
    push_dossier(dossier(4)); // merged into the day's "accepted"
    for (int day = 0; day < 3; ++day) {
        later(std::chrono::minutes(24 * 60));
        push_dossier(dossier(4));
    }
    EXPECT_THAT(texts(notices_query), ElementsAre("accepted"));
}

TEST_F(NationalTest, ARetryOfWhatWasTakenDoesNotSetTheDossierBack)
{
    push_dossier(dossier(2));
    const auto handled = dossier(4);
    push_dossier(handled); // its answer is lost on the way
    later(std::chrono::minutes(5));
    push_step(step(9));
    push_dossier(handled); // so it is sent again
    EXPECT_EQ(state(), 9);
    EXPECT_THAT(texts(notices_query), ElementsAre("accepted", "result_ready"));
}

TEST_F(NationalTest, AStaleStandingDoesNotHideAStepThatComesLate)
{
    push_dossier(dossier(2));
    push_dossier(dossier(4));
    later(std::chrono::minutes(20));
    push_dossier(dossier(4)); // unchanged, entered after the step below happened
    push_step(step(5, std::chrono::minutes(10)));
    EXPECT_EQ(state(), 5);
    EXPECT_THAT(
        texts(notices_query), ElementsAre("accepted", "supplement_asked")
    ); // 4: the day's accepted said it
    nothing_unexplained();
}

TEST_F(NationalTest, WrongItemsAreNamedAndTheRestIsTaken)
{
    const auto result = push(
        "DongBoHoSoMC", {dossier(2), dossier(2, {{"MaHoSo", "x"}}),
                         dossier(2, {{"MaHoSo", "H99.01-261125-0001"}}), json::Value("y")}
    );
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(result.at("error_code"), 1);
    const auto& data = result.at("data").as_array();
    EXPECT_EQ(data.at(0).at("error_code"), 0);
    EXPECT_EQ(data.at(1).at("errors").at(0).at("field"), "/data/1/MaHoSo");
    EXPECT_EQ(data.at(2).at("errors").at(0).at("field"), "/data/2/MaHoSo");
    EXPECT_EQ(data.at(3).at("errors").at(0).at("field"), "/data/3");
    EXPECT_EQ(events(), 1);
}

TEST_F(NationalTest, CallsThatAreNoCallsSayWhatIsMissing)
{
    EXPECT_EQ(log_in("một cửa", "sai"), "");
    EXPECT_EQ(
        call({{"session", "sai"}, {"service", "DongBoHoSoMC"}, {"data", json::Array{}}}
        ).at("error_code"),
        3
    );
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(
        call({{"session", session}, {"service", "LayDanhSachTTHC"}, {"data", json::Array{}}}
        ).at("error_code"),
        2
    );
    EXPECT_EQ(call({{"session", session}, {"service", "DongBoHoSoMC"}}).at("error_code"), 2);
    // Both ways to say which service, and items wrapped in a text.
    EXPECT_EQ(
        call({{"session", session}, {"data", json::text(json::Array{dossier(2)})}}, "DongBoHoSoMC")
            .at("error_code"),
        0
    );
    EXPECT_EQ(events(), 1);
    json::Array many(NationalPages::items_max + 1, dossier(2));
    EXPECT_EQ(push("DongBoHoSoMC", std::move(many)).at("error_code"), 2);
    EXPECT_EQ(answer.status, 413);
}

TEST_F(NationalTest, TooManyAtOnceAreToldWhenToComeBack)
{
    Senders strict(pool, {.events_per_minute = 100});
    NationalPages door(intake, strict, clock, {}, metrics, [] {});
    const auto body = json::text(json::Object{
        {"session", session}, {"service", "DongBoHoSoMC"}, {"data", json::Array(80, dossier(2))}});
    const http::Request request{
        .method = http::Method::post, .path = "/api/v1/national", .query = "", .body = body};
    EXPECT_EQ(door.take(request).status, 200);
    const auto refused = door.take(request);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(http::find_header(refused.headers, "retry-after"), "36");
    EXPECT_EQ(json::parse(refused.body)->at("retry_after"), 36);
    clock.advance(std::chrono::seconds(36));
    EXPECT_EQ(door.take(request).status, 200);
}

/// The other way round: a system that must be asked.
class NationalFetchTest : public NationalTest {
protected:
    void let_tell(int first, int count)
    {
        for (int number = first; number < first + count; ++number) {
            axis.tell("DongBoHoSoMC", dossier(2, {}, number));
            axis.tell("CapNhatTienDoHoSoMC", step(4, std::chrono::minutes(0), number));
        }
    }
    /// Turns until both services are fetched up to now; false where it does not get there.
    bool fetch_all()
    {
        constexpr int turns_max = 60;
        for (int i = 0; i < turns_max; ++i) {
            fetch.turn();
            auto tx = pool.begin();
            const auto rows = tx.exec(behind_query);
            if (!rows.empty() && rows.get<Instant>(0, 0) == clock.now() && rows.is_null(0, 1))
                return true;
            clock.advance(std::chrono::seconds(30));
        }
        return false;
    }

    NationalSource source() const
    {
        return {
            .address = axis_server.origin() + "/national",
            .username = "tinh",
            .password = "mat-khau",
            .destination_code = "VN:GOV:axis",
            .unit = "H21.12",
            .sender = "một cửa"};
    }

    sandbox::NationalAxis axis{clock, {}};
    http::Server axis_server{{}, {{"sandbox", 2, 16}}, axis.routes()};
    NationalFetch fetch{pool, clock, client, intake, senders, source(), metrics, [] {}};
};

TEST_F(NationalFetchTest, WhatHappenedIsFetchedPageByPageAndOnce)
{
    let_tell(1, 450); // three pages of each
    EXPECT_TRUE(fetch_all());
    EXPECT_EQ(events(), 900);
    clock.advance(std::chrono::minutes(2));
    EXPECT_TRUE(fetch_all()); // the overlap tells it again
    EXPECT_EQ(events(), 900);
    let_tell(451, 3);
    clock.advance(std::chrono::minutes(2));
    EXPECT_TRUE(fetch_all());
    EXPECT_EQ(events(), 906);
    nothing_unexplained();
}

TEST_F(NationalFetchTest, AWeekAwayIsCaughtUpInPieces)
{
    EXPECT_TRUE(fetch_all());
    let_tell(1, 5);
    clock.advance(std::chrono::days(7));
    let_tell(6, 5);
    EXPECT_TRUE(fetch_all());
    EXPECT_EQ(events(), 20);
}

TEST_F(NationalFetchTest, FaultsOfTheSourceLoseNothing)
{
    axis.set({.session_calls_max = 2, .fail_every = 5, .lose_every = 7, .newest_first = true});
    for (int round = 0; round < 6; ++round) {
        let_tell(1 + round * 100, 100);
        clock.advance(std::chrono::minutes(3));
        fetch.turn();
    }
    EXPECT_TRUE(fetch_all());
    EXPECT_EQ(events(), 1200);
    EXPECT_GT(axis.logins(), 3);
    axis.set({.repeat_yesterday = true});
    clock.advance(std::chrono::minutes(3));
    EXPECT_TRUE(fetch_all());
    EXPECT_EQ(events(), 1200);
    nothing_unexplained();
}

TEST_F(NationalFetchTest, ASourceThatIsDownIsAskedWhenItSaid)
{
    axis.set({.fail_every = 1});
    fetch.turn();
    const auto calls = axis.calls();
    clock.advance(std::chrono::seconds(14));
    fetch.turn();
    EXPECT_EQ(axis.calls(), calls); // Retry-After: 15
    {
        auto tx = pool.begin();
        EXPECT_EQ(tx.exec(behind_query).get<std::string>(0, 1), "HTTP 503");
    }
    axis.set({});
    let_tell(1, 1);
    clock.advance(std::chrono::seconds(2));
    EXPECT_TRUE(fetch_all());
    EXPECT_EQ(events(), 2);
}

TEST_F(NationalFetchTest, TwoProcessesAskOnce)
{
    NationalFetch second{pool, clock, client, intake, senders, source(), metrics, [] {}};
    EXPECT_TRUE(fetch_all());
    const auto calls = axis.calls();
    second.turn();
    EXPECT_EQ(axis.calls(), calls);
}

} // namespace
} // namespace tnung::gateway
