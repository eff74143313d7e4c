#pragma once

#include "foundation/base/money.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/words/catalogue.hpp"
#include "gateway/zalo/zalo_client.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// The kinds of notice (dossiers.md 9): each has words in data/words.tsv and a template at Zalo.
enum class NoticeKind {
    registered,
    accepted,
    refused,
    handling,
    supplement_asked,
    payment_asked,
    withdrawal_asked,
    stopped,
    result_ready,
    result_given,
    delayed,
    payment_recorded,
};
inline constexpr int notice_kinds = 12;
/// Of an event that brings a dossier into that state.
NoticeKind kind_of(DossierState state);
std::string_view notice_kind_name(NoticeKind kind);
std::optional<NoticeKind> parse_notice_kind(std::string_view name);

/// What a notice may tell; what a level may not know is left out by the functions below.
struct NoticeFacts {
    std::string code, procedure, agency;
    std::optional<Day> due;    ///< when the result is due
    std::optional<Day> act_by; ///< last day to supplement or pay
    Day happened;              ///< the day of the event
    bool repeats = false;      ///< is a reminder
    // Level 2:
    std::optional<Money> amount;
    std::string reason, place, handler;
    std::vector<std::string> papers;
};

/// A dossier that nobody has, with everything a notice may tell: for previews and for the file that
/// the province looks over.
NoticeFacts example_facts();

/// Parameters of the template message, level 1 whoever gets it: it may be shown on a lock screen.
std::map<std::string, std::string> template_values(
    NoticeKind kind, const NoticeFacts& facts, const Words& words, const std::string& link_token
);

/// The message in the chat: first what a lock screen may show, then what the level allows.
/// Level 1 in one SMS of plain letters; the address is never cut.
std::string
sms_notice(NoticeKind kind, const NoticeFacts& facts, const Words& words, const std::string& link);
ChatMessage chat_notice(
    NoticeKind kind, const NoticeFacts& facts, const Words& words, Disclosure disclosure,
    Instant details_from, const std::string& link
);

/// "Cần nộp tiền": at most 30 characters.
std::string notice_status(NoticeKind kind, const Words& words);
std::string notice_todo(NoticeKind kind, const Words& words);

} // namespace tnung::gateway
