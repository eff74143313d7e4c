#pragma once

#include "gateway/chat/chat_part.hpp"
#include "gateway/citizen/one_time_code.hpp"
#include "gateway/citizen/phone_link.hpp"
#include "gateway/citizen/typed_code.hpp"
#include "gateway/dossier/dossier_code.hpp"

#include <string>

namespace tnung::gateway {

struct LinkSettings {
    DisclosureSettings disclosure;
    OneTimeCodeSettings codes;
    std::string account; ///< whose day's messages codes are counted against
};

/// Proving a number in the chat: the number, a dossier of it or the owner's digits, six digits sent
/// to the number, then the owner's; codes of the look-up and of the counter; the linked numbers.
/// ARCHITECTURE.md, "Proving a number".
class LinkChat {
public:
    LinkChat(const PersonKeys& keys, LinkSettings settings)
        : keys_(keys), settings_(std::move(settings))
    {
    }
    /// Refers to this object.
    ChatPart part() const;

    /// The next number that comes is to be held against this dossier.
    static void await_number(ChatTurn& turn, std::int64_t dossier_id);

private:
    bool greet(ChatTurn& turn) const;
    void begin(ChatTurn& turn) const;
    void claim_number(ChatTurn& turn, const std::string& number) const;
    void give_reference(ChatTurn& turn, const Reference& reference) const;
    void give_code(ChatTurn& turn, const std::string& digits) const;
    void give_owner(ChatTurn& turn, const std::string& digits) const;
    bool give_typed_code(ChatTurn& turn, const std::string& code, bool alone) const;
    void let_in(ChatTurn& turn, const UsedCode& used, const std::string& dossier) const;
    void unlink(ChatTurn& turn, const std::string& number) const;
    bool take_reference(ChatTurn& turn, const Said& said) const;
    bool take_code(ChatTurn& turn, const Said& said) const;
    bool take_owner(ChatTurn& turn, const Said& said) const;
    bool read_typed_code(ChatTurn& turn, const Said& said) const;
    bool read_digits(ChatTurn& turn, const Said& said) const;

    const PersonKeys& keys_;
    const LinkSettings settings_;
};

} // namespace tnung::gateway
