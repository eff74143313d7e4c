#pragma once

#include "foundation/grant/grant_fixture.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/desk/desk.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tnung::embedded {
std::span<const EmbeddedFile> desk_assets();
}

namespace tnung::gateway {

/// Pages of the desk without HTTP, sign-in and browser: what a test asks for is what its page says.
/// The test's room embeds `desk_assets`.
class DeskFixture : public ::testing::Test {
protected:
    explicit DeskFixture(std::span<const EmbeddedFile> migrations) : database(migrations)
    {
        staff = grant_fixture::somebody(
            accounts, "duyen", "clerk", "23575", clock.now(), "Lê Thị Mỹ Duyên"
        );
    }

    /// What a statement of a test finds first.
    template <class Value>
    Value value_of(const pg::Query& query)
    {
        auto tx = pool.begin();
        return tx.exec(query).get<Value>(0, 0);
    }

    Staff a_clerk_of(const std::string& unit)
    {
        return grant_fixture::somebody(accounts, "clerk." + unit, "clerk", unit, clock.now());
    }
    /// Who asks, with what they may today.
    Desk desk(pg::Transaction& tx) const
    {
        Desk desk{
            {.staff = staff,
             .roles = {},
             .unit_name = "Phường Pleiku",
             .form_token = "t",
             .now = clock.now()},
            grant_store::counting(tx, staff.id, day_of(clock.now()))};
        desk.roles = roles_of(desk.grants);
        return desk;
    }

    using Values = std::vector<std::pair<std::string, std::string>>;
    /// `pattern`: of the route; `values`: of its braces.
    http::Response
    get(const DeskRoutes& routes, const std::string& pattern, Values values = {},
        std::string query = {})
    {
        return ask(
            routes, {.method = http::Method::get,
                     .path = pattern,
                     .query = std::move(query),
                     .path_values = std::move(values)}
        );
    }
    http::Response post(
        const DeskRoutes& routes, const std::string& pattern, Values values = {},
        std::string form = {}
    )
    {
        return ask(
            routes, {.method = http::Method::post,
                     .path = pattern,
                     .body = std::move(form),
                     .path_values = std::move(values)}
        );
    }

    testing::TestDatabase database;
    pg::Pool pool{database.app_target(), 4};
    pg::Pool accounts{database.authority_target(), 1};
    const testing::ScratchFolder scratch;
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    const Assets assets{embedded::desk_assets()};
    const DeskFrame frame{assets, [](const auto& unit) { return unit.value_or("Toàn tỉnh"); }};
    Staff staff;         ///< who asks: a clerk of Phường Pleiku
    std::string session; ///< the secret of their session, where a page asks the process of sign-ins

private:
    http::Response ask(const DeskRoutes& routes, const http::Request& request)
    {
        for (const auto& route : routes) {
            if (route.policy.method != request.method || route.policy.pattern != request.path)
                continue;
            auto tx = pool.begin();
            const auto seat = desk(tx);
            auto response = route.answer({{request, tx, seat, session}, seat});
            tx.commit();
            return response;
        }
        ADD_FAILURE() << "no route " << request.path;
        return {};
    }
};

} // namespace tnung::gateway
