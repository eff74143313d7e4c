#include "gateway/citizen/disclosure.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");
const DisclosureFacts proved = {
    .linked = true,
    .details_from = now,
    .owner_matches = true,
    .alive_at = now - std::chrono::hours(1),
    .persons_on_number = 1};

DisclosureFacts but(void (*change)(DisclosureFacts&))
{
    auto facts = proved;
    change(facts);
    return facts;
}

struct Case {
    const char* who;
    DisclosureFacts facts;
    Level level;
    Ground ground;
};

TEST(Disclosure, NobodyClimbsAboveHisStep)
{
    const Case cases[] = {
        {"a stranger", {}, Level::code, Ground::stranger},
        {"proved, the owner's own", proved, Level::owner, Ground::proved},
        {"linked a moment ago",
         but([](auto& f) { f.details_from = now + std::chrono::seconds(1); }), Level::number,
         Ground::waits},
        {"his brother's dossier", but([](auto& f) { f.owner_matches = false; }), Level::number,
         Ground::other_owner},
        {"a family of five", but([](auto& f) { f.persons_on_number = 5; }), Level::owner,
         Ground::proved},
        {"a service shop", but([](auto& f) { f.persons_on_number = 6; }), Level::number,
         Ground::intermediary},
        {"silent for half a year", but([](auto& f) { f.alive_at = now - std::chrono::days(184); }),
         Level::code, Ground::silent},
        {"let in at the counter", but([](auto& f) {
             f.linked = false;
             f.granted = true;
         }),
         Level::owner, Ground::let_in},
        {"let in, then silent", but([](auto& f) {
             f.granted = true;
             f.alive_at = now - std::chrono::days(184);
         }),
         Level::code, Ground::silent},
        {"a shop that was let in for one dossier", but([](auto& f) {
             f.granted = true;
             f.persons_on_number = 40;
         }),
         Level::owner, Ground::let_in},
    };
    for (const auto& one : cases) {
        const auto disclosure = disclosure_of(one.facts, now, {});
        EXPECT_EQ(disclosure.level, one.level) << one.who;
        EXPECT_EQ(disclosure.ground, one.ground) << one.who;
        const auto told = one.ground == Ground::waits ? one.facts.details_from : Instant{};
        EXPECT_EQ(disclosure.details_from, told) << one.who;
    }
}

} // namespace
} // namespace tnung::gateway
