#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/message.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tnung {

/// Cookies of sessions: `__Host-`, so that neither a sibling host nor plain HTTP can set them.
std::string
session_cookie(std::string_view name, std::string_view value, std::chrono::seconds life);
std::string ended_cookie(std::string_view name);

/// A form that changes something must come from a page of ours: the browser says where from.
bool same_origin(const http::Request& request, std::string_view page_origin);

/// A value for one form of one session, beside the Origin check; nobody else can make it.
std::string form_token(std::string_view key, std::string_view session, std::string_view purpose);
bool form_token_fits(
    std::string_view key, std::string_view session, std::string_view purpose, std::string_view given
);

/// IPv4 by /24, IPv6 by /64: a household or a shop, not a device.
std::string network_of(const std::string& peer);

/// So many questions a minute from each network. Thread-safe.
class AskLimit {
public:
    explicit AskLimit(int per_minute_max) : per_minute_max_(per_minute_max) {}
    bool may_ask(const std::string& network, Instant now);

private:
    const int per_minute_max_;
    std::mutex mutex_; ///< guards what follows
    std::int64_t minute_ = 0;
    std::map<std::string, int> asked_; ///< by network, this minute
};

} // namespace tnung
