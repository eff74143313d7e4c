#include "gateway/delivery/cost_pages.hpp"

#include "foundation/testing/data_file.hpp"
#include "gateway/citizen/phone_message_figures.hpp"
#include "gateway/desk/desk_fixture.hpp"
#include "gateway/figures/daily_figures.hpp"
#include "gateway/migrations/migrations.hpp"
#include "gateway/notice/notice_figures.hpp"

#include <gmock/gmock.h>

namespace tnung::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t dong_per_code = 300;
constexpr pg::Query notice_query{"test.notice", R"sql(
    WITH phone AS (INSERT INTO phone (number_key, number_sealed, kind) VALUES ('k', 's', 'mobile') RETURNING id)
    INSERT INTO notice (subject, subject_id, cause_id, phone_id, kind, urgency, status, useful_until, created_at, tracking_id)
    SELECT 'dossier', 1, 1, id, 'registered', 3, 'waiting', $1, $1, 't' FROM phone
)sql"};

class CostPagesTest : public DeskFixture {
protected:
    CostPagesTest() : DeskFixture(migrations()) {}

    void counted(const FigureSource& source, Day day, const std::vector<Figure>& figures)
    {
        auto tx = pool.begin();
        daily_figures::store(tx, source.name, day, figures, clock.now());
        tx.commit();
    }
    /// A unit of the province sent this in the chat, as templates, for so much.
    static std::vector<Figure>
    sent(const std::string& unit, std::int64_t chat, std::int64_t templates, std::int64_t dong)
    {
        return {
            {handed_figure(Channel::chat), unit, chat},
            {handed_figure(Channel::template_by_phone), unit, templates},
            {dong_figure(Channel::template_by_phone), unit, dong}};
    }
    http::Response costs(const std::string& query = {})
    {
        return get(pages.routes(), "/can-bo/chi-phi", {}, query);
    }

    const UnitDirectory units{
        testing::data_file("gia-lai-units.tsv"), testing::data_file("gia-lai-old-units.tsv")};
    const CostPages pages{frame, units, dong_per_code};
    const Day today = day_of(clock.now());
};

TEST_F(CostPagesTest, AMonthOfNothingSaysSo)
{
    EXPECT_THAT(costs().body, HasSubstr("Tháng này chưa gửi tin nào."));
}

TEST_F(CostPagesTest, TheDearestUnitComesFirstAndCodesAreTheProvinces)
{
    auto figures = sent("23575", 20, 1, 250);
    std::ranges::copy(sent("", 0, 7, 1'750), std::back_inserter(figures));
    counted(notice_figures(), today, figures);
    counted(notice_figures(), today - std::chrono::days(1), sent("23575", 5, 1, 250));
    counted(notice_figures(), today - std::chrono::days(30), sent("23575", 99, 99, 99));
    counted(phone_message_figures(), today, {{std::string(codes_sent), "", 4}});
    const auto page = costs().body;
    EXPECT_LT(page.find("Cơ quan cấp tỉnh"), page.find("Phường Pleiku</td>"));
    EXPECT_THAT(
        page, AllOf(
                  HasSubstr("2.250 đ"), HasSubstr("34 tin"), HasSubstr("1.200 đ"),
                  HasSubstr("3.450 đ"), HasSubstr("Số liệu đến 09:00")
              )
    );
    EXPECT_THAT(
        costs("thang=2026-10").body, AllOf(HasSubstr("198 tin"), Not(HasSubstr("2.250 đ")))
    );
    EXPECT_EQ(
        http::find_header(get(pages.routes(), "/can-bo/chi-phi/tai-ve").headers, "content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
}

TEST_F(CostPagesTest, DaysThatAreNotCountedYetAreSaid)
{
    {
        auto tx = pool.begin();
        tx.exec(notice_query, clock.now() - std::chrono::days(2));
        tx.commit();
    }
    counted(notice_figures(), today, sent("23575", 1, 0, 0));
    EXPECT_THAT(costs().body, HasSubstr("Đang đếm 2 ngày của tháng này"));
}

} // namespace
} // namespace tnung::gateway
