#include "foundation/door/door.hpp"

#include "foundation/door/door_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace tnung::door {
namespace {

constexpr pg::Query entries_query{"test.entries", R"sql(
    SELECT string_agg(convert_from(substr(body, 1), 'UTF8')::jsonb ->> 'act', ' ' ORDER BY id) FROM audit_entry
)sql"};

/// A program with three pages, one clerk and one head.
class DoorTest : public DoorFixture, protected Host<Visit> {
protected:
    DoorTest()
    {
        door.add(
            {{{.method = http::Method::get, .pattern = "/giay", .roles = {"clerk", "head"}},
              [](const Visit&) { return http::text_response(200, "papers"); }},
             {{.method = http::Method::post, .pattern = "/giay", .roles = {"clerk"}},
              [this](const Visit& visit) {
                  note(visit, "act", "paper:1");
                  if (visit.request.field("sai")) throw std::runtime_error("no paper");
                  ++acts;
                  if (visit.request.field("hong")) return http::text_response(422, "");
                  return http::see_other("/giay?xong=1");
              }},
             {{.method = http::Method::post,
               .pattern = "/nhap",
               .roles = {"clerk"},
               .stale_form = StaleForm::shown_again,
               .before_duties = true,
               .repeatable = true},
              [this](const Visit& visit) {
                  ++acts;
                  return http::text_response(200, visit.form_fits ? "saved" : "shown");
              }}}
        );
        for (auto& route : door.routes()) served.push_back(std::move(route));
    }

    http::Response
    receive(Arrival& arrival, const std::function<http::Response(const Visit&)>& go_on) override
    {
        const Seat seat{
            .staff = arrival.guest.staff,
            .roles = {arrival.guest.staff.role},
            .unit_name = {},
            .form_token = arrival.guest.form_token,
            .now = arrival.now};
        return go_on({arrival.request, arrival.tx, seat, arrival.session, arrival.form_fits});
    }
    http::Response refused(const Visit&, Refusal why) override
    {
        return http::text_response(403, why == Refusal::role ? "role" : "stale");
    }
    std::optional<http::Response> duty(const Visit&) override
    {
        return has_duty ? std::optional(http::see_other("/quy-che")) : std::nullopt;
    }
    http::Response failed(const Visit&, std::exception_ptr error) override
    {
        try {
            std::rethrow_exception(std::move(error));
        } catch (const std::runtime_error&) {
            return http::text_response(503, "");
        }
    }

    /// `form`: what it says beside its token.
    http::Response
    ask(const std::string& role, http::Method method, const std::string& path,
        const std::string& form = "", const std::string& token = "its own")
    {
        auto request = request_of(sessions[role], method);
        request.path = path;
        if (method == http::Method::post)
            request.body = "the=" + (token == "its own" ? token_of(role) : token) + form;
        for (const auto& route : served)
            if (route.method == method && route.pattern == path) return route.handler(request);
        return http::text_response(404, "");
    }
    std::string token_of(const std::string& role) { return form_token_of(sessions[role]); }
    std::string entries()
    {
        return pg::Connection(database.admin_target())
            .exec(entries_query)
            .get<std::optional<std::string>>(0, 0)
            .value_or("");
    }

    Door<Visit> door{pages, clock, sign_in, *this, {.pages = "pages", .prints = "pages"}};
    std::vector<http::Route> served;
    std::map<std::string, std::string> sessions = {
        {"clerk", session_of("duyen", "clerk")}, {"head", session_of("hoa", "head")}};
    std::atomic<int> acts = 0;
    bool has_duty = false;
};

using http::Method;

TEST_F(DoorTest, APageIsForItsRolesAndATryIsOnRecord)
{
    EXPECT_EQ(ask("clerk", Method::get, "/giay").body, "papers");
    EXPECT_EQ(ask("head", Method::get, "/giay").body, "papers");
    EXPECT_EQ(ask("nobody", Method::get, "/giay").status, 303);
    EXPECT_EQ(ask("head", Method::post, "/giay").body, "role");
    EXPECT_EQ(acts, 0);
    EXPECT_EQ(entries(), "desk.denied");
    const auto policies = door.policies();
    EXPECT_EQ(policies.size(), 5u) << "with both ways of signing in";
}

TEST_F(DoorTest, AFormOfAnotherSessionDoesNothing)
{
    EXPECT_EQ(ask("clerk", Method::post, "/giay", "", "").body, "stale");
    EXPECT_EQ(ask("clerk", Method::post, "/giay", "", token_of("head")).body, "stale");
    EXPECT_EQ(acts, 0);
    EXPECT_EQ(ask("clerk", Method::post, "/nhap", "", "").body, "shown");
    EXPECT_EQ(ask("clerk", Method::post, "/nhap").body, "saved");
}

TEST_F(DoorTest, WhatHasToBeDoneFirstIsAskedBeforeAnythingElse)
{
    has_duty = true;
    EXPECT_EQ(ask("clerk", Method::get, "/giay").status, 303);
    EXPECT_EQ(ask("clerk", Method::post, "/giay").status, 303);
    EXPECT_EQ(acts, 0);
    EXPECT_EQ(ask("clerk", Method::post, "/nhap").body, "saved");
}

TEST_F(DoorTest, AnActThatFailsLeavesNothing)
{
    EXPECT_EQ(ask("clerk", Method::post, "/giay", "&lan=a1&sai=1").status, 503);
    EXPECT_EQ(entries(), "");
    EXPECT_EQ(ask("clerk", Method::post, "/giay", "&lan=a1&sai=1").status, 503) << "tried again";
}

TEST_F(DoorTest, AButtonThatIsPressedTwiceActsOnceAndLeadsToTheSamePlace)
{
    std::vector<std::thread> presses;
    std::array<std::string, 4> places;
    for (auto& place : places)
        presses.emplace_back([&] {
            const auto answer = ask("clerk", Method::post, "/giay", "&lan=a1&ai=Hoa");
            place = find_header(answer.headers, "Location");
        });
    for (auto& press : presses) press.join();
    EXPECT_EQ(acts, 1);
    for (const auto& place : places) EXPECT_EQ(place, "/giay?xong=1");
    ask("clerk", Method::post, "/giay", "&lan=a1&ai=Mai");
    EXPECT_EQ(acts, 2) << "gone back, and another name typed";
    ask("clerk", Method::post, "/giay", "&lan=b2&ai=Hoa");
    EXPECT_EQ(acts, 3) << "of a page that was opened anew";
    ask("clerk", Method::post, "/giay", "&ai=Hoa");
    ask("clerk", Method::post, "/giay", "&ai=Hoa");
    EXPECT_EQ(acts, 5) << "without a number nothing is known";
    clock.advance(std::chrono::minutes(11));
    ask("clerk", Method::post, "/giay", "&lan=a1&ai=Hoa");
    EXPECT_EQ(acts, 6) << "meant again";
}

TEST_F(DoorTest, WhatWasRefusedMayBeSentAgain)
{
    EXPECT_EQ(ask("clerk", Method::post, "/giay", "&lan=a1&hong=1").status, 422);
    EXPECT_EQ(ask("clerk", Method::post, "/giay", "&lan=a1&hong=1").status, 422);
    EXPECT_EQ(acts, 2);
}

} // namespace
} // namespace tnung::door
