#include "gateway/chat/chat.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/outbox/outbox.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/chat/reply.hpp"
#include "gateway/chat/sent_photo.hpp"
#include "gateway/citizen/number_stop.hpp"
#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/typed_code.hpp"
#include "gateway/dossier/dossier_detail.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/task/task_store.hpp"
#include "gateway/zalo/day_quota.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr int profile_urgency = 2; ///< nobody waits for who somebody is

using Kind = ChatCommand::Kind;
using Step = Conversation::Step;

constexpr std::size_t text_max = 2000;
constexpr std::size_t id_max = 40;
constexpr std::size_t address_bytes_max = 2000;
constexpr int dossiers_shown = 5;
constexpr std::size_t buttons_max = 5;
constexpr std::size_t subtitle_max = 500;

/// A national code that two dossiers claim names neither.
constexpr pg::Query find_dossier_query{"chat.find_dossier", R"sql(
    SELECT id, code, state, procedure_name, agency_name, due_at, unit_code
      FROM dossier WHERE code = $1
        OR national_code = $1 AND (SELECT count(*) FROM (SELECT 1 FROM dossier WHERE national_code = $1 LIMIT 2) few) = 1
     ORDER BY code = $1 DESC LIMIT 1
)sql"};

constexpr pg::Query newest_event_query{"chat.newest_event", R"sql(
    SELECT occurred_at, detail_sealed,
           owner_id IS NOT NULL AND owner_id IS DISTINCT FROM (SELECT dossier.owner_id FROM dossier WHERE dossier.id = $1)
      FROM dossier_event
     WHERE dossier_id = $1 AND kind = 'state' ORDER BY occurred_at DESC, id DESC LIMIT 1
)sql"};

constexpr pg::Query code_of_query{"chat.code_of", "SELECT code FROM dossier WHERE id = $1"};

constexpr pg::Query told_phone_query{"chat.told_phone", R"sql(
    SELECT coalesce(corrected_phone_id, phone_id) FROM dossier WHERE id = $1
)sql"};

constexpr pg::Query messages_query{"chat.messages", R"sql(
    SELECT count(*) FROM reply WHERE follower_id = $1
)sql"};

constexpr pg::Query replies_query{"chat.replies_lately", R"sql(
    SELECT count(*) FROM (SELECT 1 FROM reply WHERE follower_id = $1 AND created_at > $2 LIMIT $3) few
)sql"};

constexpr pg::Query talk_open_query{"chat.talk_open", R"sql(
    SELECT 1 FROM task WHERE follower_id = $1 AND kind = 'talk' AND closed_at IS NULL
)sql"};

constexpr pg::Query end_grant_query{"chat.end_grant", R"sql(
    UPDATE dossier_grant SET ended_at = $3 WHERE follower_id = $1 AND dossier_id = $2 AND ended_at IS NULL
)sql"};

const json::Object* object_in(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value ? value->if_object() : nullptr;
}

std::string text_in(const json::Object* object, std::string_view name)
{
    const auto* value = object ? object->if_contains(name) : nullptr;
    if (!value) return {};
    if (value->is_string()) return std::string(value->get_string());
    if (value->is_int64()) return fmt::format("{}", value->get_int64()); // older shapes
    return {};
}

/// Which user an event is about: his id stands in different places (zalo-openapi 7.4).
std::string user_of(std::string_view event_name, const json::Object& body)
{
    if (event_name == "follow" || event_name == "unfollow")
        return text_in(object_in(body, "follower"), "id");
    if (event_name.starts_with("user_send_") || event_name == "user_submit_info")
        return text_in(object_in(body, "sender"), "id");
    if (event_name == "user_click_chatnow" || event_name == "user_withdraw")
        return text_in(&body, "user_id");
    return {};
}

/// Of the first picture (zalo-openapi 7.5, user_send_image); empty where there is none.
std::string photo_address(const json::Object& body)
{
    const auto* message = object_in(body, "message");
    const auto* attachments = message ? message->if_contains("attachments") : nullptr;
    const auto* list = attachments ? attachments->if_array() : nullptr;
    if (!list || list->empty()) return {};
    const auto* first = list->front().if_object();
    return text_in(first ? object_in(*first, "payload") : nullptr, "url");
}

ChatButton says(std::string title, std::string payload)
{
    return {ChatButton::Does::say, std::move(title), std::move(payload)};
}

std::vector<ChatButton> menu(const Words& words)
{
    return {
        says(words.button_dossiers(), "#HOSO"), says(words.button_link(), "#NOISO"),
        says(words.button_talk(), "#GAPCANBO"), says(words.button_help(), "#TROGIUP"),
        says(
            words.button_language(),
            words.language() == Language::vi ? "#NGONNGU en" : "#NGONNGU vi"
        )};
}

/// Of what was not understood: whoever writes about a message that is not for him finds the way.
std::vector<ChatButton> menu_of_misunderstood(const Words& words)
{
    auto buttons = menu(words);
    buttons.back() = says(words.button_not_me(), "#KHONGPHAITOI");
    return buttons;
}

bool is_citizens_turn(int state)
{
    const auto known = DossierState(state);
    return known == DossierState::supplement_asked || known == DossierState::payment_asked ||
           known == DossierState::refused || known == DossierState::result_ready;
}

} // namespace

struct Chat::Turn {
    pg::Transaction& tx;
    Follower follower;
    Words words;
    Conversation conversation;
    Instant now;
};

void Chat::handle(
    pg::Transaction& tx, std::string_view event_name, const json::Object& body, Instant sent_at,
    Instant now
) const
{
    const auto user_id = user_of(event_name, body);
    if (user_id.empty() || user_id.size() > id_max || !is_digits(user_id)) return;
    auto follower = follower_store::upsert(tx, keys_, user_id, now);
    // Who comes back may have withdrawn before, and his name with it.
    if (follower.is_new || event_name == "follow")
        outbox::enqueue(tx, "profile", {{follower.id.value, profile_urgency, "profile"}}, now);
    if (event_name == "unfollow") {
        follower_store::mark_unfollowed(tx, follower.id, sent_at);
        return;
    }
    Turn turn{
        tx, follower, Words(follower.language), conversation::find(tx, keys_, follower.id, now),
        now};
    if (event_name == "user_withdraw") {
        follower_store::withdraw(tx, follower.id, now);
        note(turn, "citizen.withdrew", fmt::format("follower:{}", follower.id.value));
        data_request::ask(tx, rights_, DataRequestKind::erase, follower.id, now);
        return;
    }
    const bool was_silent =
        follower_store::end_silent(tx, follower.id, now - settings_.disclosure.silence_max, now);
    follower_store::mark_interaction(tx, follower.id, sent_at);
    if (was_silent) {
        note(turn, "citizen.silent", fmt::format("follower:{}", follower.id.value));
        say(turn, {.text = turn.words.silent_long(),
                   .buttons = {says(turn.words.button_link(), "#NOISO")}});
    }
    if (event_name == "follow") {
        follower_store::mark_followed(tx, follower.id, sent_at);
        followed(turn);
    } else if (event_name == "user_send_text") {
        wrote(turn, text_in(object_in(body, "message"), "text"));
    } else if (event_name == "user_submit_info") {
        const auto number = text::parse_phone(text_in(object_in(body, "info"), "phone"));
        if (number)
            claim_number(turn, number->digits);
        else
            say(turn, {.text = turn.words.number_wrong()});
    } else if (event_name == "user_send_image") {
        photographed(turn, body);
    }
}

void Chat::photographed(Turn& turn, const json::Object& body) const
{
    const auto address = photo_address(body);
    if (address.empty() || address.size() > address_bytes_max ||
        !sent_photo::enqueue(turn.tx, keys_, turn.follower.id, address, turn.now))
        show_menu(turn, turn.words.picture_unread());
}

void Chat::read_photo(
    pg::Transaction& tx, Id<Follower> follower_id, const std::vector<std::string>& codes,
    Instant now
) const
{
    const auto follower = follower_store::find(tx, keys_, follower_id);
    if (!follower) return;
    Turn turn{
        tx, *follower, Words(follower->language), conversation::find(tx, keys_, follower_id, now),
        now};
    for (const auto& code : codes) {
        const auto command = parse_chat(code, day_of(now));
        if (command.kind == Kind::dossier) return answer(turn, command, code);
    }
    show_menu(turn, turn.words.picture_unread());
}

void Chat::say(Turn& turn, const ChatMessage& message) const
{
    const auto lately = turn.tx
                            .exec(
                                replies_query, turn.follower.id, turn.now - std::chrono::hours(1),
                                settings_.replies_per_hour_max + 1
                            )
                            .get<std::int64_t>(0, 0);
    if (lately > settings_.replies_per_hour_max) return;
    if (lately == settings_.replies_per_hour_max)
        reply::enqueue(
            turn.tx, keys_, turn.follower.id, {.text = turn.words.too_often()}, turn.now
        );
    else
        reply::enqueue(turn.tx, keys_, turn.follower.id, message, turn.now);
}

/// Acts of people and what was opened to them (docs/formats/audit-log.md).
void Chat::note(Turn& turn, std::string act, std::string subject, json::Object more) const
{
    audit::append(
        turn.tx,
        {.act = std::move(act),
         .actor = fmt::format("follower:{}", turn.follower.id.value),
         .subject = std::move(subject),
         .note = std::move(more)},
        turn.now
    );
}

void Chat::show_menu(Turn& turn, std::string text) const
{
    say(turn, {.text = std::move(text), .buttons = menu(turn.words)});
}

void Chat::show_not_understood(Turn& turn) const
{
    say(turn, {.text = turn.words.not_understood(), .buttons = menu_of_misunderstood(turn.words)});
}

void Chat::followed(Turn& turn) const
{
    if (const auto request = data_request::open(turn.tx, DataRequestKind::erase, turn.follower.id))
        return show_erasure(
            turn, *request
        ); // came back after he asked: he may not mean it any more
    const auto numbers = phone_link::numbers_of(turn.tx, keys_, turn.follower.id);
    show_menu(turn, numbers.empty() ? turn.words.hello() : turn.words.hello_again());
}

void Chat::wrote(Turn& turn, const std::string& text) const
{
    const auto command = parse_chat(text, day_of(turn.now));
    // Whoever was asked for his question says it in his own words, whatever they look like; a tap
    // on a button still means the button.
    if (turn.conversation.step == Step::talk && !text.starts_with('#') &&
        command.kind != Kind::cancel)
        return pass_to_office(turn, text);
    answer(turn, command, text);
}

void Chat::answer(Turn& turn, const ChatCommand& command, const std::string& text) const
{
    const auto& words = turn.words;
    switch (command.kind) {
    case Kind::greeting: return followed(turn);
    case Kind::help: return show_menu(turn, words.help());
    case Kind::my_dossiers: return show_dossiers(turn);
    case Kind::dossier:
        if (turn.conversation.step == Step::reference) return give_reference(turn, *command.code);
        return show_dossier(turn, *command.code);
    case Kind::link: return begin_link(turn);
    case Kind::numbers: return show_numbers(turn);
    case Kind::unlink: return unlink(turn, command.digits);
    case Kind::number: return claim_number(turn, command.digits);
    case Kind::digits:
        if (command.digits.size() == code_digits_count) return give_code(turn, command.digits);
        if (turn.conversation.step == Step::owner) return give_owner(turn, command.digits);
        // Who waits for a code that does not come may give the owner's digits instead.
        if (turn.conversation.step == Step::reference || turn.conversation.step == Step::code)
            return give_reference(turn, LastDigits{command.digits});
        return show_not_understood(turn);
    case Kind::typed_code: return give_typed_code(turn, command.digits);
    case Kind::language:
        follower_store::set_language(turn.tx, turn.follower.id, command.language);
        turn.words = Words(command.language);
        return show_menu(turn, turn.words.language_changed());
    case Kind::talk: return ask_talk(turn);
    case Kind::not_me: return ask_not_me(turn, command.code);
    case Kind::yes_not_me: return stop_number(turn);
    case Kind::my_data: return show_data(turn);
    case Kind::erase: return ask_erase(turn);
    case Kind::yes_erase: return erase(turn);
    case Kind::keep: return keep(turn);
    case Kind::cancel:
        conversation::end(turn.tx, turn.follower.id);
        return show_menu(turn, words.cancelled());
    case Kind::unknown: break;
    }
    switch (turn.conversation.step) {
    case Step::number: return say(turn, {.text = words.number_wrong()});
    case Step::reference:
        if (const auto four = lone_digits(text, owner_digits_count))
            return give_reference(turn, LastDigits{*four});
        return say(turn, {.text = words.reference_wrong()});
    case Step::code:
        if (const auto six = lone_digits(text, code_digits_count)) return give_code(turn, *six);
        return say(turn, {.text = words.code_wrong()});
    case Step::owner:
        if (const auto four = lone_digits(text, owner_digits_count)) return give_owner(turn, *four);
        break;
    case Step::none:
    case Step::not_me:
    case Step::talk: break;
    }
    if (!turn.tx.exec(talk_open_query, turn.follower.id).empty()) return pass_to_office(turn, text);
    show_not_understood(turn);
}

ChatButton Chat::own_page(Turn& turn) const
{
    const auto token =
        page_link::make(turn.tx, std::nullopt, std::nullopt, turn.follower.id.value, turn.now);
    return {
        ChatButton::Does::open_page, turn.words.button_page(),
        settings_.page_origin + "/hs/" + token};
}

void Chat::show_dossiers(Turn& turn) const
{
    const auto& words = turn.words;
    const auto dossiers = follower_store::dossiers_of(
        turn.tx, turn.follower.id, dossiers_shown, turn.now, settings_.disclosure
    );
    if (dossiers.empty()) {
        const bool linked = !phone_link::numbers_of(turn.tx, keys_, turn.follower.id).empty();
        return say(
            turn, {.text = linked ? words.no_dossiers() : words.no_link_yet(),
                   .buttons = {says(words.button_link(), "#NOISO")}}
        );
    }
    std::string text = words.dossiers_head();
    for (std::size_t i = 0; i < dossiers.size() && i < std::size_t(dossiers_shown); ++i)
        text += "\n" + words.dossier_line(
                           dossiers[i].code,
                           notice_status(kind_of(DossierState(dossiers[i].state)), words),
                           is_citizens_turn(dossiers[i].state) ? words.your_turn() : ""
                       );
    ChatMessage message{.text = std::move(text)};
    message.buttons.push_back(own_page(turn));
    for (const auto& dossier : dossiers) {
        if (message.buttons.size() >= 3) break;
        message.buttons.push_back(says(code_tail(dossier.code), dossier.code));
    }
    message.buttons.push_back(says(words.button_settings(), "#SODANOI"));
    say(turn, message);
}

void Chat::show_dossier(Turn& turn, const DossierCode& code) const
{
    const auto& words = turn.words;
    const auto rows = turn.tx.exec(find_dossier_query, code.text);
    if (rows.empty())
        return say(turn, {.text = words.dossier_unknown(code.text), .buttons = menu(words)});
    const auto id = rows.get<std::int64_t>(0, 0);
    const auto shown = rows.get<std::string>(0, 1);
    const auto state = DossierState(rows.get<int>(0, 2));
    const auto disclosure =
        follower_store::disclosure(turn.tx, turn.follower.id, id, turn.now, settings_.disclosure);
    if (disclosure.level == Level::code) {
        // A code that was just looked at is what a link that follows is about.
        conversation::set(
            turn.tx, keys_, turn.follower.id, {.step = Step::number, .dossier_id = id}, turn.now
        );
        return say(
            turn,
            {.text = words.public_state(shown, notice_status(kind_of(state), words)) + "\n" +
                     words.public_more(),
             .buttons =
                 {says(words.button_link(), "#NOISO"), says(words.button_dossiers(), "#HOSO")}}
        );
    }
    NoticeFacts facts{
        .code = shown,
        .procedure = rows.get<std::string>(0, 3),
        .agency = rows.get<std::string>(0, 4),
        .happened = day_of(turn.now)};
    if (const auto due = rows.get<std::optional<Instant>>(0, 5)) facts.due = day_of(*due);
    const auto events = turn.tx.exec(newest_event_query, id);
    if (!events.empty()) {
        const auto opened = keys_.detail.open(events.get<Bytes>(0, 1).data, "dossier_event.detail");
        if (!opened) throw std::runtime_error("a detail was sealed with another key");
        const auto detail = parse_detail_text(*opened);
        facts.happened = day_of(events.get<Instant>(0, 0));
        facts.act_by = detail.act_by;
        const bool of_former_owner = events.get<bool>(0, 2);
        if (!of_former_owner) {
            facts.amount = detail.amount;
            facts.reason = detail.reason;
            facts.place = detail.result_place;
            facts.handler = detail.handler;
            facts.papers = detail.papers;
        }
    }
    const auto token = page_link::make(turn.tx, id, std::nullopt, turn.follower.id.value, turn.now);
    if (disclosure.level == Level::owner)
        note(turn, "citizen.opened", fmt::format("dossier:{}", id), {{"by", "chat"}});
    say(turn, chat_notice(
                  kind_of(state), facts, words, disclosure, disclosure.details_from,
                  settings_.page_origin + "/hs/" + token
              ));
}

void Chat::begin_link(Turn& turn) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) return say(turn, {.text = words.minor()});
    if (turn.conversation.step == Step::owner) turn.conversation = Conversation{};
    turn.conversation.step = Step::number;
    turn.conversation.number.clear();
    conversation::set(turn.tx, keys_, turn.follower.id, turn.conversation, turn.now);
    say(turn, {.text = words.share_title(),
               .asks_for_number = true,
               .subtitle = text::shortened(words.ask_number(), subtitle_max)});
}

void Chat::claim_number(Turn& turn, const std::string& number) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) return say(turn, {.text = words.minor()});
    // Another number is not held against the dossier of the one that was just linked.
    if (turn.conversation.step == Step::owner) turn.conversation = Conversation{};
    turn.conversation.number = number;
    if (turn.conversation.dossier_id) {
        const auto code = turn.tx.exec(code_of_query, *turn.conversation.dossier_id);
        return give_reference(turn, DossierCode{code.get<std::string>(0, 0)});
    }
    turn.conversation.step = Step::reference;
    conversation::set(turn.tx, keys_, turn.follower.id, turn.conversation, turn.now);
    say(turn, {.text = words.ask_reference()});
}

void Chat::give_reference(Turn& turn, const Reference& reference) const
{
    const auto day = day_quota::find(turn.tx, settings_.account, turn.now);
    const auto refusal = one_time_code::ask(
        turn.tx, keys_, turn.follower, turn.conversation.number, reference, turn.now,
        day ? settings_.codes.within(day->quota) : settings_.codes
    );
    turn.conversation.step = Step::code;
    conversation::set(turn.tx, keys_, turn.follower.id, turn.conversation, turn.now);
    // Only his own asking too often is told; whether the number or the dossier fits is not.
    say(turn, {.text = refusal == AskRefusal::too_many_asked ? turn.words.too_often()
                                                             : turn.words.code_on_its_way()});
}

void Chat::give_code(Turn& turn, const std::string& digits) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) return say(turn, {.text = words.minor()});
    const auto proved =
        one_time_code::use(turn.tx, keys_, turn.follower.id, digits, turn.now, settings_.codes);
    if (!proved) return say(turn, {.text = words.code_wrong()});
    phone_link::link(
        turn.tx, turn.follower.id, proved->phone_id, proved->owner_id, ProvedBy::code, turn.now,
        settings_.disclosure
    );
    one_time_code::tell_linked(
        turn.tx, keys_, turn.follower, proved->phone_id, proved->dossier_id, turn.now
    );
    note(
        turn, "citizen.linked", fmt::format("phone:{}", proved->phone_id),
        {{"by", proved->owner_id ? "digits" : "code"}}
    );
    std::string shown;
    for (const auto& number : phone_link::numbers_of(turn.tx, keys_, turn.follower.id))
        if (number.phone_id == proved->phone_id) shown = text::masked_phone(number.number);
    // What was sent to the number proves nothing beside it: details wait for the owner's digits.
    if (!proved->owner_id && proved->dossier_id &&
        phone_link::owner_can_be_added(turn.tx, turn.follower.id, *proved->dossier_id))
    {
        turn.conversation = {.step = Step::owner, .dossier_id = proved->dossier_id, .number = {}};
        conversation::set(turn.tx, keys_, turn.follower.id, turn.conversation, turn.now);
        return show_menu(turn, words.linked_number(shown) + "\n" + words.ask_owner());
    }
    conversation::end(turn.tx, turn.follower.id);
    if (!proved->owner_id) return show_menu(turn, words.linked_number(shown));
    show_menu(
        turn, words.linked(shown, text::spoken_time(turn.now + settings_.disclosure.details_wait))
    );
}

void Chat::give_owner(Turn& turn, const std::string& digits) const
{
    const auto& words = turn.words;
    const auto dossier_id = turn.conversation.dossier_id.value_or(0);
    const auto added = phone_link::add_owner(
        turn.tx, keys_, turn.follower.id, dossier_id, digits, turn.now, settings_.disclosure
    );
    if (added && added->result == owner_digits::Result::wrong)
        return say(turn, {.text = words.owner_wrong()});
    conversation::end(turn.tx, turn.follower.id);
    if (!added) return show_menu(turn, words.digits_none());
    if (added->result == owner_digits::Result::locked) {
        note(turn, "citizen.digits_locked", fmt::format("dossier:{}", dossier_id));
        return show_menu(turn, words.digits_locked());
    }
    one_time_code::tell_linked(
        turn.tx, keys_, turn.follower, added->phone_id, dossier_id, turn.now
    );
    note(turn, "citizen.owner_added", fmt::format("dossier:{}", dossier_id));
    show_menu(
        turn, words.owner_known(text::spoken_time(turn.now + settings_.disclosure.details_wait))
    );
}

void Chat::give_typed_code(Turn& turn, const std::string& code) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) return say(turn, {.text = words.minor()}); // and the code stays good
    const auto used = typed_code::use(turn.tx, keys_, code, turn.now);
    if (!used) return say(turn, {.text = words.typed_code_wrong()});
    const auto dossier = turn.tx.exec(code_of_query, used->dossier_id).get<std::string>(0, 0);
    if (used->kind == TypedCodeKind::counter) {
        phone_link::let_in(turn.tx, turn.follower.id, used->dossier_id, turn.now);
        note(
            turn, "citizen.let_in", fmt::format("dossier:{}", used->dossier_id),
            {{"by", fmt::format("staff:{}", used->staff_id.value_or(0))}}
        );
        const auto told = turn.tx.exec(told_phone_query, used->dossier_id);
        if (const auto phone = told.get<std::optional<std::int64_t>>(0, 0))
            one_time_code::tell_linked(
                turn.tx, keys_, turn.follower, *phone, used->dossier_id, turn.now
            );
        return show_menu(turn, words.linked_counter(dossier));
    }
    turn.conversation = {.step = Step::number, .dossier_id = used->dossier_id, .number = {}};
    conversation::set(turn.tx, keys_, turn.follower.id, turn.conversation, turn.now);
    say(turn,
        {.text = words.share_title(),
         .asks_for_number = true,
         .subtitle =
             text::shortened(words.started(dossier) + "\n" + words.ask_number(), subtitle_max)});
}

void Chat::show_numbers(Turn& turn) const
{
    const auto& words = turn.words;
    const auto numbers = phone_link::numbers_of(turn.tx, keys_, turn.follower.id);
    if (numbers.empty())
        return say(
            turn, {.text = words.no_numbers(), .buttons = {says(words.button_link(), "#NOISO")}}
        );
    ChatMessage message{.text = words.numbers()};
    for (const auto& number : numbers) {
        const auto shown = text::masked_phone(number.number);
        message.text += "\n" + words.number_line(shown, date_text(day_of(number.proved_at)));
        if (message.buttons.size() + 1 < buttons_max)
            message.buttons.push_back(says(words.button_unlink(shown), "#BONOI " + number.number));
    }
    message.buttons.push_back(says(words.button_link(), "#NOISO"));
    say(turn, message);
}

void Chat::unlink(Turn& turn, const std::string& number) const
{
    for (const auto& linked : phone_link::numbers_of(turn.tx, keys_, turn.follower.id))
        if (linked.number == number) {
            phone_link::unlink(turn.tx, turn.follower.id, linked.phone_id, turn.now);
            note(turn, "citizen.unlinked", fmt::format("phone:{}", linked.phone_id));
            return show_menu(turn, turn.words.unlinked(text::masked_phone(number)));
        }
    show_numbers(turn);
}

void Chat::ask_not_me(Turn& turn, const std::optional<DossierCode>& code) const
{
    const auto& words = turn.words;
    const auto numbers = phone_link::numbers_of(turn.tx, keys_, turn.follower.id);
    std::optional<std::int64_t> of_dossier;
    if (code) {
        const auto rows = turn.tx.exec(find_dossier_query, code->text);
        if (!rows.empty()) {
            const auto id = rows.get<std::int64_t>(0, 0);
            // Let in at the counter by mistake: that ends, whoever the number belongs to.
            turn.tx.exec(end_grant_query, turn.follower.id, id, turn.now);
            of_dossier = turn.tx.exec(told_phone_query, id).get<std::optional<std::int64_t>>(0, 0);
        }
    }
    for (const auto& number : numbers) {
        if (of_dossier ? number.phone_id != *of_dossier : numbers.size() > 1) continue;
        turn.conversation = {.step = Step::not_me, .dossier_id = {}, .number = number.number};
        conversation::set(turn.tx, keys_, turn.follower.id, turn.conversation, turn.now);
        const auto shown = text::masked_phone(number.number);
        const bool stops = phone_link::speaks_for_number(
            turn.tx, turn.follower.id, number.phone_id, turn.now, settings_.disclosure
        );
        return say(
            turn, {.text = stops ? words.not_me_ask(shown) : words.not_me_ask_account(shown),
                   .buttons =
                       {says(words.button_yes_not_me(), "#DUNGKHONGPHAITOI"),
                        says(words.button_cancel(), "#THOI")}}
        );
    }
    if (numbers.size() > 1) return show_numbers(turn);
    show_menu(turn, words.not_me_nothing());
}

void Chat::stop_number(Turn& turn) const
{
    if (turn.conversation.step != Step::not_me) return ask_not_me(turn, std::nullopt);
    const auto number = turn.conversation.number;
    conversation::end(turn.tx, turn.follower.id);
    const auto shown = text::masked_phone(number);
    for (const auto& linked : phone_link::numbers_of(turn.tx, keys_, turn.follower.id)) {
        if (linked.number != number) continue;
        const bool stopped = number_stop::said_by_account(
            turn.tx, linked.phone_id, turn.follower.id, "chat", turn.now, settings_.disclosure
        );
        note(
            turn, stopped ? "citizen.not_me" : "citizen.disowned",
            fmt::format("phone:{}", linked.phone_id)
        );
        if (!stopped) return show_menu(turn, turn.words.not_me_account_done(shown));
    }
    show_menu(turn, turn.words.not_me_done(shown));
}

void Chat::show_data(Turn& turn) const
{
    const auto& words = turn.words;
    const auto messages = turn.tx.exec(messages_query, turn.follower.id).get<std::int64_t>(0, 0);
    const auto numbers = phone_link::numbers_of(turn.tx, keys_, turn.follower.id).size();
    data_request::mark_done(
        turn.tx,
        data_request::ask(turn.tx, rights_, DataRequestKind::copy, turn.follower.id, turn.now).id,
        turn.now
    );
    ChatMessage message{
        .text = words.data_head() + "\n" + words.data_line_account() + "\n" +
                words.data_line_numbers(fmt::format("{}", numbers)) + "\n" +
                words.data_line_messages(
                    fmt::format("{}", messages),
                    fmt::format("{}", retention_.days_of("chat_message", day_of(turn.now)).count())
                )};
    if (numbers > 0) { // the page opens with the digits of an owner that a number proved
        message.text += "\n" + words.data_more();
        message.buttons.push_back(own_page(turn));
    }
    message.buttons.push_back(says(words.button_erase(), "#XOADULIEU"));
    say(turn, message);
}

void Chat::ask_erase(Turn& turn) const
{
    const auto& words = turn.words;
    say(turn, {.text = words.erase_ask() + "\n" + words.erase_stays(),
               .buttons = {
                   says(words.button_yes_erase(), "#DUNGXOADULIEU"),
                   says(words.button_cancel(), "#THOI")}});
}

void Chat::erase(Turn& turn) const
{
    const auto request =
        data_request::ask(turn.tx, rights_, DataRequestKind::erase, turn.follower.id, turn.now);
    note(
        turn, "data.erase_asked", fmt::format("follower:{}", turn.follower.id.value),
        {{"request", request.number()}}
    );
    show_erasure(turn, request);
}

void Chat::show_erasure(Turn& turn, const DataRequest& request) const
{
    const auto& words = turn.words;
    say(turn, {.text = words.erase_taken(request.number(), text::spoken_time(request.not_before)) +
                       "\n" + words.erase_until(),
               .buttons = {says(words.button_keep(), "#GIUDULIEU")}});
}

void Chat::keep(Turn& turn) const
{
    const bool kept =
        data_request::take_back(turn.tx, turn.follower.id, DataRequestKind::erase, turn.now);
    if (kept)
        note(turn, "data.erase_taken_back", fmt::format("follower:{}", turn.follower.id.value));
    show_menu(turn, kept ? turn.words.erase_kept() : turn.words.erase_nothing());
}

std::string Chat::office_name(const std::optional<std::string>& unit_code, const Words& words) const
{
    const auto unit = unit_code ? units_.resolve(*unit_code) : ResolvedUnit{};
    return unit.unit ? words.unit_office(unit.unit->name) : words.province_office();
}

void Chat::ask_talk(Turn& turn) const
{
    const auto dossiers =
        follower_store::dossiers_of(turn.tx, turn.follower.id, 1, turn.now, settings_.disclosure);
    const auto unit = dossiers.empty() ? std::nullopt : dossiers.front().unit_code;
    turn.conversation = {.step = Step::talk, .dossier_id = {}, .number = {}};
    if (!dossiers.empty()) turn.conversation.dossier_id = dossiers.front().dossier_id;
    conversation::set(turn.tx, keys_, turn.follower.id, turn.conversation, turn.now);
    say(turn, {.text = turn.words.talk_ask(office_name(unit, turn.words)),
               .buttons = {says(turn.words.button_cancel(), "#THOI")}});
}

void Chat::pass_to_office(Turn& turn, const std::string& text) const
{
    const auto dossiers =
        follower_store::dossiers_of(turn.tx, turn.follower.id, 1, turn.now, settings_.disclosure);
    const auto unit = dossiers.empty() ? std::nullopt : dossiers.front().unit_code;
    const bool first = turn.tx.exec(talk_open_query, turn.follower.id).empty();
    const auto task = task_store::open_talk(
        turn.tx, turn.follower.id.value, unit,
        dossiers.empty() ? std::nullopt : std::optional(dossiers.front().dossier_id), turn.now
    );
    const auto clean = text::shortened(text::clean_lines(text), text_max);
    task_store::add_message(
        turn.tx, task, std::nullopt, Bytes{keys_.message.seal(clean, "task_message.text")}, turn.now
    );
    conversation::end(turn.tx, turn.follower.id);
    if (first || turn.conversation.step == Step::talk)
        say(turn, {.text = turn.words.talk_sent(
                       office_name(unit, turn.words),
                       text::weekday_date(calendar_.add(day_of(turn.now), 1))
                   )});
}

} // namespace tnung::gateway
