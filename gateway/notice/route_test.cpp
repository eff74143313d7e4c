#include "gateway/notice/route.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");
const RouteSettings settings;

RouteFacts follower_since(std::chrono::hours silent)
{
    return {.follows = true, .interacted_at = now - silent, .phone_can_be_told = true};
}

TEST(Route, TakesTheCheapestOpenWay)
{
    EXPECT_EQ(route(follower_since(std::chrono::hours(1)), now, settings), Channel::chat);
    EXPECT_EQ(route(follower_since(std::chrono::hours(60)), now, settings), Channel::chat);
    EXPECT_EQ(
        route(follower_since(std::chrono::hours(200)), now, settings), Channel::template_by_user
    );
    EXPECT_EQ(route({.phone_can_be_told = true}, now, settings), Channel::template_by_phone);
    EXPECT_EQ(route({}, now, settings), std::nullopt);
    auto dear = settings;
    dear.template_by_user_dong = 400; // then the number is cheaper
    EXPECT_EQ(
        route(follower_since(std::chrono::hours(200)), now, dear), Channel::template_by_phone
    );
}

TEST(Route, AClosedWayIsNotTriedAgain)
{
    auto facts = follower_since(std::chrono::hours(1));
    facts.ends_on_call_list = true;
    std::vector<Channel> tried;
    while (const auto channel = route(facts, now, settings)) {
        tried.push_back(*channel);
        facts.failed = channel;
    }
    EXPECT_EQ(
        tried, (std::vector<Channel>{
                   Channel::chat, Channel::template_by_user, Channel::template_by_phone,
                   Channel::call_list})
    );
}

TEST(Route, AnSmsComesAfterZaloAndBeforeAPersonsTime)
{
    RouteFacts facts{.phone_can_be_told = true, .may_go_by_sms = true, .ends_on_call_list = true};
    EXPECT_EQ(route(facts, now, settings), Channel::template_by_phone);
    facts.failed = Channel::template_by_phone;
    EXPECT_EQ(route(facts, now, settings), Channel::sms);
    facts.by_phone_already = true;
    EXPECT_EQ(route(facts, now, settings), Channel::call_list);
    facts.by_phone_already = false;
    facts.failed = Channel::sms;
    EXPECT_EQ(route(facts, now, settings), Channel::call_list);
    EXPECT_TRUE(rests_at_night(Channel::sms, *parse_iso("2026-11-25T23:30:00+07:00"), settings));
}

TEST(Route, ANumberThatIsStoppedOrToldIsLeftAlone)
{
    EXPECT_EQ(route({.ends_on_call_list = true}, now, settings), std::nullopt);
    EXPECT_EQ(
        route({.phone_can_be_told = true, .by_phone_already = true}, now, settings), std::nullopt
    );
}

TEST(Route, NightHoldsTemplatesOnly)
{
    const auto night = *parse_iso("2026-11-25T23:30:00+07:00");
    EXPECT_TRUE(rests_at_night(Channel::template_by_phone, night, settings));
    EXPECT_FALSE(rests_at_night(Channel::chat, night, settings));
    EXPECT_FALSE(rests_at_night(Channel::template_by_phone, now, settings));
    EXPECT_EQ(morning_after(night, settings), *parse_iso("2026-11-26T06:00:00+07:00"));
    EXPECT_EQ(
        morning_after(*parse_iso("2026-11-26T03:00:00+07:00"), settings),
        *parse_iso("2026-11-26T06:00:00+07:00")
    );
}

} // namespace
} // namespace tnung::gateway
