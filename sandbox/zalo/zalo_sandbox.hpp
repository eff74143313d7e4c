#pragma once

#include "sandbox/zalo/platform.hpp"

namespace tnung::sandbox {

/// The Zalo platform by the checklist of zalo-openapi 10: OAuth with both grants and single-use
/// refresh tokens, consultation messages with their windows, template messages by phone and by user
/// with their checks, quotas and errors, template management, uploads, users, tags, signed webhooks
/// with retries. HTTP 200 with `error`; never kinder than the real one: `follow` carries no
/// reference, the same tracking id twice is two messages.
class ZaloSandbox {
public:
    ZaloSandbox(ZaloSandboxSettings settings, const Clock& clock, std::string_view templates_tsv);

    std::vector<http::Lane> lanes() const;
    std::vector<http::Route> routes();
    void set_faults(const ZaloFaults& faults);
    /// Another step of the ladder, from now on; the account is told.
    void set_daily_quota(std::int64_t quota);

    using Received = Platform::Received;
    /// Every template message that reached a phone, in order.
    std::vector<Received> received();
    /// What the phone with that number shows of the account's chat.
    std::vector<InboxMessage> inbox(const std::string& phone);

    // What people do on their phones:
    void follow(const std::string& phone);
    void unfollow(const std::string& phone);
    void say(const std::string& phone, const std::string& text);
    /// Presses a button of a message: a query says its payload without showing it.
    void press(const std::string& phone, const InboxMessage::Button& button);
    /// Sends the form that asked for his number, as it was filled in.
    void share_number(const std::string& phone, const std::string& shared);
    void see(const std::string& phone);
    /// Sends a picture in JPEG.
    void send_photo(const std::string& phone, std::string jpeg);

    /// Where the app fetches what people sent: this platform's own address, known once it listens.
    void set_photo_origin(std::string origin);

    Platform& platform() { return platform_; }

private:
    http::Response change_faults(const http::Request& request);
    http::Response photo(const http::Request& request);
    http::Response list_received(const http::Request& request);
    http::Response list_accepted();
    http::Response webhook_state();

    Platform platform_;
};

// The parts of the platform, each over what all share.
std::vector<http::Route> oauth_routes(Platform& platform);
std::vector<http::Route> template_routes(Platform& platform);
std::vector<http::Route> chat_routes(Platform& platform);
std::vector<http::Route> user_routes(Platform& platform);

} // namespace tnung::sandbox
