#include "gateway/account_chat.hpp"

namespace tnung::gateway {

AccountChat::AccountChat(
    const PersonKeys& keys, const UnitDirectory& units, const calendar::WorkingDays& calendar,
    const DataRights& rights, const RetentionRules& retention, const ChatSentences& sentences,
    const AccountChatSettings& settings, std::vector<ChatPart> more
)
    : data_(keys, rights, retention, settings.page_origin), link_(keys, settings.link),
      dossiers_(keys, settings.link.disclosure, settings.page_origin),
      not_me_(keys, settings.link.disclosure),
      talk_(keys, units, calendar, settings.link.disclosure),
      chat_(
          keys, sentences, parts(std::move(more)),
          {.replies_per_hour_max = settings.replies_per_hour_max,
           .silence_max = settings.link.disclosure.silence_max}
      )
{
}

/// In the order in which they greet, read and answer what nobody understood: the office last.
std::vector<ChatPart> AccountChat::parts(std::vector<ChatPart> more) const
{
    std::vector<ChatPart> all{
        data_.part(), link_.part(), dossiers_.part(), not_me_.part(), talk_.part()};
    for (auto& part : more) all.insert(all.end() - 1, std::move(part));
    return all;
}

} // namespace tnung::gateway
