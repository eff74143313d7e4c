#include "foundation/authority/authority_client.hpp"

namespace tnung::authority {

namespace {

constexpr std::chrono::seconds patience{20};

SignInRefusal sign_in_refusal(Refusal why)
{
    switch (why) {
    case Refusal::too_often: return SignInRefusal::too_often;
    case Refusal::failed: return SignInRefusal::busy;
    case Refusal::wrong:
    case Refusal::signed_out:
    case Refusal::denied:
    case Refusal::taken:
    case Refusal::not_found:
    case Refusal::unreadable:
    case Refusal::grant: return SignInRefusal::wrong;
    }
    std::abort();
}

/// What is refused for another reason than the grant's is refused as if there were none.
std::optional<GrantRefusal> grant_refusal_of(const Answer& answer)
{
    if (!answer.refusal) return std::nullopt;
    return answer.grant_refusal.value_or(GrantRefusal::nobody);
}

} // namespace

AuthorityClient::AuthorityClient(std::filesystem::path socket, std::set<uid_t> listeners)
    : client_(std::move(socket), "who signs people in", limits, patience, std::move(listeners))
{
}

Answer AuthorityClient::ask(const Request& request)
{
    auto frame = to_frame(request);
    if (frame.head.size() > limits.head_bytes_max) { // longer than anything that is right
        Answer answer;
        answer.refusal = Refusal::wrong;
        return answer;
    }
    auto answer = parse_answer(client_.ask(frame));
    if (!answer) throw local_call::Away("who signs people in answers what nobody reads");
    return std::move(*answer);
}

Result<staff_store::SignedIn, SignInRefusal> AuthorityClient::sign_in(SignInTry tried)
{
    auto answer = ask(SignInRequest{std::move(tried)});
    if (answer.refusal) return refuse(sign_in_refusal(*answer.refusal));
    return staff_store::SignedIn{
        std::move(answer.staff), std::move(answer.token), std::move(answer.device)};
}

std::optional<SignInRefusal> AuthorityClient::confirm(
    const std::string& session, const std::string& password, const std::string& code
)
{
    const auto answer = ask(ConfirmRequest{session, password, code});
    if (!answer.refusal) return std::nullopt;
    return sign_in_refusal(*answer.refusal);
}

void AuthorityClient::sign_out(const std::string& session)
{
    if (ask(SignOutRequest{session}).refusal)
        throw local_call::Away("who signs people in did not end the session");
}

Result<staff_store::Made, Refusal> AuthorityClient::make_staff(MakeStaffRequest request)
{
    auto answer = ask(std::move(request));
    if (answer.refusal) return refuse(*answer.refusal);
    return staff_store::Made{
        Id<Staff>{answer.number}, std::move(answer.password), std::move(answer.totp)};
}

std::optional<Refusal>
AuthorityClient::set_disabled(const std::string& session, Id<Staff> staff, bool disabled)
{
    return ask(DisableRequest{session, staff, disabled}).refusal;
}

Result<Id<StaffGrant>, GrantRefusal> AuthorityClient::give(GiveGrantRequest request)
{
    const auto answer = ask(std::move(request));
    if (const auto why = grant_refusal_of(answer)) return refuse(*why);
    return Id<StaffGrant>{answer.number};
}

std::optional<GrantRefusal> AuthorityClient::change(ChangeGrantRequest request)
{
    return grant_refusal_of(ask(std::move(request)));
}

Result<std::int64_t, Refusal>
AuthorityClient::say(const std::string& session, const std::string& word, std::int64_t about)
{
    const auto answer = ask(WordRequest{session, word, about});
    if (answer.refusal) return refuse(*answer.refusal);
    return answer.number;
}

} // namespace tnung::authority
