#pragma once

#include "foundation/authority/authority_client.hpp"
#include "gateway/case/case_store.hpp"
#include "gateway/desk/desk.hpp"
#include "gateway/proof/notice_proof.hpp"
#include "gateway/rights/data_request.hpp"

namespace tnung::gateway {

/// One dossier at the desk: looking for it, why its owner was not told, and what a clerk does about
/// it.
class CasePages {
public:
    /// All must outlive it.
    struct Parts {
        const DeskFrame& frame;
        const PersonKeys& keys;
        const NoticeRules& rules;
        const DataRights& rights;
        const NoticeProof& proof;
        authority::AuthorityClient& authority;
    };
    explicit CasePages(const Parts& parts) : parts_(parts), frame_(parts.frame) {}
    DeskRoutes routes() const;

private:
    /// The page to show instead: of another unit, or opened without a purpose.
    Result<case_store::Case, http::Response>
    open_case(const DeskRequest& asked, std::int64_t dossier_id) const;
    http::Response search(const DeskRequest& asked) const;
    http::Response state_search_purpose(const DeskRequest& asked) const;
    http::Response state_purpose(const DeskRequest& asked) const;
    http::Response dossier(const DeskRequest& asked) const;
    http::Response correct_number(const DeskRequest& asked) const;
    http::Response counter_code(const DeskRequest& asked) const;
    http::Response resend(const DeskRequest& asked) const;
    http::Response name_staff(const DeskRequest& asked) const;
    http::Response end_named_staff(const DeskRequest& asked) const;
    // data_request_pages.cpp
    http::Response notice_proof(const DeskRequest& asked) const;
    http::Response data_request(const DeskRequest& asked) const;
    http::Response data_receipt(const DeskRequest& asked) const;

    const Parts parts_;
    const DeskFrame& frame_;
};

} // namespace tnung::gateway
