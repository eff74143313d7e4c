#pragma once

#include "gateway/chat/chat_part.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/rights/retention_rules.hpp"

#include <string>

namespace tnung::gateway {

/// What a person asks of his own data in the chat: see it, have it erased, take that back.
class DataChat {
public:
    /// `page_origin`: of the addresses in answers. Both rules must outlive it.
    DataChat(
        const PersonKeys& keys, const DataRights& rights, const RetentionRules& retention,
        std::string page_origin
    )
        : keys_(keys), rights_(rights), retention_(retention), page_origin_(std::move(page_origin))
    {
    }
    /// Refers to this object. Greets whoever comes back while his erasure waits: it stands before
    /// parts that greet everybody.
    ChatPart part() const;

private:
    bool greet(ChatTurn& turn) const;
    void show(ChatTurn& turn) const;
    void ask_erase(ChatTurn& turn) const;
    void erase(ChatTurn& turn) const;
    void show_erasure(ChatTurn& turn, const DataRequest& request) const;
    void keep(ChatTurn& turn) const;

    const PersonKeys& keys_;
    const DataRights& rights_;
    const RetentionRules& retention_;
    const std::string page_origin_;
};

} // namespace tnung::gateway
