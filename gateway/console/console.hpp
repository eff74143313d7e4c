#pragma once

#include "foundation/audit/audit_log.hpp"
#include "foundation/calendar/working_days.hpp"
#include "foundation/desk/sign_in.hpp"
#include "foundation/http/server.hpp"
#include "gateway/chat/chat.hpp"
#include "gateway/console/desk_page.hpp"
#include "gateway/dossier_notice/notice_rules.hpp"
#include "gateway/intake/sender.hpp"
#include "gateway/notice/reconciliation.hpp"
#include "gateway/proof/notice_proof.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/rights/retention.hpp"
#include "gateway/zalo/zalo_templates.hpp"

#include <functional>

namespace tnung::gateway {

/// What the page of the running gateway measures against.
struct OperationsSettings {
    std::string account;
    int calls_per_minute = 0;       ///< 0: no limit
    std::int64_t dong_per_code = 0; ///< what a one-time code costs
    int day_from_hour = 6, day_until_hour = 22;
};

/// What the pages for staff are made of: main owns all of it.
struct ConsoleParts {
    pg::Pool& pool;
    const Clock& clock;
    const Assets& assets;
    const PersonKeys& keys;
    const calendar::WorkingDays& calendar;
    const UnitDirectory& units;
    const NoticeRules& rules;
    const Subjects& subjects;
    const ZaloTemplates& templates;
    const DataRights& rights;
    const Retention& retention;
    const NoticeProof& proof;
    authority::AuthorityClient& authority;
    std::function<void()> enqueued; ///< something was put into the outbox
    std::string form_key;
    std::string page_origin;
    OperationsSettings operations;
};

/// One line of the console's table of routes: who may, by role (docs/access.tsv says the same and a
/// test compares them).
struct ConsoleRoute {
    http::Method method;
    std::string pattern;
    std::vector<Role> roles; ///< empty: whoever is not signed in
};

/// One act or page: the session and the form's token are good, the role may.
struct DeskRequest {
    const http::Request& request;
    pg::Transaction& tx;
    const Desk& desk;
};

class Console {
public:
    explicit Console(ConsoleParts parts);

    std::vector<http::Route> routes();
    std::vector<ConsoleRoute> access();

private:
    using Page = http::Response (Console::*)(const DeskRequest&);
    struct Guarded {
        ConsoleRoute route;
        Page page;
    };
    static const std::vector<Guarded>& guarded();
    http::Response answer(const Guarded& one, const http::Request& request);
    void
    note(const DeskRequest& asked, std::string act, std::string subject, json::Object more = {});
    std::string unit_name(const std::optional<std::string>& unit_code) const;
    http::Response refused(const DeskRequest& asked, int status, const std::string& sentence);

    // sign_in_pages.cpp
    http::Response home(const DeskRequest& asked);
    http::Response sign_out(const DeskRequest& asked);

    // clerk_pages.cpp
    /// The page to show instead: of another unit, or opened without a purpose.
    Result<console_store::Case, http::Response>
    open_case(const DeskRequest& asked, std::int64_t dossier_id);
    /// The page to show instead: of another unit.
    Result<console_store::Talk, http::Response>
    open_talk(const DeskRequest& asked, std::int64_t task_id);
    http::Response tasks(const DeskRequest& asked);
    http::Response calls(const DeskRequest& asked);
    http::Response search(const DeskRequest& asked);
    http::Response state_search_purpose(const DeskRequest& asked);
    http::Response state_purpose(const DeskRequest& asked);
    http::Response dossier(const DeskRequest& asked);
    http::Response correct_number(const DeskRequest& asked);
    http::Response counter_code(const DeskRequest& asked);
    http::Response resend(const DeskRequest& asked);
    http::Response name_staff(const DeskRequest& asked);
    http::Response end_named_staff(const DeskRequest& asked);
    http::Response record_call(const DeskRequest& asked);
    http::Response talk(const DeskRequest& asked);
    http::Response answer_talk(const DeskRequest& asked);
    http::Response close_talk(const DeskRequest& asked);

    // admin_pages.cpp
    http::Response reconcile(const DeskRequest& asked);
    http::Response staff_list(const DeskRequest& asked);
    http::Response add_staff(const DeskRequest& asked);
    http::Response disable_staff(const DeskRequest& asked);
    http::Response senders(const DeskRequest& asked);
    http::Response add_sender(const DeskRequest& asked);
    http::Response set_verify_key(const DeskRequest& asked);
    http::Response revoke_sender(const DeskRequest& asked);
    http::Response units(const DeskRequest& asked);
    struct UnitCount {
        std::string name, code;
        std::int64_t dossiers, open;
    };
    /// Every unit, by name.
    std::vector<UnitCount> dossiers_by_unit(const DeskRequest& asked) const;
    /// The account of what came in and what became of it, a line each.
    static std::vector<std::pair<std::string, std::int64_t>>
    reconcile_lines(const Reconciliation& result);

    // operations_page.cpp
    http::Response operations(const DeskRequest& asked);
    http::Response pause_lane(const DeskRequest& asked);
    http::Response resume_lane(const DeskRequest& asked);
    http::Response run_again(const DeskRequest& asked);

    // cost_pages.cpp
    http::Response costs(const DeskRequest& asked);
    http::Response costs_sheet(const DeskRequest& asked);

    // data_pages.cpp
    http::Response notice_proof(const DeskRequest& asked);
    http::Response kept_data(const DeskRequest& asked);
    http::Response data_request(const DeskRequest& asked);

    // export_pages.cpp
    http::Response calls_sheet(const DeskRequest& asked);
    http::Response reconcile_sheet(const DeskRequest& asked);
    http::Response units_sheet(const DeskRequest& asked);

    // preview_pages.cpp
    http::Response previews(const DeskRequest& asked);

    const ConsoleParts parts_;
    const SignIn sign_in_;
};

} // namespace tnung::gateway
