#pragma once

#include "foundation/assets/assets.hpp"
#include "foundation/html/html.hpp"
#include "foundation/http/event_stream.hpp"
#include "sandbox/onestop/onestop.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <mutex>
#include <set>

namespace tnung::sandbox {

/// Zalo on a phone, on a web page: pick a citizen, follow, read, tap, type; several phones side by
/// side; messages appear as they come. Works without scripts too, by reloading.
class PhonePages {
public:
    PhonePages(
        ZaloSandbox& zalo, OneStop& onestop, std::vector<Person> people, std::string gateway_origin
    );

    std::vector<http::Route> routes();

    /// One screen, as plain data.
    struct Screen {
        std::string phone; ///< 84…
        std::string user_id;
        std::string name;
        std::string account; ///< the OA's name
        bool has_account = false;
        bool follows = false;
        std::vector<InboxMessage> messages;
        std::vector<OneStopDossier> slips;
        std::string gateway_origin;
    };

private:
    http::Response index(const http::Request& request);
    http::Response phones(const http::Request& request);
    http::Response screen(const http::Request& request);
    http::Response events(const http::Request& request);
    http::Response act(const http::Request& request);
    Screen screen_of(const std::string& phone);

    ZaloSandbox& zalo_;
    OneStop& onestop_;
    const std::vector<Person> people_;
    const std::string gateway_origin_;
    const Assets assets_;
    std::mutex mutex_; ///< guards what follows
    std::set<std::shared_ptr<http::EventStream>> streams_;
};

html::Node screen_node(const PhonePages::Screen& screen);
html::Node phone_node(const PhonePages::Screen& screen);
html::Node
people_node(const std::vector<Person>& people, const std::string& typed, const std::string& open);
/// A page of the sandbox: its style, one script.
http::Response
sandbox_page(const Assets& assets, const std::string& title, const html::Node& content);

} // namespace tnung::sandbox
