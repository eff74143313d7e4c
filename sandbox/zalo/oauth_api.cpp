#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <fmt/format.h>

namespace tnung::sandbox {

namespace {

constexpr std::chrono::minutes code_life{10};

/// Errors of the sign-in service have five fields (zalo-openapi 2.6).
http::Response failure(int error, std::string_view name)
{
    return http::json_response(
        200, json::text(json::Object{
                 {"error", error},
                 {"error_name", name},
                 {"error_reason", ""},
                 {"error_description", name},
                 {"ref_doc", ""}})
    );
}

/// The pair before is good for nothing any more.
http::Response new_pair(Platform& platform)
{
    platform.used_refresh.insert(platform.refresh);
    ++platform.issued;
    platform.access = fmt::format("At-{}-{}", platform.issued, crypto::random_token());
    platform.refresh = fmt::format("Rt-{}-{}", platform.issued, crypto::random_token());
    platform.access_until = platform.clock.now() + platform.settings.access_life;
    platform.refresh_until = platform.clock.now() + platform.settings.refresh_life;
    return http::json_response(
        200, json::text(json::Object{
                 {"access_token", platform.access},
                 {"refresh_token", platform.refresh},
                 {"expires_in", fmt::format("{}", platform.settings.access_life.count())}})
    );
}

/// The page where an administrator of the account gives consent. The sandbox consents at once
/// (zalo-openapi 2.2).
http::Response permission(Platform& platform, const http::Request& request)
{
    const std::lock_guard lock(platform.mutex);
    if (request.query_value("app_id") != platform.settings.app_id)
        return failure(-14002, "Invalid app id");
    const auto callback = request.query_value("redirect_uri").value_or("");
    if (callback.empty() || callback != platform.settings.callback)
        return failure(-14003, "Invalid redirect uri");
    const auto code = crypto::random_token();
    platform.codes[code] = {
        request.query_value("code_challenge").value_or(""), platform.clock.now() + code_life};
    auto address = fmt::format(
        "{}{}code={}&oa_id={}", callback, callback.find('?') == std::string::npos ? '?' : '&', code,
        platform.settings.oa_id
    );
    if (const auto state = request.query_value("state"))
        address += "&state=" + http::url_encoded(*state);
    return http::Response{.status = 302}.with("Location", address);
}

/// Whether that code may be changed for a pair of tokens: once, in its ten minutes, by whoever
/// knows what its challenge was made of (RFC 7636).
bool spend_code(Platform& platform, const http::Request& request)
{
    const auto found = platform.codes.find(request.field("code").value_or(""));
    if (found == platform.codes.end()) return false;
    const auto code = found->second;
    platform.codes.erase(found);
    if (platform.clock.now() > code.until) return false;
    const auto proved = base64url_text(crypto::sha256(request.field("code_verifier").value_or("")));
    return code.challenge.empty() || code.challenge == proved;
}

http::Response access_token(Platform& platform, const http::Request& request)
{
    const std::lock_guard lock(platform.mutex);
    if (platform.faults.down) return http::text_response(503, "");
    if (request.field("app_id") != platform.settings.app_id)
        return failure(-14002, "Invalid app id");
    if (request.header("secret_key") != platform.settings.app_secret)
        return failure(-14004, "Invalid secret key");
    const auto grant = request.field("grant_type");
    if (grant == "authorization_code")
        return spend_code(platform, request) ? new_pair(platform)
                                             : failure(-14015, "Invalid authorization code");
    const auto token = request.field("refresh_token");
    if (grant != "refresh_token" || !token || platform.used_refresh.contains(*token) ||
        *token != platform.refresh || platform.clock.now() > platform.refresh_until)
        return failure(-14014, "Invalid refresh token");
    return new_pair(platform);
}

} // namespace

std::vector<http::Route> oauth_routes(Platform& platform)
{
    using http::Method;
    auto* shared = &platform;
    return {
        {Method::get, "/v4/oa/permission", "zalo",
         [shared](const auto& r) { return permission(*shared, r); }},
        {Method::post, "/v4/oa/access_token", "zalo",
         [shared](const auto& r) { return access_token(*shared, r); }},
        // The console's API Explorer: an administrator consents by hand (zalo-openapi 2.5).
        {Method::post, "/sandbox/zalo/tokens", "sandbox",
         [shared](const auto&) {
             const std::lock_guard lock(shared->mutex);
             return new_pair(*shared);
         }},
        {Method::get, "/v4/{path...}", "zalo",
         [](const auto&) { return failure(-14001, "Unknown call"); }},
        {Method::post, "/v4/{path...}", "zalo",
         [](const auto&) { return failure(-14001, "Unknown call"); }},
    };
}

} // namespace tnung::sandbox
