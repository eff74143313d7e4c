#include "gateway/webhook/webhook_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/log/log.hpp"
#include "gateway/citizen/phone_message.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/sms/sms_receipt.hpp"
#include "gateway/zalo/day_quota.hpp"
#include "gateway/zalo/template_standing.hpp"
#include "gateway/zalo/webhook.hpp"

#include <fmt/format.h>

#include <optional>

namespace tnung::gateway {

namespace {

constexpr int batch_max = 500;
/// A receipt may overtake the record of what it acknowledges; after this it belongs to nothing
/// here.
constexpr std::chrono::minutes receipt_waits_max{10};
constexpr std::string_view sms_receipt_name = "sms_receipt";
constexpr std::chrono::seconds receipt_looked_at_again{2};
constexpr std::chrono::minutes failed_looked_at_again{5};

std::string text_of(const json::Object* object, std::string_view name)
{
    const auto* value = object ? object->if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::Object* object_of(const json::Object* object, std::string_view name)
{
    const auto* value = object ? object->if_contains(name) : nullptr;
    return value ? value->if_object() : nullptr;
}

/// Message events are known by their id, whatever else a repeat carries; others by their bytes.
std::string event_key(const Webhook& webhook, std::string_view body)
{
    const auto message_id = text_of(object_of(webhook.body.if_object(), "message"), "msg_id");
    if (!message_id.empty()) return crypto::sha256(webhook.event_name + " " + message_id);
    return crypto::sha256(body);
}

Instant sent_at(const json::Object& body, Instant received_at)
{
    const auto digits = text_of(&body, "timestamp");
    const auto milliseconds = is_digits(digits) ? parse_integer(digits) : std::nullopt;
    return milliseconds ? std::min(from_milliseconds(*milliseconds), received_at) : received_at;
}

std::string_view word_for(SmsReceiptRefusal refusal)
{
    switch (refusal) {
    case SmsReceiptRefusal::bad_signature: return "bad_signature";
    case SmsReceiptRefusal::not_one_object: return "not_one_object";
    case SmsReceiptRefusal::wrong_field: return "wrong_field";
    case SmsReceiptRefusal::too_old: return "too_old";
    }
    std::abort();
}

std::string_view word_for(WebhookRefusal refusal)
{
    switch (refusal) {
    case WebhookRefusal::not_one_object: return "not_one_object";
    case WebhookRefusal::no_timestamp: return "no_timestamp";
    case WebhookRefusal::wrong_app: return "wrong_app";
    case WebhookRefusal::bad_signature: return "bad_signature";
    case WebhookRefusal::too_old: return "too_old";
    }
    std::abort();
}

} // namespace

WebhookPages::WebhookPages(
    pg::Pool& pool, const Clock& clock, const crypto::Keyring& keyring,
    const ZaloSettings& settings, const SmsSettings& sms_settings, const Chat& chat,
    std::function<void()> answered, metrics::Registry& metrics
)
    : pool_(pool), clock_(clock), sealer_(keyring.sealer("gateway.webhook")), settings_(settings),
      sms_settings_(sms_settings), chat_(chat), answered_(std::move(answered)), metrics_(metrics),
      loop_(
          {.name = "webhooks",
           .turn = [this] { return work_once(); },
           .trouble =
               [](const std::exception& error) {
                   log::error("webhook.worker", {{"what", error.what()}});
               }}
      )
{
}

http::Response WebhookPages::post(const http::Request& request)
{
    const auto now = clock_.now();
    const auto webhook = read_webhook(
        request.body, {request.header("x-zevent-signature"), request.header("x-zevent-timestamp")},
        settings_.app_id, settings_.webhook_secret, now
    );
    if (!webhook) {
        metrics_
            .counter(
                "tnung_webhooks_refused_total", "Webhooks refused, by cause",
                fmt::format("cause=\"{}\"", word_for(webhook.error()))
            )
            .add();
        return http::text_response(401, "refused\n");
    }
    if (webhook->probe) return http::text_response(200, "ok\n");
    store(event_key(*webhook, request.body), webhook->event_name, request.body, now);
    return http::text_response(200, "ok\n");
}

http::Response WebhookPages::post_sms_receipt(const http::Request& request)
{
    const auto now = clock_.now();
    const auto receipt = read_sms_receipt(
        request.body, request.header("x-signature"), sms_settings_.receipt_secret, now
    );
    if (!receipt) {
        metrics_
            .counter(
                "tnung_sms_receipts_refused_total", "SMS receipts refused, by cause",
                fmt::format("cause=\"{}\"", word_for(receipt.error()))
            )
            .add();
        return http::text_response(
            receipt.error() == SmsReceiptRefusal::bad_signature ? 401 : 400, "refused\n"
        );
    }
    store(crypto::sha256(request.body), sms_receipt_name, request.body, now);
    return http::text_response(200, "ok\n");
}

void WebhookPages::store(
    const std::string& key, std::string_view event_name, const std::string& body, Instant now
)
{
    auto tx = pool_.begin();
    webhook_store::keep(tx, sealer_, key, event_name, body, now);
    tx.commit();
    crash_point::pass("webhook.stored");
    loop_.wake();
}

std::size_t WebhookPages::work_once()
{
    std::size_t count = 0;
    for (; count < batch_max; ++count) {
        const auto now = clock_.now();
        std::optional<pg::Transaction> begun(pool_.begin());
        auto& tx = *begun;
        const auto taken = webhook_store::take(tx, sealer_, now);
        if (!taken) break;
        const auto& webhook = *taken;
        try {
            if (work(tx, webhook, now) == Worked::done)
                webhook_store::finish(tx, webhook.id, now);
            else
                webhook_store::put_off(tx, webhook.id, now + receipt_looked_at_again);
            crash_point::pass("webhook.working");
            tx.commit();
            crash_point::pass("webhook.worked");
        } catch (const std::exception& error) {
            begun.reset(); // the event's row is free for who sets it aside
            set_aside(webhook, error, now);
            continue;
        }
        if (webhook.event_name != "user_received_message") answered_();
    }
    return count;
}

/// One event that cannot be worked must not hold up those behind it: it is looked at again later,
/// and counted.
void WebhookPages::set_aside(
    const webhook_store::Stored& webhook, const std::exception& error, Instant now
)
{
    log::error("webhook.failed", {{"event", webhook.event_name}, {"what", error.what()}});
    metrics_.counter("tnung_webhooks_failed_total", "Webhooks whose work failed").add();
    auto tx = pool_.begin(); // throws where the database is gone: then all wait
    webhook_store::put_off(tx, webhook.id, now + failed_looked_at_again);
    tx.commit();
}

WebhookPages::Worked
WebhookPages::work(pg::Transaction& tx, const webhook_store::Stored& webhook, Instant now)
{
    const auto value = json::parse(webhook.body);
    if (!value || !value->is_object()) return Worked::done; // was checked when it came
    if (webhook.event_name == sms_receipt_name) return work_sms_receipt(tx, *value, webhook, now);
    const auto& body = value->get_object();
    if (webhook.event_name == "user_received_message") return work_receipt(tx, body, webhook, now);
    if (webhook.event_name == "user_seen_message") {
        std::vector<std::string> ids;
        if (const auto* message = object_of(&body, "message"))
            if (const auto* list = message->if_contains("msg_ids"); list && list->is_array())
                for (const auto& id : list->get_array())
                    if (id.is_string()) ids.emplace_back(id.get_string());
        notice_store::mark_seen(tx, ids, now);
        return Worked::done;
    }
    const auto at = sent_at(body, webhook.received_at);
    if (!template_standing::record(tx, webhook.event_name, body, at) &&
        !day_quota::record(tx, settings_.oa_id, webhook.event_name, body, now))
        chat_.handle(tx, webhook.event_name, body, at, now);
    return Worked::done;
}

WebhookPages::Worked WebhookPages::work_sms_receipt(
    pg::Transaction& tx, const json::Value& body, const webhook_store::Stored& webhook, Instant now
)
{
    json::Reader reader(body);
    const auto reference = reader.text("reference", 48);
    if (reader.text("status", 20) == "delivered") {
        notice_store::mark_delivered_by_tracking(tx, reference, now);
        return Worked::done;
    }
    const bool noted = notice_store::mark_failed_by_tracking(tx, reference, now);
    // It may have overtaken the record of the call.
    return !noted && now - webhook.received_at < receipt_waits_max ? Worked::later : Worked::done;
}

WebhookPages::Worked WebhookPages::work_receipt(
    pg::Transaction& tx, const json::Object& body, const webhook_store::Stored& webhook, Instant now
)
{
    const auto* message = object_of(&body, "message");
    const auto tracking_id = text_of(message, "tracking_id");
    if (!tracking_id.empty()) {
        if (!notice_store::mark_delivered_by_tracking(tx, tracking_id, now))
            phone_message::mark_delivered(tx, tracking_id);
        return Worked::done;
    }
    const auto message_id = text_of(message, "msg_id");
    if (message_id.empty() || notice_store::mark_delivered_by_message(tx, message_id, now))
        return Worked::done;
    // An answer in the chat has no notice; a notice may not have been recorded yet.
    return now - webhook.received_at < receipt_waits_max && !webhook_store::is_reply(tx, message_id)
               ? Worked::later
               : Worked::done;
}

} // namespace tnung::gateway
