#include "tests/ladder/ladder_rules.hpp"

namespace tnung::ladder {

namespace {

constexpr std::array<std::string_view, proofs> proof_names = {
    "nothing",
    "the dossier's code",
    "address sent to the number",
    "address forwarded to him",
    "address and owner's digits",
    "linked by dossier's code",
    "linked by owner's digits",
    "linked by code, digits later",
    "clerk's code",
    "clerk's code, used up by another",
    "linked by code, named staff"};
constexpr std::array<std::string_view, owners> owner_names = {
    "the reader",
    "another person on the same number",
    "the same name and birth date, no identity number",
    "a business",
    "the reader, on a number of more than five people",
    "the reader, a minor",
    "the reader before, another since",
    "another before, the reader since",
    "an owner without identity number",
    "no owner on file"};
constexpr std::array<std::string_view, stops> stop_names = {
    "nothing",
    "\"not me\" by the number",
    "\"not me\", undone in time",
    "\"not me\", undone too late",
    "\"not me\", number proved again by another dossier",
    "warning answered \"not mine\"",
    "number corrected",
    "unlinked by its account",
    "official account left",
    "consent withdrawn",
    "account erased",
    "\"not me\" by this account in the chat"};
constexpr std::array<std::string_view, lives> life_names = {
    "in use", "silent", "in use until the link ended", "ended before", "ended after"};
constexpr std::array<std::string_view, ages> age_names = {
    "at once", "a day later", "just under six months", "over six months"};
constexpr std::array<std::string_view, doors> door_names = {
    "look-up",      "proof of notice", "address",        "address + digits", "browser kept",
    "warning",      "to the number",   "to the account", "chat list",        "chat dossier",
    "chat address", "own list",        "list dossier",   "my data",          "data file",
    "list kept",    "earlier address", "earlier list"};

/// What his hands hold, whatever happened since.
bool holds_what_the_number_is_sent(Proof proof)
{
    switch (proof) {
    case Proof::address:
    case Proof::forwarded:
    case Proof::address_digits:
    case Proof::linked_code:
    case Proof::linked_digits:
    case Proof::linked_later:
    case Proof::staff: return true;
    case Proof::none:
    case Proof::code:
    case Proof::counter:
    case Proof::counter_late: return false;
    }
    return false;
}

/// Digits are an owner's who is a citizen with an identity number. The reader knows his own.
bool knows_digits(Proof proof)
{
    return proof == Proof::address_digits || proof == Proof::linked_digits ||
           proof == Proof::linked_later;
}

bool the_reader_has_digits(Owner owner)
{
    return owner != Owner::business && owner != Owner::unnumbered && owner != Owner::nobody;
}

/// T is, today, of him whose digits the reader knows.
bool owns_it_today(Owner owner)
{
    return owner == Owner::himself || owner == Owner::intermediary || owner == Owner::minor ||
           owner == Owner::next;
}

bool owned_it_when_proved(Owner owner)
{
    return owns_it_today(owner) || owner == Owner::former;
}

/// Codes are sent for open dossiers and those that ended in the last thirty days.
bool codes_are_sent(Life life)
{
    return life != Life::ended_before;
}

bool linked_once(const Path& path)
{
    if (path.owner == Owner::minor || !codes_are_sent(path.life)) return false;
    switch (path.proof) {
    case Proof::linked_code:
    case Proof::linked_later:
    case Proof::staff: return true;
    case Proof::linked_digits: return the_reader_has_digits(path.owner);
    default: return false;
    }
}

/// By a dossier of his own, which is not T.
bool links_by_his_own(const Path& path)
{
    return path.proof != Proof::counter &&
           (path.owner == Owner::other || path.owner == Owner::namesake);
}

bool let_in_once(const Path& path)
{
    return path.proof == Proof::counter && path.owner != Owner::minor;
}

/// His link knows him as an owner.
bool owner_was_proved(const Path& path)
{
    return linked_once(path) && knows_digits(path.proof) && the_reader_has_digits(path.owner);
}

bool ends_all_accounts(Stop stop)
{
    return stop == Stop::not_me || stop == Stop::undone || stop == Stop::late_undo ||
           stop == Stop::refused;
}

bool ends_this_account(Stop stop)
{
    return ends_all_accounts(stop) || stop == Stop::warned || stop == Stop::withdrawn ||
           stop == Stop::erased || stop == Stop::chat_not_me;
}

/// Six months after its last proof a link ends, whoever writes.
bool link_lives(const Path& path, Age age)
{
    return linked_once(path) && !ends_this_account(path.stop) && path.stop != Stop::unlinked &&
           age != Age::months_over;
}

/// A grant hangs on no number and lives by the account's use; it was given of today's owner's
/// dossier.
bool grant_lives(const Path& path, Age age)
{
    return let_in_once(path) && !ends_this_account(path.stop) && path.owner != Owner::former &&
           (age != Age::months_over || path.life != Life::silent);
}

/// An account says in the chat only that it is not the number's, and that the dossiers of owners it
/// proved are not the number's; by the page of a message it is the number's word.
bool number_is_told(const Path& path)
{
    switch (path.stop) {
    case Stop::not_me:
    case Stop::late_undo:
    case Stop::refused:
    case Stop::corrected: return false;
    case Stop::chat_not_me: return !(owner_was_proved(path) && owns_it_today(path.owner));
    default: return true;
    }
}

/// 0, 1 or 2: what his account is told of T.
int account_level(const Path& path, Age age)
{
    if (grant_lives(path, age)) return 2;
    if (!link_lives(path, age) || path.stop == Stop::corrected) return 0;
    if (path.owner == Owner::intermediary) return 1;
    const bool day_over = age != Age::at_once;
    if (path.owner == Owner::business) return path.proof == Proof::staff && day_over ? 2 : 1;
    return owner_was_proved(path) && owns_it_today(path.owner) && day_over ? 2 : 1;
}

bool account_can_be_written_to(const Path& path)
{
    return path.stop != Stop::left && path.stop != Stop::withdrawn;
}

std::string level(int n)
{
    return std::string(1, char('0' + n));
}

/// Sixty days.
bool address_lives(Age age)
{
    return age == Age::at_once || age == Age::a_day;
}

bool types_todays_digits(const Path& path)
{
    return knows_digits(path.proof) && owns_it_today(path.owner);
}

/// What the chat gave him the time before, if that was in the last sixty days.
bool kept_lives(const Path& path, Age age)
{
    switch (age) {
    case Age::at_once:
    case Age::a_day: return true;
    case Age::months_under: return false;
    case Age::months_over:
        return path.life == Life::lapsed || is_looked_at(path, Age::months_under);
    }
    return false;
}

/// He enters his list by the digits of an owner of what he is told of, or that his link knows.
bool enters_list(const Path& path, Age age)
{
    if (account_level(path, age) == 0) return false; // there is no address of it in the chat
    return knows_digits(path.proof) && the_reader_has_digits(path.owner);
}

} // namespace

std::string_view name_of(Proof proof)
{
    return proof_names[std::size_t(proof)];
}
std::string_view name_of(Owner owner)
{
    return owner_names[std::size_t(owner)];
}
std::string_view name_of(Stop stop)
{
    return stop_names[std::size_t(stop)];
}
std::string_view name_of(Life life)
{
    return life_names[std::size_t(life)];
}
std::string_view name_of(Age age)
{
    return age_names[std::size_t(age)];
}
std::string_view name_of(Door door)
{
    return door_names[std::size_t(door)];
}

std::string_view what_is(Door door)
{
    switch (door) {
    case Door::look_up: return "the public page that asks for a code";
    case Door::proof_page: return "the page behind the QR of a proof that was printed";
    case Door::address: return "the private address in the first message to the number";
    case Door::address_typed: return "the same, and digits typed there";
    case Door::browser: return "one that the owner's digits opened before the stop";
    case Door::warning: return "the page that tells the number of a link or a grant";
    case Door::number_notice: return "template message of the next event";
    case Door::chat_notice: return "message of the next event in the chat";
    case Door::chat_list: return "\"my dossiers\" in the chat";
    case Door::chat_dossier: return "the code typed in the chat";
    case Door::chat_address: return "the address in that answer, and digits typed there";
    case Door::list: return "the page of one's own dossiers, entered by digits";
    case Door::list_dossier: return "the dossier from there";
    case Door::data: return "what is kept about oneself";
    case Door::data_file: return "the same, taken away";
    case Door::kept_address:
        return "an address of the dossier that the chat gave the time before, digits typed there";
    case Door::kept_list: return "the dossier from the list by an address of the time before";
    case Door::list_browser:
        return "the dossier in a browser where the list was entered before the stop";
    }
    return "";
}

std::optional<std::string_view> impossible(const Path& path)
{
    const bool has_account_of_his = path.proof != Proof::forwarded;
    if (path.proof == Proof::staff && path.owner != Owner::business)
        return "only a business names staff";
    if (path.stop == Stop::warned && !linked_once(path) && path.proof != Proof::counter)
        return "nobody was linked or let in: no warning";
    if (path.stop == Stop::warned && path.owner == Owner::minor)
        return "nobody was linked or let in: no warning";
    if (path.stop == Stop::unlinked && !linked_once(path)) return "there is no link to end";
    if (path.stop == Stop::chat_not_me && !linked_once(path) && !let_in_once(path))
        return "the chat knows no number or dossier of this account";
    if (!has_account_of_his &&
        (path.stop == Stop::left || path.stop == Stop::withdrawn || path.stop == Stop::erased))
        return "whoever only forwards has no account here";
    const bool played_again =
        path.stop == Stop::none || path.stop == Stop::not_me || path.stop == Stop::corrected;
    if (path.life != Life::used && !played_again)
        return "played where the account is in use: time adds nothing to what was stopped";
    if (path.proof == Proof::forwarded && path.stop != Stop::none)
        return "whoever was forwarded an address stands where its holder stands";
    if (path.proof == Proof::counter_late && path.stop != Stop::none)
        return "a code that is used up is as good as none";
    return std::nullopt;
}

bool is_looked_at(const Path& path, Age age)
{
    switch (path.life) {
    case Life::used:
        // Between a day and six months nothing changes but by an act; that it does not is tried
        // where nothing was stopped, or all of it taken back.
        return age != Age::months_under || path.stop == Stop::none || path.stop == Stop::undone ||
               path.stop == Stop::left;
    case Life::silent:
    case Life::lapsed: return age == Age::months_over;
    case Life::ended_before:
    case Life::ended_after: return age == Age::at_once || age == Age::a_day;
    }
    return false;
}

std::string expected(const Path& path, Age age, Door door)
{
    const auto told = account_level(path, age);
    const bool at_address = holds_what_the_number_is_sent(path.proof);
    const bool opens = number_is_told(path) && address_lives(age);
    switch (door) {
    case Door::look_up:
    case Door::proof_page: return "0"; // whoever holds code or paper
    case Door::address:
        if (!at_address) return ".";
        return opens ? "1" : "-";
    case Door::address_typed:
        if (!at_address) return ".";
        if (!opens) return "-";
        return types_todays_digits(path) ? "2" : "1";
    case Door::browser:
        if (path.proof != Proof::address_digits || age != Age::at_once) return ".";
        if (!owned_it_when_proved(path.owner)) return ".";
        // Open while the number is told of T and T is his whose digits opened it.
        return number_is_told(path) && owns_it_today(path.owner) ? "2" : "-";
    case Door::warning:
        if (!linked_once(path) && !let_in_once(path)) return ".";
        if (links_by_his_own(path)) return "-"; // it is about the dossier that he proved
        return opens ? "1" : "-";
    case Door::number_notice:
        return number_is_told(path) && (!link_lives(path, age) || path.stop == Stop::corrected ||
                                        !account_can_be_written_to(path))
                   ? "1"
                   : "-";
    case Door::chat_notice: return told > 0 && account_can_be_written_to(path) ? level(told) : "-";
    case Door::chat_list: return told > 0 ? "0" : "-";
    case Door::chat_dossier: return level(told);
    case Door::kept_address:
    case Door::chat_address:
        if (told == 0 || (door == Door::kept_address && !kept_lives(path, age))) return "-";
        return types_todays_digits(path) ? "2" : "1";
    case Door::list: return enters_list(path, age) ? "1" : "-";
    case Door::kept_list:
        return enters_list(path, age) && kept_lives(path, age) ? level(told) : "-";
    case Door::list_dossier:
    case Door::data_file: return enters_list(path, age) ? level(told) : "-";
    case Door::data: return enters_list(path, age) ? "1" : "-";
    case Door::list_browser:
        if (age != Age::at_once) return ".";
        return knows_digits(path.proof) && the_reader_has_digits(path.owner) && told > 0
                   ? level(told)
                   : "-";
    }
    return "?";
}

} // namespace tnung::ladder
