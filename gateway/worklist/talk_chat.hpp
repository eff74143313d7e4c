#pragma once

#include "foundation/calendar/working_days.hpp"
#include "gateway/chat/chat_part.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/unit_directory.hpp"

#include <optional>
#include <string>

namespace tnung::gateway {

/// Talking to the office: who asks for it is asked for his question; what he writes, and what he
/// goes on to write while the talk is open, comes to the office's work list.
class TalkChat {
public:
    /// All must outlive it.
    TalkChat(
        const PersonKeys& keys, const UnitDirectory& units, const calendar::WorkingDays& calendar,
        DisclosureSettings disclosure
    )
        : keys_(keys), units_(units), calendar_(calendar), disclosure_(disclosure)
    {
    }
    /// Refers to this object.
    ChatPart part() const;

private:
    /// The newest dossier that the follower is told of, and the office that has it. No dossier, or
    /// no unit: the province's office.
    struct Office {
        std::optional<std::int64_t> dossier_id;
        std::optional<std::string> unit_code;
        std::string name;
    };
    Office office_of(ChatTurn& turn) const;
    void ask(ChatTurn& turn) const;
    void pass_on(ChatTurn& turn, const std::string& text) const;

    const PersonKeys& keys_;
    const UnitDirectory& units_;
    const calendar::WorkingDays& calendar_;
    const DisclosureSettings disclosure_;
};

} // namespace tnung::gateway
