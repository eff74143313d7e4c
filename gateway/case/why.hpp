#pragma once

#include "foundation/base/instant.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/notice/message_status.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// One notice of a dossier with what was tried, for the question "why did she not get it?".
struct NoticeStory {
    std::int64_t id = 0;
    std::string kind;
    MessageStatus status = MessageStatus::waiting;
    std::optional<Excuse> excuse;
    std::optional<std::string> channel;
    std::optional<Hold> hold;
    Instant created_at{};
    std::optional<Instant> handed_over_at, delivered_at, seen_at, not_before;
    bool to_follower = false;
    bool repeats = false;
    int error_code = 0; ///< of the last attempt
};

/// What is known of a dossier and its newest event when a clerk asks.
struct WhyFacts {
    DossierState state = DossierState::handling;
    bool has_phone = false;
    bool phone_refused = false; ///< "this is not me"
    std::optional<Instant> refused_at;
    int followers = 0; ///< who would be told in the chat
    std::optional<Excuse> event_excuse;
    std::optional<NoticeStory> newest; ///< nothing: the newest event owed none
    bool call_open = false;
    Instant now{};
};

/// What the clerk should do next: one button.
enum class NextAct {
    correct_number, ///< the number is somebody else's, or missing
    call,           ///< on the call list
    counter_code,   ///< no message can reach; hand the code at the counter
    wait,           ///< it goes out by itself
    resend,         ///< it arrived or should have; a reminder may be sent
    nothing,        ///< none was owed
};

struct Why {
    std::string tone; ///< of the note: danger, sun, lake, leaf
    std::string icon;
    std::string headline; ///< one sentence, the answer
    std::string detail;   ///< one or two more
    NextAct next = NextAct::nothing;
};

/// Pure: the answer in plain words.
Why explain(const WhyFacts& facts);

} // namespace tnung::gateway
