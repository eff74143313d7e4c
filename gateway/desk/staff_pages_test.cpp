#include "gateway/desk/staff_pages.hpp"

#include "foundation/authority/authority_service.hpp"
#include "foundation/testing/data_file.hpp"
#include "gateway/desk/desk_fixture.hpp"
#include "gateway/migrations/migrations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Two administrators, and the process that signs people in.
class StaffPagesTest : public DeskFixture {
protected:
    StaffPagesTest() : DeskFixture(migrations())
    {
        service.start();
        thu = an_administrator("thu", "Nguyễn Thị Thu");
        an = an_administrator("an", "Trần Văn An");
        as(thu);
    }
    ~StaffPagesTest() override { service.stop(); }

    struct Administrator {
        Staff staff;
        std::string session;
    };
    Administrator an_administrator(const std::string& login, const std::string& name)
    {
        auto tx = accounts.begin();
        const auto made =
            *staff_store::make(tx, keys.sealer, login, name, "", std::nullopt, clock.now());
        const auto code = *staff_store::code_of(tx, keys, login, clock.now());
        tx.commit();
        grant_fixture::give(accounts, made.id, "administrator", "", clock.now());
        const auto in = staff_store::sign_in(
            accounts, keys, {login, made.password, code, "10.0.0.0", ""}, clock.now()
        );
        return {in->staff, in->token};
    }
    void as(const Administrator& who)
    {
        staff = who.staff;
        session = who.session;
    }
    Id<Staff> duyen()
    {
        auto tx = pool.begin();
        return staff_store::find(tx, "duyen")->id;
    }
    Values of(Id<Staff> who) { return {{"id", fmt::format("{}", who.value)}}; }
    http::Response give(Id<Staff> who, const std::string& form)
    {
        return post(pages.routes(), "/can-bo/nguoi-dung/{id}/vai-tro", of(who), form);
    }
    std::string person(Id<Staff> who)
    {
        return get(pages.routes(), "/can-bo/nguoi-dung/{id}", of(who)).body;
    }
    std::size_t counting(Id<Staff> who)
    {
        auto tx = pool.begin();
        return grant_store::counting(tx, who, day_of(clock.now())).size();
    }
    Values newest_grant()
    {
        constexpr pg::Query newest{"test.newest", "SELECT max(id) FROM staff_grant"};
        return {{"id", fmt::format("{}", value_of<std::int64_t>(newest))}};
    }

    const UnitDirectory units{
        testing::data_file("gia-lai-units.tsv"), testing::data_file("gia-lai-old-units.tsv")};
    const GrantRules roles{
        testing::data_file("desk-roles.tsv"), testing::data_file("desk-role-pairs.tsv")};
    const StaffKeys keys{crypto::Sealer{crypto::random_bytes(32), 1}};
    authority::AuthorityService service{
        accounts,
        clock,
        keys,
        {.socket = scratch / "authority.sock",
         .peers = {},
         .sign_in_act = "test.sign_in",
         .administrator_role = "administrator",
         .grants = &roles,
         .may_have = {},
         .words = {}}};
    authority::AuthorityClient client{scratch / "authority.sock"};
    const StaffPages pages{frame, units, roles, client};
    Administrator thu, an;
};

TEST_F(StaffPagesTest, OneClerkHasTwoOffices)
{
    EXPECT_THAT(person(duyen()), HasSubstr("Cán bộ một cửa"));
    const auto given =
        give(duyen(), "role=clerk&unit=23563&from=25%2F11%2F2026&until=31%2F12%2F2026");
    EXPECT_EQ(given.status, 303);
    EXPECT_EQ(counting(duyen()), 2u);
    EXPECT_THAT(person(duyen()), HasSubstr("25/11/2026 – 31/12/2026"));
    EXPECT_EQ(give(duyen(), "role=clerk&unit=23563&from=01%2F12%2F2026").status, 422); // has it
    EXPECT_EQ(post(pages.routes(), "/can-bo/vai-tro/{id}/thoi", newest_grant()).status, 303);
    EXPECT_EQ(counting(duyen()), 1u);
    EXPECT_THAT(person(duyen()), HasSubstr("Đã thôi"));
}

TEST_F(StaffPagesTest, ASensitiveRoleWaitsForAnotherAdministrator)
{
    const auto hoa = grant_fixture::somebody(accounts, "hoa", "clerk", "23575", clock.now());
    ASSERT_EQ(give(hoa.id, "role=operator&unit=&from=25%2F11%2F2026&until=").status, 303);
    EXPECT_EQ(counting(hoa.id), 1u);
    EXPECT_THAT(person(hoa.id), HasSubstr("Chờ người quản trị thứ hai xác nhận"));
    EXPECT_THAT(person(hoa.id), Not(HasSubstr("/xac-nhan")));
    const auto own = post(pages.routes(), "/can-bo/vai-tro/{id}/xac-nhan", newest_grant());
    EXPECT_EQ(own.status, 422);
    EXPECT_THAT(own.body, HasSubstr("cần người thứ hai"));
    as(an);
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/nguoi-dung").body, HasSubstr("1 vai trò chờ xác nhận")
    );
    EXPECT_EQ(post(pages.routes(), "/can-bo/vai-tro/{id}/xac-nhan", newest_grant()).status, 303);
    EXPECT_EQ(counting(hoa.id), 2u);
    EXPECT_THAT(person(hoa.id), HasSubstr("Trần Văn An"));
}

TEST_F(StaffPagesTest, WhatCannotBeGivenSaysWhy)
{
    const auto pair = give(duyen(), "role=administrator&unit=&from=25%2F11%2F2026&until=");
    EXPECT_EQ(pair.status, 422);
    EXPECT_THAT(pair.body, HasSubstr("Người giao quyền không làm việc trên hồ sơ."));
    EXPECT_THAT(
        give(duyen(), "role=clerk&unit=&from=25%2F11%2F2026&until=").body,
        HasSubstr("thuộc một đơn vị, anh (chị) chọn đơn vị")
    );
    EXPECT_THAT(
        give(duyen(), "role=clerk&unit=23563&from=25%2F11%2F2026&until=01%2F01%2F2026").body,
        HasSubstr("Ngày cuối đã qua")
    );
    EXPECT_THAT(
        give(duyen(), "role=vua&unit=23563&from=x&until=").body,
        ::testing::AllOf(
            HasSubstr("Chọn vai trò trong danh sách"), HasSubstr("Ghi ngày, tháng, năm")
        )
    );
    EXPECT_THAT(person(thu.staff.id), HasSubstr("Không ai tự giao"));
    EXPECT_THAT(
        give(thu.staff.id, "role=clerk&unit=23563&from=25%2F11%2F2026&until=").body,
        HasSubstr("Không ai tự")
    );
    EXPECT_EQ(counting(duyen()), 1u);
    EXPECT_EQ(give(Id<Staff>{999}, "role=clerk").status, 404);
}

TEST_F(StaffPagesTest, AnAdministratorWhoIsNoneAnyMoreGivesNothing)
{
    constexpr pg::Query end{
        "test.end", "UPDATE staff_grant SET ended_at = now() WHERE staff_id = $1"};
    auto tx = accounts.begin();
    tx.exec(end, thu.staff.id);
    tx.commit();
    EXPECT_EQ(give(duyen(), "role=clerk&unit=23563&from=25%2F11%2F2026&until=").status, 422);
    EXPECT_EQ(counting(duyen()), 1u);
}

TEST_F(StaffPagesTest, AnAccountIsMadeWithItsFirstRole)
{
    const auto made = post(
        pages.routes(), "/can-bo/nguoi-dung", {},
        "login=lan.kbang&name=L%C3%AA+Lan&role=clerk&unit=23563"
    );
    EXPECT_EQ(made.status, 200);
    EXPECT_THAT(made.body, HasSubstr("Trao tận tay"));
    EXPECT_THAT(get(pages.routes(), "/can-bo/nguoi-dung").body, HasSubstr("lan.kbang"));
    const auto again = post(
        pages.routes(), "/can-bo/nguoi-dung", {}, "login=lan.kbang&name=Lan&role=clerk&unit=23563"
    );
    EXPECT_EQ(again.status, 422);
    EXPECT_THAT(again.body, HasSubstr("Tên đăng nhập này đã có người dùng."));
    const auto wrong =
        post(pages.routes(), "/can-bo/nguoi-dung", {}, "login=L%E1%BA%AFn&name=&role=clerk&unit=");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("Ghi họ và tên."));
    EXPECT_THAT(wrong.body, HasSubstr("chọn đơn vị"));
}

} // namespace
} // namespace tnung::gateway
