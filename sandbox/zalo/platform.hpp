#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/server.hpp"
#include "sandbox/zalo/webhook_emitter.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace tnung::sandbox {

/// What the account is and how the platform behaves today.
struct ZaloSandboxSettings {
    std::string app_id = "1234567890123456789";
    std::string app_secret = "AppSecretDemo";
    std::string oa_id = "9000000000000000001";
    std::string oa_name = "Hành chính công tỉnh Gia Lai";
    std::string webhook_secret = "OaSecretKeyDemo";
    std::string webhook_url; ///< where webhooks go; empty: nowhere
    std::string callback; ///< where an administrator's consent is told to (OAuth); empty: nowhere
    std::string button_origin; ///< what the buttons of the templates begin with
    std::string access_token = "At-demo-01";
    std::string refresh_token = "Rt-demo-01";
    std::chrono::seconds access_life{90'000}, refresh_life{std::chrono::days(90)};
    std::int64_t quota_daily = 50'000; ///< a step of Zalo's ladder
    int calls_per_minute = 4000;
    bool night_rule = true;
    bool follow_opens_window = true; ///< not documented for sure (zalo-openapi 12, 10)
    std::chrono::milliseconds lost_answer_after{
        12'000}; ///< delay of an answer that is to get lost, so that the caller gives up
    std::chrono::milliseconds answer_max{55};  ///< the platform's own time to answer
    std::chrono::milliseconds device_max{200}; ///< until a device acknowledges
    int webhook_retries_faster = 1;
    std::chrono::seconds review{5}; ///< how long a new template waits for approval
    std::uint32_t seed = 1;
};

/// Faults, in parts of a thousand where they are chances.
struct ZaloFaults {
    bool down = false;              ///< every call answers 503
    int timeout_after_acting = 0;   ///< the message is taken, the answer never comes
    int transient_error = 0;        ///< -32
    int webhook_repeat = 0;         ///< sent again
    int webhook_drop = 0;           ///< never sent
    bool webhook_held = false;      ///< kept back, and sent when this fault ends
    bool template_disabled = false; ///< -131
    bool tokens_revoked = false;    ///< -124 until renewed
};

/// What one phone shows in the account's chat.
struct InboxMessage {
    std::string id;
    Instant at;
    bool from_user = false;
    std::string title; ///< of a template message
    std::string text;
    std::string picture;                                   ///< path of a photo at the platform
    std::vector<std::pair<std::string, std::string>> rows; ///< of a template's table
    struct Button {
        std::string title, type, payload;
    };
    std::vector<Button> buttons;
    bool asks_for_number = false;
    bool seen = false;
};

/// A Zalo account, as this OA and this app know it.
struct ZaloUser {
    std::string user_id, user_id_by_app;
    std::string phone; ///< 84…
    std::string display_name;
    bool minor = false;
    bool follows = false;
    bool refuses_chat = false; ///< messages to this user are answered with error -244
    std::optional<Instant> interacted_at;
    std::string shared_phone; ///< what he shared in the form
    std::set<std::string> tags;
    std::vector<InboxMessage> inbox;
};

struct TemplateForm {
    std::string id, name, status = "ENABLE", tag = "1", title, paragraph;
    int type = 1;
    std::vector<std::pair<std::string, int>> parameters; ///< name and type
    std::optional<Instant> enabled_at;                   ///< of one under review
    Instant created_at{};
    bool by_app = false; ///< made by a call, not in the console
};

/// What all parts of the platform share. Every field behind the mutex; parts lock, then act.
struct Platform {
    Platform(ZaloSandboxSettings given, const Clock& clock, std::string_view templates_tsv);

    const ZaloSandboxSettings settings;
    const Clock& clock;
    WebhookEmitter webhooks;

    std::mutex mutex; ///< guards what follows
    ZaloFaults faults;
    std::vector<std::pair<json::Object, WebhookEmitter::Server>> held_webhooks;
    std::mt19937 random;
    std::string access, refresh;
    Instant access_until, refresh_until;
    struct Code {
        std::string challenge; ///< base64url of SHA-256 of what its holder knows; empty: nothing
        Instant until;
    };
    std::map<std::string, Code> codes; ///< of consents that were not changed for tokens yet
    std::set<std::string> used_refresh;
    int issued = 1;
    std::map<std::string, TemplateForm> templates; ///< by id
    std::map<std::string, ZaloUser> users;         ///< by user id
    std::map<std::string, std::string> user_of_phone;
    std::map<std::string, std::string> known_names; ///< by phone: how people call themselves
    struct Received {
        std::string phone, template_id, tracking_id, message_id;
        std::map<std::string, std::string> parameters;
    };
    std::vector<Received> received; ///< template messages by phone, in order
    /// Everything that was taken, whichever call brought it: what crash rehearsals are judged by.
    struct Accepted {
        std::string api; ///< chat, template_by_user, template_by_phone
        std::string recipient, message_id, tracking_id;
    };
    std::vector<Accepted> accepted;
    std::map<std::string, Instant> delivered;
    struct Attachment {
        std::string kind; ///< image, gif, file
        std::size_t size;
        Instant at;
    };
    std::map<std::string, Attachment> attachments; ///< by id
    struct UserMessage {
        std::string user_id;
        Instant at;
        int replies = 0; ///< that named it
    };
    std::map<std::string, UserMessage> user_messages; ///< what people wrote, by id
    std::map<std::string, std::string> photos;        ///< what people sent, by name
    std::string photo_origin;                         ///< where the platform serves them
    std::int64_t quota_daily;                         ///< the step of the ladder it stands on now
    std::int64_t sent_today = 0;
    Day today{};
    std::int64_t minute = 0;
    int calls_this_minute = 0;
    /// The phones on the page, and people's habits; told with the mutex held.
    std::vector<std::function<void(const std::string& user_id)>> inbox_listeners;

    // With the mutex held:
    bool chance(int per_thousand) { return int(random() % 1000) < per_thousand; }
    /// Rate and token; 0 or the error of template calls (zalo-openapi 5.9).
    int refuse_call(const http::Request& request);
    /// The same with the errors of the account's calls (zalo-openapi 4.10).
    int refuse_oa_call(const http::Request& request);
    /// Counts begin anew with the day.
    void turn_day();
    bool is_night() const;
    /// Returns the account of a number; made when first asked for, with the same ids in every run.
    /// Null where the number has no Zalo account.
    ZaloUser* user_by_phone(const std::string& phone);
    ZaloUser* user_by_id(const std::string& user_id);
    void put(ZaloUser& user, InboxMessage message);
    void inbox_changed(const std::string& user_id);
    std::string new_id(std::string_view prefix);
    /// Frame of an event about a user.
    json::Object event(std::string_view name) const;
    void tell(const json::Object& event, WebhookEmitter::Server server);
    std::chrono::milliseconds answer_time();
};

/// `{"error":…,"message":…,"data":…}` with HTTP 200, for errors too, as the real one.
http::Response zalo_answer(int error, json::Value data = json::Object{});
/// The single parameter `data` of v2/v3 GET calls, or plain parameters: clients send both
/// (zalo-openapi 1.5). Empty text where it is missing.
std::string get_parameter(const http::Request& request, std::string_view name);

} // namespace tnung::sandbox
