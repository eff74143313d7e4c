#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace tnung::gateway {

/// Where Zalo is and who we are there. Hosts are configuration: the sandbox stands in their place.
struct ZaloSettings {
    std::string oauth_origin = "https://oauth.zaloapp.com";
    std::string openapi_origin = "https://openapi.zalo.me";
    std::string business_origin = "https://business.openapi.zalo.me";
    std::string app_id;
    std::string app_secret;
    std::string oa_id;
    std::string site_code;            ///< proves the site to Zalo (zalo-openapi 7.1); empty: none
    std::string webhook_secret;       ///< the "OA Secret Key", not the app secret
    std::string authority_file;       ///< PEM of whom to trust for them; empty: the system's
    std::filesystem::path token_copy; ///< where the newest tokens are kept apart; empty: nowhere
    int calls_per_minute = 4000;
    int connections_max = 64; ///< to each of the hosts; further calls wait for one
    std::chrono::milliseconds call_time_max{10'000};
};

} // namespace tnung::gateway
