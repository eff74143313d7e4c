#pragma once

#include "foundation/grant/grant_rules.hpp"
#include "foundation/local_call/frame_socket.hpp"
#include "foundation/staff/staff.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What passes between the program that serves pages and the process that signs people in
/// (docs/formats/authority.md): one object in JSON each way.
namespace tnung::authority {

enum class Refusal {
    wrong,      ///< login, password or code
    too_often,  ///< wait
    signed_out, ///< the session is unknown, has ended or was idle too long
    denied,     ///< not this person's to do; in the log
    taken,      ///< another account has this login
    not_found,
    unreadable, ///< the request
    failed,     ///< the process's own trouble, in its log
    grant,      ///< `Answer::grant_refusal` says why
};

struct SignInRequest {
    SignInTry tried;
};
struct ConfirmRequest {
    std::string session, password, code;
};
struct SignOutRequest {
    std::string session;
};
/// By an administrator's session. `role` and `unit_code`: of the first grant.
struct MakeStaffRequest {
    std::string session, login, name, role;
    std::optional<std::string> unit_code;
};
struct DisableRequest {
    std::string session;
    Id<Staff> staff;
    bool disabled = false;
};
/// A decision that the program's rules leave to this process, such as one that needs a second
/// person: `word` is its name, `about` the row it is about.
struct WordRequest {
    std::string session, word;
    std::int64_t about = 0;
};
/// Gives somebody a role, by an administrator's session.
struct GiveGrantRequest {
    std::string session;
    Id<Staff> staff;
    std::string role;
    std::optional<std::string> organisation;
    Day from{};
    std::optional<Day> until;
};
/// Confirms what another administrator gave, or ends what somebody has.
struct ChangeGrantRequest {
    enum class Change { confirm, end };
    std::string session;
    Id<StaffGrant> grant;
    Change change = Change::confirm;
};
using Request = std::variant<
    SignInRequest, ConfirmRequest, SignOutRequest, MakeStaffRequest, DisableRequest, WordRequest,
    GiveGrantRequest, ChangeGrantRequest>;

struct Answer {
    std::optional<Refusal> refusal;
    Staff staff;                ///< of a sign-in
    std::string token, device;  ///< of a sign-in
    std::string password, totp; ///< of an account that was made: shown once
    std::int64_t number = 0;    ///< of the account, of the word, of the grant
    std::optional<GrantRefusal> grant_refusal;
};

inline constexpr local_call::FrameLimits limits{8192, 0};

local_call::Frame to_frame(const Request& request);
local_call::Frame to_frame(const Answer& answer);
/// Nothing where it is not one.
std::optional<Request> parse_request(const local_call::Frame& frame);
std::optional<Answer> parse_answer(const local_call::Frame& frame);

} // namespace tnung::authority
