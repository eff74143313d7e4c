// What Zalo says of templates.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

TEST_F(ChatTest, WhatZaloSaysOfATemplateIsKept)
{
    const auto standing_of = [&](const std::string& id) {
        auto tx = pool.begin();
        return template_standing::all(tx)[id];
    };
    const auto id = templates.of("payment_asked", "vi", day_of(clock.now())).id;
    EXPECT_FALSE(template_standing::is_out_of_use(standing_of(id)));
    platform->set_faults({.template_disabled = true});
    settle();
    EXPECT_EQ(standing_of(id).status, "DISABLE");
    EXPECT_EQ(standing_of(id).reason, "Nội dung bị khiếu nại");
    EXPECT_TRUE(template_standing::is_out_of_use(standing_of(id)));
    const auto out_of_use = [&] {
        auto tx = pool.begin();
        return template_standing::out_of_use(tx);
    };
    EXPECT_TRUE(out_of_use().contains(id));
    clock.advance(std::chrono::seconds(1));
    platform->set_faults({});
    settle();
    EXPECT_FALSE(template_standing::is_out_of_use(standing_of(id)));
    EXPECT_FALSE(out_of_use().contains(id));
}

TEST_F(ChatTest, OldAndMisshapenWordsOfATemplateChangeNothing)
{
    const auto tell = [&](std::string_view event, std::string_view body, int seconds) {
        auto tx = pool.begin();
        EXPECT_TRUE(template_standing::record(
            tx, event, json::parse(body)->get_object(), clock.now() + std::chrono::seconds(seconds)
        ));
        const auto all = template_standing::all(tx);
        tx.commit();
        return all;
    };
    constexpr auto status = "change_template_status";
    constexpr auto off = R"({"template_id":7,"status":{"new_status":"DISABLE"},"reason":"a"})";
    constexpr auto on = R"({"template_id":"7","status":{"new_status":"ENABLE"}})";
    tell(status, off, 10);
    EXPECT_EQ(tell(status, on, 5)["7"].status, "DISABLE"); // overtaken on its way
    EXPECT_EQ(
        tell("change_template_quality", R"({"template_id":7,"quality":"LOW"})", 1)["7"].quality,
        "LOW"
    );
    EXPECT_EQ(tell(status, on, 11)["7"].status, "ENABLE");
    for (const auto* body :
         {"{}", R"({"template_id":"<b>","status":{"new_status":"ENABLE"}})",
          R"({"template_id":"7"})", R"({"template_id":"7","status":"DISABLE"})",
          R"({"template_id":"7","status":{"new_status":[]}})"})
        EXPECT_EQ(tell(status, body, 20).size(), 1u) << body;
    EXPECT_EQ(tell(status, "{}", 20)["7"].status, "ENABLE");
    auto tx = pool.begin();
    EXPECT_FALSE(template_standing::record(tx, "follow", {}, clock.now()));
}

} // namespace
} // namespace tnung
