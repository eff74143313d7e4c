#include "sandbox/sms/sms_gateway.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <utility>

namespace tnung::sandbox {

namespace {

constexpr std::size_t letters_max = 160;

http::Response coded(int code, const std::string& message_id = {})
{
    return http::json_response(
        200, json::text(json::Object{{"code", code}, {"message_id", message_id}})
    );
}

} // namespace

bool SmsGateway::is_dead(const std::string& number)
{
    return number.ends_with("13");
}

bool SmsGateway::is_refused(const std::string& number)
{
    return number.ends_with("00");
}

std::vector<http::Route> SmsGateway::routes()
{
    using http::Method;
    return {
        {Method::post, "/sms", "sms", [this](const auto& r) { return take(r); }},
        {Method::get, "/sandbox/sms/received", "sms", [this](const auto&) { return list(); }}};
}

void SmsGateway::set_faults(const SmsFaults& faults)
{
    const std::lock_guard lock(mutex_);
    faults_ = faults;
    if (!faults.receipts_held)
        for (const auto& message : std::exchange(held_, {})) tell(message);
}

std::vector<SmsGateway::Received> SmsGateway::received()
{
    const std::lock_guard lock(mutex_);
    return received_;
}

bool SmsGateway::idle()
{
    const std::lock_guard lock(mutex_);
    return under_way_ == 0 && held_.empty();
}

http::Response SmsGateway::take(const http::Request& request)
{
    if (request.header("authorization") != "Bearer " + settings_.key)
        return http::text_response(401, "wrong key\n");
    const auto body = json::parse(request.body);
    if (!body || !body->is_object()) return http::text_response(400, "not JSON\n");
    json::Reader reader(*body);
    const auto brand = reader.text("brand", 20);
    const Received message{
        reader.text("to", 20), reader.text("text", 1000), reader.text("reference", 48)};
    if (!reader.ok()) return http::text_response(400, reader.errors().front().field + "\n");
    const std::lock_guard lock(mutex_);
    if (faults_.down) return http::text_response(503, "later\n");
    if (faults_.no_credit) return coded(3);
    if (brand != settings_.brand) return coded(4);
    if (is_refused(message.to)) return coded(2);
    const bool is_plain = std::ranges::all_of(message.text, [](char c) {
        return c == '\n' || (c >= ' ' && c <= '~');
    });
    if (!is_plain || message.text.size() > letters_max) return coded(6);
    received_.push_back(message);
    if (faults_.receipts_held)
        held_.push_back(message);
    else
        tell(message);
    // A lost answer reaches the caller as 502 from a proxy, although the message was taken.
    if (faults_.answers_lost) return http::text_response(502, "bad gateway\n");
    return coded(0, fmt::format("s{:08}", received_.size()));
}

void SmsGateway::tell(const Received& message)
{
    if (settings_.receipt_url.empty()) return;
    const auto body = json::text(json::Object{
        {"reference", message.reference},
        {"status", is_dead(message.to) ? "failed" : "delivered"},
        {"at", iso_text(clock_.now())}});
    ++under_way_;
    client_.start(
        {.method = http::Method::post,
         .url = settings_.receipt_url,
         .headers =
             {{"Content-Type", "application/json"},
              {"X-Signature", hex_text(crypto::hmac_sha256(settings_.receipt_secret, body))}},
         .body = body},
        [this, message](Result<http::Answer, http::CallFailure> answer) {
            const std::lock_guard lock(mutex_);
            --under_way_;
            if (!answer || answer->status != 200) held_.push_back(message); // told again later
        }
    );
}

http::Response SmsGateway::list()
{
    json::Array all;
    for (const auto& one : received())
        all.push_back(json::Object{{"to", one.to}, {"text", one.text}, {"reference", one.reference}}
        );
    return http::json_response(200, json::text(json::Object{{"messages", std::move(all)}}));
}

} // namespace tnung::sandbox
