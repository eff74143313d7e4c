#pragma once

#include "gateway/chat/chat_part.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_code.hpp"

#include <string>

namespace tnung::gateway {

/// Dossiers in the chat: the follower's own, and one by its code, typed or in a photo of the slip,
/// as far as he may know it (docs/disclosure-ladder.md).
class DossierChat {
public:
    /// `page_origin`: of the addresses in answers.
    DossierChat(const PersonKeys& keys, DisclosureSettings disclosure, std::string page_origin)
        : keys_(keys), disclosure_(disclosure), page_origin_(std::move(page_origin))
    {
    }
    /// Refers to this object.
    ChatPart part() const;

private:
    void show_own(ChatTurn& turn) const;
    void show(ChatTurn& turn, const DossierCode& code) const;

    const PersonKeys& keys_;
    const DisclosureSettings disclosure_;
    const std::string page_origin_;
};

} // namespace tnung::gateway
