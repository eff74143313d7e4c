#include "gateway/notice/webhook_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/log/log.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/zalo/webhook.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr int batch_max = 500;

constexpr pg::Query store_query{"webhook.store", R"sql(
    INSERT INTO webhook (event_key, event_name, body_sealed, received_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (event_key) DO NOTHING
)sql"};

constexpr pg::Query take_query{"webhook.take", R"sql(
    SELECT id, event_name, body_sealed FROM webhook
     WHERE worked_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
)sql"};

constexpr pg::Query finish_query{"webhook.finish", R"sql(
    UPDATE webhook SET worked_at = $2 WHERE id = ANY ($1::bigint[])
)sql"};

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
    const ZaloSettings& settings, metrics::Registry& metrics
)
    : pool_(pool), clock_(clock), sealer_(keyring.sealer("gateway.webhook")), settings_(settings),
      metrics_(metrics), loop_(
                             {.turn = [this] { return work_once(); },
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
        request.body, request.header("x-zevent-signature"), settings_.app_id,
        settings_.webhook_secret, now
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
    auto tx = pool_.begin();
    tx.exec(
        store_query, Bytes{event_key(*webhook, request.body)}, webhook->event_name,
        Bytes{sealer_.seal(request.body, "webhook.body")}, now
    );
    tx.commit();
    loop_.wake();
    return http::text_response(200, "ok\n");
}

std::size_t WebhookPages::work_once()
{
    auto tx = pool_.begin();
    const auto rows = tx.exec(take_query, batch_max);
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ids.push_back(rows.get<std::int64_t>(i, 0));
        const auto name = rows.text(i, 1);
        if (name != "user_received_message") continue;
        const auto body = sealer_.open(rows.get<Bytes>(i, 2).data, "webhook.body");
        if (!body) throw std::runtime_error("a webhook was sealed with another key");
        const auto value = json::parse(*body);
        const auto tracking_id = text_of(object_of(value->if_object(), "message"), "tracking_id");
        if (!tracking_id.empty()) notice_store::mark_delivered(tx, tracking_id, clock_.now());
    }
    if (!ids.empty()) tx.exec(finish_query, ids, clock_.now());
    tx.commit();
    return ids.size();
}

} // namespace tnung::gateway
