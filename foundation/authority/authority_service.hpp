#pragma once

#include "foundation/authority/authority_message.hpp"
#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/local_call/local_server.hpp"

#include <functional>
#include <map>

namespace tnung::authority {

/// A decision of the program that is made here: `about` is the row it is about. Returns the number
/// of the row that stands for it, nothing where it is not this person's to make. In the transaction
/// that notes it.
using Word = std::function<
    std::optional<std::int64_t>(pg::Transaction&, const Staff&, std::int64_t about, Instant now)>;

/// Answers requests on the socket of the process that signs people in. Only this process makes
/// sessions, accounts and roles, and takes decisions that need a second person. An attacker who
/// controls the page program therefore still needs a password of somebody who may. Thread-safe.
class AuthorityService {
public:
    struct Settings {
        std::filesystem::path socket;
        std::set<uid_t> peers;          ///< who may ask, beside this user himself
        std::string sign_in_act;        ///< in the audit log
        std::string administrator_role; ///< who makes accounts by page; empty: nobody
        /// Roles of people who have several (foundation/grant); nullptr: everybody has the one that
        /// the account was made with, and `may_have` says whether there is such a role.
        const GrantRules* grants = nullptr;
        /// Whether there is such a role, for somebody of that unit or of none.
        std::function<bool(const std::string& role, const std::optional<std::string>& unit)>
            may_have;
        std::map<std::string, Word> words; ///< by name
        /// How long sign-ins and tries are on record (QCVN 12:2026/BCA: access logs a year at
        /// least).
        std::chrono::days kept{400};
    };
    /// `pool`: as `tnung_authority`. All must outlive it.
    AuthorityService(pg::Pool& pool, const Clock& clock, const StaffKeys& keys, Settings settings);

    /// Listens; throws std::runtime_error where another process does already.
    void start();
    void stop();

    Answer answer(const Request& request);

private:
    Answer on(const SignInRequest& request);
    Answer on(const ConfirmRequest& request);
    Answer on(const SignOutRequest& request);
    Answer on(const MakeStaffRequest& request);
    Answer on(const DisableRequest& request);
    Answer on(const WordRequest& request);
    Answer on(const GiveGrantRequest& request);
    Answer on(const ChangeGrantRequest& request);
    bool administers(pg::Transaction& tx, const Staff& staff) const;
    /// Whoever that session is, where they may make accounts; else why not, noted.
    Result<Staff, Refusal> administrator(const std::string& session, const std::string& act);
    Answer turned_away(const Staff& staff, const std::string& act);
    local_call::Frame answer_frame(const local_call::Frame& frame);

    pg::Pool& pool_;
    const Clock& clock_;
    const StaffKeys& keys_;
    const Settings settings_;
    local_call::LocalServer server_;
    BackgroundLoop prune_;
};

} // namespace tnung::authority
