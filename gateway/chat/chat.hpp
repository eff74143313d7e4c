#pragma once

#include "foundation/calendar/working_days.hpp"
#include "foundation/json/json.hpp"
#include "gateway/chat/chat_command.hpp"
#include "gateway/chat/conversation.hpp"
#include "gateway/citizen/one_time_code.hpp"
#include "gateway/citizen/phone_link.hpp"
#include "gateway/dossier/unit_directory.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/rights/retention_rules.hpp"
#include "gateway/words/catalogue.hpp"
#include "gateway/zalo/zalo_client.hpp"

#include <string>

namespace tnung::gateway {

struct ChatSettings {
    DisclosureSettings disclosure;
    OneTimeCodeSettings codes;
    std::string page_origin;       ///< of the addresses in messages
    std::string account;           ///< whose day's messages codes are counted against
    int replies_per_hour_max = 60; ///< to one follower; beyond it silence
};

/// What the account does when somebody follows it, writes to it or taps a button: each event from
/// Zalo is one act in one transaction, its answers leave through the outbox.
class Chat {
public:
    Chat(
        const PersonKeys& keys, const UnitDirectory& units, const calendar::WorkingDays& calendar,
        const DataRights& rights, const RetentionRules& retention, ChatSettings settings
    )
        : keys_(keys), units_(units), calendar_(calendar), rights_(rights), retention_(retention),
          settings_(std::move(settings))
    {
    }

    /// Events of people (zalo-openapi 7.5); others do nothing. `sent_at` is the event's own time.
    void handle(
        pg::Transaction& tx, std::string_view event_name, const json::Object& body, Instant sent_at,
        Instant now
    ) const;

    /// What the codes in a photo say that a follower sent (sent_photo): a dossier is shown as if he
    /// had typed its code, nothing else is obeyed.
    void read_photo(
        pg::Transaction& tx, Id<Follower> follower, const std::vector<std::string>& codes,
        Instant now
    ) const;

private:
    struct Turn; ///< one follower's event, with what it needs

    void followed(Turn& turn) const;
    void photographed(Turn& turn, const json::Object& body) const;
    void wrote(Turn& turn, const std::string& text) const;
    void answer(Turn& turn, const ChatCommand& command, const std::string& text) const;
    void show_menu(Turn& turn, std::string text) const;
    void show_not_understood(Turn& turn) const;
    /// Opens his own list, by a new private address.
    ChatButton own_page(Turn& turn) const;
    void show_dossiers(Turn& turn) const;
    void show_dossier(Turn& turn, const DossierCode& code) const;
    void begin_link(Turn& turn) const;
    void claim_number(Turn& turn, const std::string& number) const;
    void give_reference(Turn& turn, const Reference& reference) const;
    void give_code(Turn& turn, const std::string& digits) const;
    void give_owner(Turn& turn, const std::string& digits) const;
    void give_typed_code(Turn& turn, const std::string& code) const;
    void show_numbers(Turn& turn) const;
    void unlink(Turn& turn, const std::string& number) const;
    void ask_not_me(Turn& turn, const std::optional<DossierCode>& code) const;
    void stop_number(Turn& turn) const;
    void show_data(Turn& turn) const;
    void ask_erase(Turn& turn) const;
    void erase(Turn& turn) const;
    void show_erasure(Turn& turn, const DataRequest& request) const;
    void keep(Turn& turn) const;
    void ask_talk(Turn& turn) const;
    void pass_to_office(Turn& turn, const std::string& text) const;
    std::string office_name(const std::optional<std::string>& unit_code, const Words& words) const;
    void say(Turn& turn, const ChatMessage& message) const;
    void note(Turn& turn, std::string act, std::string subject, json::Object more = {}) const;

    const PersonKeys& keys_;
    const UnitDirectory& units_;
    const calendar::WorkingDays& calendar_;
    const DataRights& rights_;
    const RetentionRules& retention_;
    const ChatSettings settings_;
};

} // namespace tnung::gateway
