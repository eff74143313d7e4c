#include "gateway/notice/route.hpp"

#include <array>
#include <cstdlib>

namespace tnung::gateway {

namespace {

constexpr std::array all = {
    Channel::chat, Channel::template_by_user, Channel::template_by_phone, Channel::sms,
    Channel::call_list};

bool is_open(Channel channel, const RouteFacts& facts, Instant now, const RouteSettings& settings)
{
    switch (channel) {
    case Channel::chat:
        return facts.follows && facts.interacted_at &&
               now - *facts.interacted_at < settings.chat_billed;
    case Channel::template_by_user: return facts.follows;
    case Channel::template_by_phone: return facts.phone_can_be_told && !facts.by_phone_already;
    case Channel::sms:
        return facts.may_go_by_sms && facts.phone_can_be_told && !facts.by_phone_already;
    case Channel::call_list: return facts.ends_on_call_list && facts.phone_can_be_told;
    }
    std::abort();
}

} // namespace

std::string_view channel_name(Channel channel)
{
    switch (channel) {
    case Channel::chat: return "chat";
    case Channel::template_by_user: return "template_by_user";
    case Channel::template_by_phone: return "template_by_phone";
    case Channel::sms: return "sms";
    case Channel::call_list: return "call_list";
    }
    std::abort();
}

std::string_view channel_text(std::string_view name)
{
    const auto channel = parse_channel(name);
    if (!channel) return {};
    switch (*channel) {
    case Channel::chat: return "Tin trong cuộc trò chuyện Zalo";
    case Channel::template_by_user: return "Tin mẫu cho người quan tâm";
    case Channel::template_by_phone: return "Tin mẫu theo số điện thoại";
    case Channel::sms: return "Tin nhắn SMS";
    case Channel::call_list: return "Danh sách gọi";
    }
    std::abort();
}

std::optional<Channel> parse_channel(std::string_view name)
{
    for (const auto channel : all)
        if (channel_name(channel) == name) return channel;
    return std::nullopt;
}

int price_dong(Channel channel, const RouteFacts& facts, Instant now, const RouteSettings& settings)
{
    switch (channel) {
    case Channel::chat:
        return facts.interacted_at && now - *facts.interacted_at < settings.chat_free
                   ? 0
                   : settings.chat_billed_dong;
    case Channel::template_by_user: return settings.template_by_user_dong;
    case Channel::template_by_phone: return settings.template_by_phone_dong;
    case Channel::sms: return settings.sms_dong;
    case Channel::call_list: return 0;
    }
    std::abort();
}

std::optional<Channel> route(const RouteFacts& facts, Instant now, const RouteSettings& settings)
{
    // Each failure closes a way for good, so a notice never goes round in circles: what comes later
    // in the list is tried next. A person's time is the dearest and comes last whatever it costs.
    std::optional<Channel> best;
    for (const auto channel : all) {
        if (facts.failed && int(channel) <= int(*facts.failed)) continue;
        if (!is_open(channel, facts, now, settings)) continue;
        if (channel == Channel::call_list) {
            if (!best) best = channel;
            continue;
        }
        if (!best ||
            price_dong(channel, facts, now, settings) < price_dong(*best, facts, now, settings))
            best = channel;
    }
    return best;
}

bool rests_at_night(Channel channel, Instant now, const RouteSettings& settings)
{
    if (channel == Channel::chat || channel == Channel::call_list) return false;
    if (settings.night_from == settings.night_until) return false;
    const auto local = to_local(now);
    const auto hour =
        std::chrono::floor<std::chrono::hours>(local - std::chrono::floor<std::chrono::days>(local))
            .count();
    if (settings.night_from > settings.night_until)
        return hour >= settings.night_from || hour < settings.night_until;
    return hour >= settings.night_from && hour < settings.night_until;
}

Instant morning_after(Instant now, const RouteSettings& settings)
{
    const auto morning = start_of(day_of(now)) + std::chrono::hours(settings.night_until);
    return morning > now ? morning : morning + std::chrono::days(1);
}

} // namespace tnung::gateway
