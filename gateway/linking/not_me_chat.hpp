#pragma once

#include "gateway/chat/chat_part.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_code.hpp"

#include <optional>
#include <string>

namespace tnung::gateway {

/// Handles "this is not me" in the chat. Ends the account's link or grant; stops the number too, if
/// the account speaks for it (gateway/citizen/number_stop.hpp).
class NotMeChat {
public:
    NotMeChat(const PersonKeys& keys, DisclosureSettings disclosure)
        : keys_(keys), disclosure_(disclosure)
    {
    }
    /// Refers to this object.
    ChatPart part() const;

private:
    void ask(ChatTurn& turn, const std::optional<DossierCode>& code) const;
    void confirm(ChatTurn& turn) const;

    const PersonKeys& keys_;
    const DisclosureSettings disclosure_;
};

} // namespace tnung::gateway
