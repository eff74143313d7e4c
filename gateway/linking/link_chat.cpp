#include "gateway/linking/link_chat.hpp"

#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/chat/chat_sentences.hpp"
#include "gateway/citizen/dossier_contact.hpp"
#include "gateway/linking/linked_numbers.hpp"
#include "gateway/linking/spoken_digits.hpp"
#include "gateway/zalo/day_quota.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

// Of conversation.step.
constexpr auto number_step = "number", reference_step = "reference", code_step = "code",
               owner_step = "owner";
constexpr std::size_t code_digits = 6, owner_digits_count = 4;
constexpr std::size_t subtitle_max = 500;
constexpr std::size_t number_text_max = 20;

ChatMessage number_form(const Words& words, const std::string& subtitle)
{
    return {
        .text = words.share_title(),
        .asks_for_number = true,
        .subtitle = text::shortened(subtitle, subtitle_max)};
}

std::optional<std::string> digits_alone_of(const Said& said, std::size_t count)
{
    auto digits = said.in_photo ? std::nullopt : digits_alone(chat_plain(said.text));
    return digits && digits->size() == count ? digits : std::nullopt;
}

} // namespace

ChatPart LinkChat::part() const
{
    const auto text = [this](auto act) {
        return [this, act](ChatTurn& turn, const Said& said) { return (this->*act)(turn, said); };
    };
    const auto miss = [](auto sentence) {
        return [sentence](ChatTurn& turn, const Said&) {
            turn.say({.text = (turn.words.*sentence)()});
            return true;
        };
    };
    return {
        .intents =
            {{.name = "link",
              .button = "#NOISO",
              .answer = [this](ChatTurn& turn, const Said&) { begin(turn); }},
             {.name = "numbers",
              .button = "#SODANOI",
              .answer =
                  [this](ChatTurn& turn, const Said&) { turn.say(linked_numbers(turn, keys_)); }},
             {.name = "unlink",
              .button = "#BONOI",
              .answer =
                  [this](ChatTurn& turn, const Said& said) {
                      const auto number = text::parse_phone(said.rest);
                      unlink(turn, number ? number->digits : "");
                  }}},
        .steps =
            {{.name = number_step, .miss = miss(&Words::number_wrong)},
             {.name = reference_step,
              .take = text(&LinkChat::take_reference),
              .photos = true,
              .miss =
                  [this](ChatTurn& turn, const Said& said) {
                      if (const auto four = digits_within(said.text, owner_digits_count))
                          give_reference(turn, LastDigits{*four});
                      else
                          turn.say({.text = turn.words.reference_wrong()});
                      return true;
                  }},
             {.name = code_step,
              .take = text(&LinkChat::take_code),
              .miss =
                  [this](ChatTurn& turn, const Said& said) {
                      if (const auto six = digits_within(said.text, code_digits))
                          give_code(turn, *six);
                      else
                          turn.say({.text = turn.words.code_wrong()});
                      return true;
                  }},
             {.name = owner_step,
              .take = text(&LinkChat::take_owner),
              .miss =
                  [this](ChatTurn& turn, const Said& said) {
                      const auto four = digits_within(said.text, owner_digits_count);
                      if (four) give_owner(turn, *four);
                      return four.has_value();
                  }}},
        .readers =
            {{.read = text(&LinkChat::read_typed_code)}, {.read = text(&LinkChat::read_digits)}},
        .greet = [this](ChatTurn& turn) { return greet(turn); },
        .share_number =
            [this](ChatTurn& turn, const std::string& shared) {
                if (const auto number = text::parse_phone(shared))
                    claim_number(turn, number->digits);
                else
                    turn.say({.text = turn.words.number_wrong()});
            },
        .is_code = [](std::string_view one,
                      Day) { return short_code::is_alone(one, typed_code::kinds); }};
}

void LinkChat::await_number(ChatTurn& turn, std::int64_t dossier_id)
{
    turn.ask({.step = number_step, .dossier_id = dossier_id, .number = {}});
}

bool LinkChat::greet(ChatTurn& turn) const
{
    const auto numbers = phone_link::numbers_of(turn.tx, keys_, turn.follower.id);
    turn.show_menu(numbers.empty() ? turn.words.hello() : turn.words.hello_again());
    return true;
}

bool LinkChat::take_reference(ChatTurn& turn, const Said& said) const
{
    if (const auto code = find_dossier_code(said.text, day_of(turn.now)))
        give_reference(turn, *code);
    else if (const auto four = digits_alone_of(said, owner_digits_count))
        give_reference(turn, LastDigits{*four});
    else
        return false;
    return true;
}

/// Who waits for a code that does not come may give the owner's digits instead.
bool LinkChat::take_code(ChatTurn& turn, const Said& said) const
{
    const auto four = digits_alone_of(said, owner_digits_count);
    if (four) give_reference(turn, LastDigits{*four});
    return four.has_value();
}

bool LinkChat::take_owner(ChatTurn& turn, const Said& said) const
{
    const auto four = digits_alone_of(said, owner_digits_count);
    if (four) give_owner(turn, *four);
    return four.has_value();
}

bool LinkChat::read_typed_code(ChatTurn& turn, const Said& said) const
{
    const bool alone = short_code::is_alone(said.text, typed_code::kinds);
    if (const auto code = short_code::find(said.text, typed_code::kinds))
        return give_typed_code(turn, *code, alone);
    const bool mistyped = short_code::looks_like(said.text, typed_code::kinds);
    if (mistyped) turn.say({.text = turn.words.typed_code_wrong()});
    return mistyped;
}

/// Six digits are a code, whenever they come; a number is claimed.
bool LinkChat::read_digits(ChatTurn& turn, const Said& said) const
{
    if (const auto six = digits_alone_of(said, code_digits)) {
        give_code(turn, *six);
        return true;
    }
    const auto plain = chat_plain(said.text);
    if (plain.size() > number_text_max) return false;
    const auto number = text::parse_phone(plain);
    if (number) claim_number(turn, number->digits);
    return number.has_value();
}

void LinkChat::begin(ChatTurn& turn) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) return turn.say({.text = words.minor()});
    // Another number is not held against the dossier of the one that was just linked.
    const bool after_link = turn.conversation.step == owner_step;
    turn.ask(
        {.step = number_step,
         .dossier_id = after_link ? std::nullopt : turn.conversation.dossier_id,
         .number = {}}
    );
    turn.say(number_form(words, words.ask_number()));
}

void LinkChat::claim_number(ChatTurn& turn, const std::string& number) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) return turn.say({.text = words.minor()});
    const bool after_link = turn.conversation.step == owner_step;
    auto next = after_link ? Conversation{} : turn.conversation;
    next.number = number;
    if (next.dossier_id) {
        turn.conversation = next;
        return give_reference(
            turn, DossierCode{dossier_contact::code_of(turn.tx, *next.dossier_id)}
        );
    }
    next.step = reference_step;
    turn.ask(std::move(next));
    turn.say({.text = words.ask_reference()});
}

void LinkChat::give_reference(ChatTurn& turn, const Reference& reference) const
{
    const auto day = day_quota::find(turn.tx, settings_.account, turn.now);
    const auto refusal = one_time_code::ask(
        turn.tx, keys_, turn.follower, turn.conversation.number, reference, turn.now,
        day ? settings_.codes.within(day->quota) : settings_.codes
    );
    auto next = turn.conversation;
    next.step = code_step;
    turn.ask(std::move(next));
    // Only his own asking too often is told; whether the number or the dossier fits is not.
    turn.say(
        {.text = refusal == AskRefusal::too_many_asked ? turn.words.too_often()
                                                       : turn.words.code_on_its_way()}
    );
}

void LinkChat::give_code(ChatTurn& turn, const std::string& digits) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) return turn.say({.text = words.minor()});
    const auto proved =
        one_time_code::use(turn.tx, keys_, turn.follower.id, digits, turn.now, settings_.codes);
    if (!proved) return turn.say({.text = words.code_wrong()});
    phone_link::link(
        turn.tx, turn.follower.id, proved->phone_id, proved->owner_id, ProvedBy::code, turn.now,
        settings_.disclosure
    );
    one_time_code::tell_linked(
        turn.tx, keys_, turn.follower, proved->phone_id, proved->dossier_id, turn.now
    );
    turn.note(
        "citizen.linked", fmt::format("phone:{}", proved->phone_id),
        {{"by", proved->owner_id ? "digits" : "code"}}
    );
    std::string shown;
    for (const auto& number : phone_link::numbers_of(turn.tx, keys_, turn.follower.id))
        if (number.phone_id == proved->phone_id) shown = text::masked_phone(number.number);
    // What was sent to the number proves nothing beside it: details wait for the owner's digits.
    if (!proved->owner_id && proved->dossier_id &&
        phone_link::owner_can_be_added(turn.tx, turn.follower.id, *proved->dossier_id))
    {
        turn.ask({.step = owner_step, .dossier_id = proved->dossier_id, .number = {}});
        return turn.show_menu(words.linked_number(shown) + "\n" + words.ask_owner());
    }
    turn.end_conversation();
    if (!proved->owner_id) return turn.show_menu(words.linked_number(shown));
    turn.show_menu(
        words.linked(shown, text::spoken_time(turn.now + settings_.disclosure.details_wait))
    );
}

void LinkChat::give_owner(ChatTurn& turn, const std::string& digits) const
{
    const auto& words = turn.words;
    const auto dossier_id = turn.conversation.dossier_id.value_or(0);
    const auto added = phone_link::add_owner(
        turn.tx, keys_, turn.follower.id, dossier_id, digits, turn.now, settings_.disclosure
    );
    if (added && added->result == owner_digits::Result::wrong)
        return turn.say({.text = words.owner_wrong()});
    turn.end_conversation();
    if (!added) return turn.show_menu(words.digits_none());
    if (added->result == owner_digits::Result::locked) {
        turn.note("citizen.digits_locked", fmt::format("dossier:{}", dossier_id));
        return turn.show_menu(words.digits_locked());
    }
    one_time_code::tell_linked(
        turn.tx, keys_, turn.follower, added->phone_id, dossier_id, turn.now
    );
    turn.note("citizen.owner_added", fmt::format("dossier:{}", dossier_id));
    turn.show_menu(words.owner_known(text::spoken_time(turn.now + settings_.disclosure.details_wait)
    ));
}

/// Whether it is answered: what looks like a code among other words, and is none of ours, may be
/// words.
bool LinkChat::give_typed_code(ChatTurn& turn, const std::string& code, bool alone) const
{
    const auto& words = turn.words;
    if (turn.follower.minor) { // and the code stays good
        if (alone) turn.say({.text = words.minor()});
        return alone;
    }
    const auto used = typed_code::use(turn.tx, keys_, code, turn.now);
    if (!used) {
        if (alone) turn.say({.text = words.typed_code_wrong()});
        return alone;
    }
    const auto dossier = dossier_contact::code_of(turn.tx, used->dossier_id);
    if (used->kind == TypedCodeKind::counter) {
        let_in(turn, *used, dossier);
        return true;
    }
    await_number(turn, used->dossier_id);
    turn.say(number_form(words, words.started(dossier) + "\n" + words.ask_number()));
    return true;
}

void LinkChat::let_in(ChatTurn& turn, const UsedCode& used, const std::string& dossier) const
{
    phone_link::let_in(turn.tx, turn.follower.id, used.dossier_id, turn.now);
    turn.note(
        "citizen.let_in", fmt::format("dossier:{}", used.dossier_id),
        {{"by", fmt::format("staff:{}", used.staff_id.value_or(0))}}
    );
    if (const auto phone = dossier_contact::told_phone(turn.tx, used.dossier_id))
        one_time_code::tell_linked(
            turn.tx, keys_, turn.follower, *phone, used.dossier_id, turn.now
        );
    turn.show_menu(turn.words.linked_counter(dossier));
}

void LinkChat::unlink(ChatTurn& turn, const std::string& number) const
{
    for (const auto& linked : phone_link::numbers_of(turn.tx, keys_, turn.follower.id))
        if (linked.number == number) {
            phone_link::unlink(turn.tx, turn.follower.id, linked.phone_id, turn.now);
            turn.note("citizen.unlinked", fmt::format("phone:{}", linked.phone_id));
            return turn.show_menu(turn.words.unlinked(text::masked_phone(number)));
        }
    turn.say(linked_numbers(turn, keys_));
}

} // namespace tnung::gateway
