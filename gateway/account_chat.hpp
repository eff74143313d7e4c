#pragma once

#include "gateway/chat/chat.hpp"
#include "gateway/dossier_chat/dossier_chat.hpp"
#include "gateway/linking/link_chat.hpp"
#include "gateway/linking/not_me_chat.hpp"
#include "gateway/rights/data_chat.hpp"
#include "gateway/worklist/talk_chat.hpp"

#include <string>
#include <vector>

namespace tnung::gateway {

struct AccountChatSettings {
    LinkSettings link;
    std::string page_origin; ///< of the addresses in messages
    int replies_per_hour_max = ChatSettings{}.replies_per_hour_max;
};

/// The chat of the province's account: the parts that every account has, and more.
class AccountChat {
public:
    /// All but the settings must outlive it. `more`: parts of rooms that it does not know.
    AccountChat(
        const PersonKeys& keys, const UnitDirectory& units, const calendar::WorkingDays& calendar,
        const DataRights& rights, const RetentionRules& retention, const ChatSentences& sentences,
        const AccountChatSettings& settings, std::vector<ChatPart> more = {}
    );

    const Chat& chat() const { return chat_; }

private:
    std::vector<ChatPart> parts(std::vector<ChatPart> more) const;

    const DataChat data_;
    const LinkChat link_;
    const DossierChat dossiers_;
    const NotMeChat not_me_;
    const TalkChat talk_;
    const Chat chat_;
};

} // namespace tnung::gateway
