#include "gateway/worklist/worklist_pages.hpp"

#include "foundation/testing/data_file.hpp"
#include "gateway/case/number_task_kinds.hpp"
#include "gateway/desk/desk_fixture.hpp"
#include "gateway/migrations/migrations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr pg::Query follower_query{"test.follower", R"sql(
    INSERT INTO follower (zalo_user_key, zalo_user_sealed, first_seen_at, interacted_at) VALUES ('k', $1, $2, $2) RETURNING id
)sql"};
constexpr pg::Query many_query{"test.many", R"sql(
    WITH dossiers AS (
        INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, unit_code, state, state_raw, state_at)
        SELECT 'H21.5-261125-' || number, '1', 'x', 'H21.5', 'x', '23575', 2, '2', now() FROM generate_series(1, $1) number
        RETURNING id
    )
    INSERT INTO task (kind, unit_code, subject, subject_id, opened_at) SELECT 'wrong_number', '23575', 'dossier', id, now() FROM dossiers ORDER BY id
)sql"};
constexpr pg::Query many_calls_query{"test.many_calls", R"sql(
    WITH phone AS (
        INSERT INTO phone (number_key, number_sealed, kind) VALUES ('n', $2, 'mobile') RETURNING id
    ), notices AS (
        INSERT INTO notice (subject, subject_id, cause_id, phone_id, kind, urgency, status, useful_until, created_at, tracking_id)
        SELECT 'found', number, number, phone.id, 'found', 1, 'to_call', now(), now(), number::text
          FROM generate_series(1, $1) number, phone
        RETURNING id, phone_id
    )
    INSERT INTO task (kind, unit_code, notice_id, phone_id, subject, subject_id, opened_at)
    SELECT 'call', '23575', id, phone_id, 'found', id, now() FROM notices
)sql"};
constexpr pg::Query replies_query{"test.replies", "SELECT count(*) FROM reply"};

class WorklistPagesTest : public DeskFixture {
protected:
    WorklistPagesTest() : DeskFixture(migrations())
    {
        auto tx = pool.begin();
        follower =
            tx.exec(
                  follower_query, Bytes{keys.follower.seal("u1", "follower.zalo_user")}, clock.now()
            )
                .get<std::int64_t>(0, 0);
        talk = talk_store::open(tx, follower, "23575", std::nullopt, clock.now());
        talk_store::add_message(tx, talk, keys, "Hồ sơ của tôi đến đâu rồi?", clock.now());
        tx.commit();
    }
    Values of() const { return {{"id", fmt::format("{}", talk)}}; }
    std::int64_t replies() { return value_of<std::int64_t>(replies_query); }

    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    const UnitDirectory units{
        testing::data_file("gia-lai-units.tsv"), testing::data_file("gia-lai-old-units.tsv")};
    const Subjects subjects;
    const WorklistPages pages{
        frame,
        keys,
        units,
        subjects,
        {wrong_number_tasks(assets, keys), talk_tasks(keys), ask_number_tasks(assets, keys)}};
    std::int64_t follower = 0, talk = 0;
};

TEST_F(WorklistPagesTest, ATalkIsListedAnsweredAndEnded)
{
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/viec").body,
        AllOf(HasSubstr("1 việc chờ"), HasSubstr("Hồ sơ của tôi đến đâu rồi?"))
    );
    EXPECT_THAT(get(pages.routes(), "/can-bo/viec/{id}", of()).body, HasSubstr("Gửi trả lời"));
    const auto empty = post(pages.routes(), "/can-bo/viec/{id}/tra-loi", of(), "tra-loi=+");
    EXPECT_EQ(empty.status, 422);
    EXPECT_THAT(empty.body, HasSubstr("chưa ghi câu trả lời"));
    EXPECT_EQ(
        post(pages.routes(), "/can-bo/viec/{id}/tra-loi", of(), "tra-loi=Chi%E1%BB%81u+nay").status,
        303
    );
    EXPECT_EQ(replies(), 1);
    EXPECT_EQ(post(pages.routes(), "/can-bo/viec/{id}/xong", of()).status, 303);
    EXPECT_THAT(get(pages.routes(), "/can-bo/viec").body, HasSubstr("Không còn việc nào chờ"));
    EXPECT_EQ(
        post(pages.routes(), "/can-bo/viec/{id}/tra-loi", of(), "tra-loi=N%E1%BB%AFa").status, 404
    );
    EXPECT_EQ(replies(), 1);
}

TEST_F(WorklistPagesTest, AnotherUnitsWorkIsNotThere)
{
    staff = a_clerk_of("23602");
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/viec").body,
        AllOf(HasSubstr("Không còn việc nào chờ"), Not(HasSubstr("đến đâu rồi")))
    );
    EXPECT_EQ(get(pages.routes(), "/can-bo/viec/{id}", of()).status, 404);
    EXPECT_EQ(post(pages.routes(), "/can-bo/viec/{id}/xong", of()).status, 404);
    EXPECT_THAT(get(pages.routes(), "/can-bo/goi").body, HasSubstr("Không có cuộc gọi nào chờ"));
}

TEST_F(WorklistPagesTest, WhatIsMoreThanAPageIsTurnedWithTrueTotals)
{
    {
        auto tx = pool.begin();
        tx.exec(many_query, 120);
        tx.commit();
    }
    const auto first = get(pages.routes(), "/can-bo/viec").body;
    EXPECT_THAT(
        first,
        AllOf(HasSubstr("121 việc chờ"), HasSubstr("Xem cả 120 việc"), HasSubstr("H21.5-261125-20"))
    );
    EXPECT_THAT(first, Not(HasSubstr("H21.5-261125-21<")));
    const auto third = get(pages.routes(), "/can-bo/viec", {}, "loai=wrong_number&trang=3").body;
    EXPECT_THAT(
        third, AllOf(
                   HasSubstr("101–120 trong 120"), HasSubstr("H21.5-261125-120"),
                   HasSubstr("loai=wrong_number&amp;trang=2")
               )
    );
    for (const auto* odd :
         {"loai=wrong_number&trang=99", "loai=wrong_number&trang=9223372036854775807"})
        EXPECT_THAT(
            get(pages.routes(), "/can-bo/viec", {}, odd).body, HasSubstr("101–120 trong 120")
        );
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/viec", {}, "loai=ask_number").body,
        HasSubstr("Không còn việc nào")
    );
    EXPECT_THAT(get(pages.routes(), "/can-bo/viec", {}, "loai=x").body, HasSubstr("121 việc chờ"));
}

TEST_F(WorklistPagesTest, CallsAreTurnedPageByPageWithTheirTrueNumber)
{
    {
        auto tx = pool.begin();
        tx.exec(many_calls_query, 120, Bytes{keys.phone.seal("84905123418", "phone.number")});
        tx.commit();
    }
    const auto first = get(pages.routes(), "/can-bo/goi").body;
    EXPECT_THAT(first, AllOf(HasSubstr("120 cuộc cần gọi"), HasSubstr("trang=2")));
    const auto third = get(pages.routes(), "/can-bo/goi", {}, "trang=3").body;
    EXPECT_THAT(third, AllOf(HasSubstr("120 cuộc cần gọi"), Not(HasSubstr("trang=4"))));
    const auto cards = [](const std::string& page) {
        std::size_t count = 0;
        for (auto at = page.find("tel:"); at != page.npos; at = page.find("tel:", at + 1)) ++count;
        return count;
    };
    EXPECT_EQ(cards(first), 50u);
    EXPECT_EQ(cards(third), 20u);
}

TEST_F(WorklistPagesTest, AKindOfAnotherRoomIsListedAsThatRoomSays)
{
    const TaskKind claims{
        .name = "found_claim",
        .heading = "Người đến nhận đồ",
        .columns = {"Đồ", "Từ lúc"},
        .rows = [](auto&, auto tasks) {
            std::vector<DeskRow> rows;
            for (const auto& task : tasks)
                rows.push_back(
                    {cell(fmt::format("{} số {}", *task.subject, *task.subject_id)), cell("9 giờ")}
                );
            return rows;
        }};
    const WorklistPages with_claims{frame, keys, units, subjects, {claims}};
    {
        auto tx = pool.begin();
        const task_store::NewTask claim{
            .kind = "found_claim", .subject = "found", .subject_id = 7, .unit_code = "23575"};
        EXPECT_TRUE(task_store::open(tx, claim, clock.now()));
        EXPECT_FALSE(task_store::open(tx, claim, clock.now())) << "once while it is open";
        tx.commit();
    }
    EXPECT_THAT(
        get(with_claims.routes(), "/can-bo/viec").body,
        AllOf(HasSubstr("1 việc chờ"), HasSubstr("Người đến nhận đồ"), HasSubstr("found số 7"))
    ) << "the talk is of a kind that is not registered here";
    {
        auto tx = pool.begin();
        task_store::close_about(tx, "found", 7, {"found_claim"}, "fetched", clock.now());
        tx.commit();
    }
    EXPECT_THAT(
        get(with_claims.routes(), "/can-bo/viec").body, HasSubstr("Không còn việc nào chờ")
    );
}

TEST_F(WorklistPagesTest, TheRailCountsWhatWaits)
{
    auto tx = pool.begin();
    EXPECT_EQ(pages.waiting(tx, desk(tx)).at("/can-bo/viec"), 1);
    staff = a_clerk_of("23602");
    EXPECT_EQ(pages.waiting(tx, desk(tx)).at("/can-bo/viec"), 0);
}

} // namespace
} // namespace tnung::gateway
