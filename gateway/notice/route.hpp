#pragma once

#include "foundation/base/instant.hpp"

#include <optional>
#include <string_view>

namespace tnung::gateway {

/// Ways a notice can go out.
enum class Channel {
    chat,              ///< consultation message while Zalo's window is open
    template_by_user,  ///< template message by the account's user id
    template_by_phone, ///< template message by phone number
    sms,               ///< SMS by phone number
    call_list,         ///< a clerk of the commune calls
};
std::string_view channel_name(Channel channel);
std::optional<Channel> parse_channel(std::string_view name);
/// Of a channel's name as a clerk reads it, in Vietnamese; empty for what is none.
std::string_view channel_text(std::string_view name);

/// Prices in đồng and windows: configuration, since Zalo changes both (zalo-openapi 4.7, 5.4).
struct RouteSettings {
    std::chrono::hours chat_free{48};
    std::chrono::hours chat_billed{7 * 24};
    int chat_billed_dong = 55;
    int template_by_user_dong = 165;
    int template_by_phone_dong = 250;
    int sms_dong = 700;
    int night_from = 22; ///< local hours between which templates rest; equal: no night rule
    int night_until = 6;
};

struct RouteFacts {
    bool follows = false;
    std::optional<Instant> interacted_at; ///< nothing: never wrote
    bool phone_can_be_told = false;       ///< has a number that is not stopped
    bool by_phone_already = false;        ///< another notice of this event goes to that number
    bool may_go_by_sms = false;           ///< set up, a mobile number, and urgent enough for it
    bool ends_on_call_list = false;       ///< the rule says so
    std::optional<Channel> failed;        ///< the last way that turned out closed
};

/// The cheapest open way after the one that failed; nothing where none is left.
std::optional<Channel> route(const RouteFacts& facts, Instant now, const RouteSettings& settings);

int price_dong(
    Channel channel, const RouteFacts& facts, Instant now, const RouteSettings& settings
);

/// Templates and SMS rest at night; the chat does not.
bool rests_at_night(Channel channel, Instant now, const RouteSettings& settings);
Instant morning_after(Instant now, const RouteSettings& settings);

} // namespace tnung::gateway
