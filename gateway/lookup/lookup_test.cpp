#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/lookup/lookup_pages.hpp"
#include "gateway/migrations/migrations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr pg::Query make_query{"test.make", R"sql(
    INSERT INTO dossier (code, national_code, procedure_code, procedure_name, agency_id, agency_name, state, state_raw, state_at)
    VALUES ($1, $2, '1.012765', 'Đăng ký biến động', 'H21.12', 'Phường Pleiku', $3, '', now())
)sql"};

class LookupTest : public ::testing::Test {
protected:
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 2};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    const Assets assets = gateway_assets();
    const testing::ScratchFolder scratch;
    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    LookupPages pages{pool, clock, assets, keys, "https://zalo.me/9000000000000000001"};

    void make(
        const std::string& code, int state, std::optional<std::string> national_code = std::nullopt
    )
    {
        auto tx = pool.begin();
        tx.exec(make_query, code, national_code, state);
        tx.commit();
    }
    http::Response ask(const std::string& typed, const std::string& peer = "127.0.0.1")
    {
        return pages.get(
            {.path = "/tra-cuu", .query = "ma=" + http::url_encoded(typed), .peer = peer}
        );
    }
};

TEST_F(LookupTest, ShowsHowFarAndNothingMore)
{
    make("H21.12.34-261124-0007", 6);
    const auto page = ask("h21,12,34 – 261124 – 0007");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("Đến lượt ông\u00a0(bà)"));
    EXPECT_THAT(page.body, HasSubstr("Hồ sơ …0007 có khoản cần nộp"));
    for (const auto* more : {"Đăng ký biến động", "Pleiku", "1.012765"})
        EXPECT_THAT(page.body, Not(HasSubstr(more)));
    EXPECT_EQ(http::find_header(page.headers, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(http::find_header(page.headers, "Cache-Control"), "no-store");
}

TEST_F(LookupTest, FindsByTheNationalCodeToo)
{
    make("H21.12.34-261124-0007", 9, "G22.99-261124-000123");
    EXPECT_THAT(
        ask("G22.99-261124-000123").body, HasSubstr("đã có kết quả, mời ông\u00a0(bà) đến nhận")
    );
    make("H21.9-261124-0001", 10, "G22.99-261124-000123");
    EXPECT_EQ(ask("G22.99-261124-000123").status, 404) << "two claim it: neither is shown";
    make("G22.99-261124-000123", 4);
    EXPECT_THAT(ask("G22.99-261124-000123").body, HasSubstr("đang được làm")) << "its own code";
}

TEST_F(LookupTest, SaysWhatToDoAboutAWrongCode)
{
    EXPECT_EQ(ask("xin chào").status, 422);
    EXPECT_THAT(
        ask("xin chào").body, HasSubstr("value=\"xin chào\"")
    ); // what was typed is not lost
    EXPECT_EQ(ask("H21.12.34-261124-9999").status, 404);
    EXPECT_THAT(ask("H21.12.34-261124-9999").body, HasSubstr("xem lại 4 số cuối"));
    EXPECT_THAT(ask("<script>").body, Not(HasSubstr("<script>")));
}

TEST_F(LookupTest, EnumerationFromOneNetworkIsSlowedAndOthersAreNot)
{
    make("H21.12.34-261124-0007", 4);
    for (int i = 0; i < LookupPages::asks_per_minute_max; ++i)
        ask("H21.12.34-261124-0007", "10.1.2." + std::to_string(i));
    EXPECT_EQ(ask("H21.12.34-261124-0007", "10.1.2.200").status, 429);
    EXPECT_EQ(ask("H21.12.34-261124-0007", "10.1.3.1").status, 200);
    clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(ask("H21.12.34-261124-0007", "10.1.2.200").status, 200);
}

TEST_F(LookupTest, EveryStateSaysWhoseTurnItIs)
{
    for (int state = state_min; state <= state_max; ++state) {
        const auto page =
            html::join({lookup_content(
                           {.code = "H21.1-261124-0007", .state = DossierState(state)},
                           Words(Language::vi)
                       )})
                .markup();
        const bool said = page.find("Đến lượt") != std::string::npos ||
                          page.find("Đã kết thúc") != std::string::npos;
        EXPECT_TRUE(said) << state;
    }
}

TEST_F(LookupTest, APageMadeOnceIsThePageOfThatDossierInEveryStateAndWayToReadIt)
{
    for (int state = state_min; state <= state_max; ++state) {
        const auto code = fmt::format("H21.12.34-261124-{:04}", 100 + state);
        make(code, state);
        for (const auto* way : {"", "&tieng=en", "&chu=to", "&chu=to&tieng=en"}) {
            const auto page =
                pages.get({.path = "/tra-cuu", .query = "ma=" + code + way, .peer = "10.9.0.1"});
            const auto reader = reader_of({.query = std::string("ma=x") + way});
            const auto fresh = citizen_response(
                200, assets, reader,
                {.title = lookup_title({.code = code, .state = DossierState(state)}, reader.words),
                 .path = "/tra-cuu?ma=" + code,
                 .icons = lookup_icons(),
                 .content = lookup_content(
                     {.typed = code,
                      .code = code,
                      .state = DossierState(state),
                      .account_page = "https://zalo.me/9000000000000000001"},
                     reader.words
                 )}
            );
            EXPECT_EQ(page.body, fresh.body) << state << way;
            EXPECT_EQ(page.status, 200);
            EXPECT_EQ(page.headers.size(), fresh.headers.size());
        }
        clock.advance(std::chrono::minutes(1));
    }
}

TEST_F(LookupTest, WholePageStaysUnder60KiB)
{
    make("H21.12.34-261124-0007", 6);
    const auto bytes = [&](const std::string& path) {
        const auto name = path.substr(std::string("/assets/").size());
        return assets.serve({.path_values = {{"path", name}}}).body.size();
    };
    auto total = ask("H21.12.34-261124-0007").body.size() + bytes(assets.style_path()) +
                 bytes(assets.path_of("mark.svg"));
    for (const auto* font : {"tnung-sans-400.woff2", "tnung-sans-600.woff2"})
        total += bytes(assets.path_of(font)); // 700 is for big figures
    EXPECT_LE(total, 60u * 1024);
    EXPECT_EQ(assets.serve({.path_values = {{"path", "x/../../etc/passwd"}}}).status, 404);
}

} // namespace
} // namespace tnung::gateway
