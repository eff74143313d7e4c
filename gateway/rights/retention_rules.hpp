#pragma once

#include "foundation/base/clock.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// What is kept about people, in the order in which it is looked at.
inline constexpr std::array<std::string_view, 16> kept_things = {
    "webhook",         "chat_message",    "talk",       "phone_message",
    "one_time_code",   "typed_code",      "digits_try", "conversation",
    "private_address", "citizen_session", "sign_in",    "purpose",
    "business_staff",  "follower",        "dossier",    "unnamed",
};

/// How long things are kept, by day (data/retention.tsv).
class RetentionRules {
public:
    /// Throws std::runtime_error where the data names a thing that is not kept, or leaves one out.
    explicit RetentionRules(std::string_view tsv);
    struct Rule {
        Day from;
        std::string what;
        std::chrono::days days{0};
        std::string counted, source;
    };
    /// Those in force on that day, as the data orders them.
    std::vector<Rule> of(Day day) const;
    /// Throws std::out_of_range where none is in force.
    std::chrono::days days_of(std::string_view what, Day day) const;

private:
    std::vector<Rule> rules_;
};

} // namespace tnung::gateway
