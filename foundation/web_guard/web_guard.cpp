#include "foundation/web_guard/web_guard.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/http/address.hpp"

#include <fmt/format.h>

namespace tnung {

namespace {

constexpr std::size_t networks_max = 100'000;

} // namespace

std::string session_cookie(std::string_view name, std::string_view value, std::chrono::seconds life)
{
    return fmt::format(
        "__Host-{}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax", name, value,
        life.count()
    );
}

std::string ended_cookie(std::string_view name)
{
    return session_cookie(name, "", std::chrono::seconds(0));
}

bool same_origin(const http::Request& request, std::string_view page_origin)
{
    const auto origin = request.header("origin"), site = request.header("sec-fetch-site");
    // A page that tells nobody its address sends "null", as a foreign frame may: the fetch
    // metadata, which no page can set, tell one from the other.
    if (origin == "null") return site == "same-origin";
    if (!origin.empty()) return origin == page_origin;
    // Old web views send none with a form; then the fetch metadata or the referrer must say it.
    const auto referrer = request.header("referer");
    return site == "same-origin" || referrer == page_origin ||
           (referrer.starts_with(page_origin) && referrer[page_origin.size()] == '/');
}

std::string form_token(std::string_view key, std::string_view session, std::string_view purpose)
{
    return base64url_text(crypto::hmac_sha256(key, fmt::format("{}\n{}", session, purpose)))
        .substr(0, 22);
}

bool form_token_fits(
    std::string_view key, std::string_view session, std::string_view purpose, std::string_view given
)
{
    return crypto::equal_in_constant_time(form_token(key, session, purpose), given);
}

std::string network_of(const std::string& peer)
{
    constexpr std::size_t v4_network_bytes = 3;
    return http::network_of(peer, v4_network_bytes);
}

bool AskLimit::may_ask(const std::string& network, Instant now)
{
    const auto minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
    const std::lock_guard lock(mutex_);
    if (minute != minute_ || asked_.size() > networks_max) asked_.clear();
    minute_ = minute;
    return ++asked_[network] <= per_minute_max_;
}

} // namespace tnung
