#pragma once

#include "foundation/pg/value.hpp"

#include <optional>
#include <string_view>

namespace tnung::gateway {

/// What became of something that is to be sent: a notice, a reply, a code.
enum class MessageStatus {
    waiting,     ///< not sent yet
    handed_over, ///< Zalo or the SMS gateway took it; no receipt yet
    maybe_sent,  ///< nobody knows whether it left (docs/decisions/0002-maybe-sent.md)
    to_call,     ///< no message arrives: a clerk calls
    delivered,
    excused, ///< not sent, for a reason on record
    dropped, ///< a reply or a code that is of no use any more
};

/// Why somebody was not told.
enum class Excuse {
    superseded,
    merged,
    told_already,
    overtaken,
    no_rule,
    unknown_state,
    no_phone,
    not_me,
    not_useful,
    unreachable,
    not_reached,
    told_otherwise,
    corrected,
    unknown_fate,
};

/// The rule that makes something wait in the outbox.
enum class Hold {
    night,        ///< template messages rest at night
    paused,       ///< the operator stopped this way
    reserve,      ///< the day's last messages are kept for obligations
    quota,        ///< the account's messages of the day are used up
    zalo_limit,   ///< a limit of Zalo's own: of a template, a user, a month
    token,        ///< there is no token to call Zalo with
    needs_person, ///< refused for something that a person has to mend
    aside,        ///< it could not be made ready
};

/// As they stand in the database, in exports and in figures.
std::string_view name_of(MessageStatus status);
std::string_view name_of(Excuse excuse);
std::string_view name_of(Hold hold);
std::optional<MessageStatus> parse_message_status(std::string_view name);
std::optional<Excuse> parse_excuse(std::string_view name);
std::optional<Hold> parse_hold(std::string_view name);

/// As a clerk or an operator reads them, in Vietnamese.
std::string_view text_of(MessageStatus status);
std::string_view text_of(Excuse excuse);
std::string_view text_of(Hold hold);

inline pg::Param to_param(MessageStatus status)
{
    return pg::to_param(name_of(status));
}
inline pg::Param to_param(Excuse excuse)
{
    return pg::to_param(name_of(excuse));
}
/// Throws std::runtime_error for a name that is none. A newer program beside this one may write an
/// excuse or a hold that is none here: those are parsed, and unknown ones are shown as none.
void from_text(std::string_view text, MessageStatus& out);

} // namespace tnung::gateway
