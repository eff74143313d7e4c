#include "gateway/case/why.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");

WhyFacts with(NoticeStory notice)
{
    notice.created_at = now;
    return {.has_phone = true, .newest = notice, .now = now};
}

struct Case {
    const char* what;
    WhyFacts facts;
    const char* headline_has;
    NextAct next;
};

TEST(Why, EveryFateHasItsPlainAnswerAndOneNextAct)
{
    auto refused = with({.status = MessageStatus::delivered, .delivered_at = now});
    refused.phone_refused = true;
    refused.refused_at = now;
    WhyFacts no_phone;
    WhyFacts merged{.has_phone = true, .event_excuse = Excuse::merged};
    const Case cases[] = {
        {"refused after it arrived", refused, "của người khác", NextAct::correct_number},
        {"no number", no_phone, "không ghi số", NextAct::correct_number},
        {"merged", merged, "không phải báo riêng", NextAct::nothing},
        {"no Zalo", with({.status = MessageStatus::excused, .excuse = Excuse::unreachable}),
         "chưa có Zalo", NextAct::counter_code},
        {"on the call list", with({.status = MessageStatus::to_call}), "cần gọi điện",
         NextAct::call},
        {"night", with({.status = MessageStatus::waiting, .hold = Hold::night}), "chờ đến sáng",
         NextAct::wait},
        {"quota", with({.status = MessageStatus::waiting, .hold = Hold::quota}), "hết lượt",
         NextAct::wait},
        {"reserve", with({.status = MessageStatus::waiting, .hold = Hold::reserve}), "để dành",
         NextAct::wait},
        {"paused", with({.status = MessageStatus::waiting, .hold = Hold::paused}), "tạm dừng",
         NextAct::wait},
        {"token", with({.status = MessageStatus::waiting, .hold = Hold::token}), "Kết nối với Zalo",
         NextAct::wait},
        {"rate", with({.status = MessageStatus::waiting, .error_code = -32}), "gửi lại",
         NextAct::wait},
        {"on its way", with({.status = MessageStatus::waiting}), "vài giây", NextAct::wait},
        {"unknown", with({.status = MessageStatus::maybe_sent}), "Chưa rõ", NextAct::wait},
        {"handed over", with({.status = MessageStatus::handed_over, .handed_over_at = now}),
         "máy chưa báo", NextAct::counter_code},
        {"delivered", with({.status = MessageStatus::delivered, .delivered_at = now}),
         "chưa thấy mở", NextAct::resend},
        {"seen", with({.status = MessageStatus::delivered, .delivered_at = now, .seen_at = now}),
         "đã được mở", NextAct::resend},
        {"called in vain", with({.status = MessageStatus::excused, .excuse = Excuse::not_reached}),
         "không gặp", NextAct::correct_number},
    };
    for (const auto& one : cases) {
        const auto why = explain(one.facts);
        EXPECT_NE(why.headline.find(one.headline_has), std::string::npos)
            << one.what << ": " << why.headline;
        EXPECT_EQ(why.next, one.next) << one.what;
        EXPECT_FALSE(why.detail.empty()) << one.what;
    }
}

} // namespace
} // namespace tnung::gateway
