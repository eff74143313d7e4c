#pragma once

#include "foundation/authority/authority_message.hpp"
#include "foundation/local_call/local_client.hpp"

namespace tnung::authority {

/// The process that signs people in, as the program that serves pages sees it. Every call throws
/// local_call::Away where it does not answer. Thread-safe.
class AuthorityClient {
public:
    /// `listeners`: users whose process may sign people in, beside this one's.
    explicit AuthorityClient(std::filesystem::path socket, std::set<uid_t> listeners = {});

    Result<staff_store::SignedIn, SignInRefusal> sign_in(SignInTry tried);
    /// Nothing where it is right.
    std::optional<SignInRefusal>
    confirm(const std::string& session, const std::string& password, const std::string& code);
    void sign_out(const std::string& session);
    Result<staff_store::Made, Refusal> make_staff(MakeStaffRequest request);
    std::optional<Refusal> set_disabled(const std::string& session, Id<Staff> staff, bool disabled);
    /// Its number. Refusals of the kind `grant` are told as what they are.
    Result<Id<StaffGrant>, GrantRefusal> give(GiveGrantRequest request);
    std::optional<GrantRefusal> change(ChangeGrantRequest request);
    /// The number of the row that stands for the decision.
    Result<std::int64_t, Refusal>
    say(const std::string& session, const std::string& word, std::int64_t about);

private:
    Answer ask(const Request& request);

    local_call::LocalClient client_;
};

} // namespace tnung::authority
