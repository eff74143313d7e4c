// The disclosure ladder as people were promised it (docs/decisions/0004-disclosure-ladder.md), said
// once more without the program: who stands where, what happened, what is then answered. None of
// the program's own rules is asked here.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace tnung::ladder {

/// What the reader did to show who he is. `T` is the dossier that is looked at.
enum class Proof {
    none,           ///< an account that follows, and a browser
    code,           ///< knows the dossier's code
    address,        ///< holds what the number is sent: its private address
    forwarded,      ///< was forwarded that address, and has nothing else
    address_digits, ///< the same, and types the owner's digits there
    linked_code,    ///< linked the number by a dossier's code and the six digits
    linked_digits,  ///< linked the number by the owner's digits and the six digits
    linked_later,   ///< linked by a dossier's code, then typed the owner's digits
    counter,        ///< typed a clerk's code
    counter_late,   ///< typed a clerk's code that another account had typed before
    staff,          ///< linked by a dossier's code; the business named his number at the counter
};
inline constexpr int proofs = 11;

/// Whose `T` is, seen from the reader.
enum class Owner {
    himself,  ///< the reader's own
    other,    ///< another person's on the same number; the reader proves himself by his own
    namesake, ///< same name and birth date, without a number; the reader proves himself by his own
    business, ///< a business's
    intermediary, ///< the reader's own, on a number of more than five people
    minor,        ///< the reader's own, and Zalo says that he is under age
    former,       ///< was the reader's when he proved it, is another's since
    next,         ///< was another's, is the reader's since before he proved it
    unnumbered,   ///< an owner without an identity number on file
    nobody,       ///< no owner on file
};
inline constexpr int owners = 10;

/// What somebody said or did to end it, once the reader had proved himself.
enum class Stop {
    none,
    not_me,     ///< the number says "this is not me" on the page of a message
    undone,     ///< and takes it back within ten minutes
    late_undo,  ///< and tries to take it back after ten minutes
    refused,    ///< not_me; then the number's holder proves it with a dossier of his own
    warned,     ///< the number ends the account that it was warned of
    corrected,  ///< a clerk put another number into T
    unlinked,   ///< the account ends its link
    left,       ///< the account blocked or left the official account
    withdrawn,  ///< the account withdrew its consent at Zalo
    erased,     ///< the account was erased
    chat_not_me ///< the reader's account says "this is not me" in the chat
};
inline constexpr int stops = 12;

/// How the time went.
enum class Life {
    used,         ///< the account writes now and then
    silent,       ///< nobody wrote for half a year
    lapsed,       ///< the account wrote until the last day of the link, and has addresses of then
    ended_before, ///< T ended more than thirty days before anybody proved anything
    ended_after,  ///< T ended once it was proved
};
inline constexpr int lives = 5;

enum class Age {
    at_once,
    a_day,        ///< 25 hours
    months_under, ///< 182 days
    months_over,  ///< 184 days
};
inline constexpr int ages = 4;

enum class Door {
    look_up,
    proof_page,
    address,       ///< of the first message to the number, opened
    address_typed, ///< the same, and what the reader knows typed there
    browser,       ///< that was opened by the owner's digits when they were proved
    warning,       ///< the page that tells the number of the account
    number_notice, ///< template message of the next event, to the number
    chat_notice,   ///< message of the next event, to the account
    chat_list,
    chat_dossier,
    chat_address, ///< the address in the chat's answer about T, and what the reader knows typed
                  ///< there
    list,         ///< his own list, entered by what he knows
    list_dossier, ///< T from there
    data,         ///< what is kept about him
    data_file,    ///< the same, to take away
    list_browser, ///< his own list, opened when he proved himself
    kept_address, ///< an address of T that the chat gave him the time before, and what he knows
    kept_list,    ///< T from the list by an address of the time before
};
inline constexpr int doors = 18;

struct Path {
    Proof proof = Proof::none;
    Owner owner = Owner::himself;
    Stop stop = Stop::none;
    Life life = Life::used;
};

std::string_view name_of(Proof proof);
std::string_view name_of(Owner owner);
std::string_view name_of(Stop stop);
std::string_view name_of(Life life);
std::string_view name_of(Age age);
std::string_view name_of(Door door);
std::string_view what_is(Door door);

/// Why there is no such path; nothing where there is.
std::optional<std::string_view> impossible(const Path& path);
/// Which ages a path is looked at.
bool is_looked_at(const Path& path, Age age);

/// What is answered there: the words of `measured`, or `.` where the reader cannot stand at that
/// door.
std::string expected(const Path& path, Age age, Door door);

} // namespace tnung::ladder
