#pragma once

#include "foundation/authority/authority_client.hpp"
#include "foundation/form/form.hpp"
#include "foundation/form/list.hpp"
#include "foundation/grant/grant_rules.hpp"
#include "gateway/desk/desk.hpp"
#include "gateway/dossier/unit_directory.hpp"

namespace tnung::gateway {

/// People of the desk, for the administrator: who they are and what they may where, a new one, one
/// who may no longer; roles given, confirmed by a second administrator, and ended.
class StaffPages {
public:
    /// All must outlive it.
    StaffPages(
        const DeskFrame& frame, const UnitDirectory& units, const GrantRules& roles,
        authority::AuthorityClient& authority
    )
        : frame_(frame), units_(units), roles_(roles), authority_(authority)
    {
    }
    DeskRoutes routes() const;

private:
    /// Somebody, with what they have that is not ended.
    struct Row {
        Staff staff;
        std::vector<StaffGrant> grants;
    };
    /// Where the act stands and what goes with it.
    struct Person {
        Staff staff;
        std::vector<StaffGrant> grants;            ///< ended ones last
        std::map<std::int64_t, std::string> names; ///< names of all staff, by account number
    };

    http::Response staff_list(const DeskRequest& asked) const;
    http::Response staff_sheet(const DeskRequest& asked) const;
    http::Response person(const DeskRequest& asked) const;
    http::Response add_staff(const DeskRequest& asked) const;
    http::Response disable_staff(const DeskRequest& asked) const;
    http::Response give_grant(const DeskRequest& asked) const;
    http::Response confirm_grant(const DeskRequest& asked) const;
    http::Response end_grant(const DeskRequest& asked) const;

    forms::List<Row> list(Day today) const;
    std::vector<Row> rows(const DeskRequest& asked) const;
    std::optional<Person> find(const DeskRequest& asked) const;
    forms::Form staff_form() const;
    forms::Form grant_form(Day today) const;
    std::vector<forms::Option> unit_options() const;
    std::vector<forms::Option> role_options() const;
    std::string grant_text(const StaffGrant& grant) const;
    std::string state_text(const StaffGrant& grant, Day today) const;
    html::Node grant_acts(const DeskRequest& asked, const StaffGrant& grant) const;
    html::Node waiting_card(const DeskRequest& asked, const std::vector<Row>& rows) const;
    http::Response person_page(
        const DeskRequest& asked, const Person& person, const html::Node& form_fields, int status
    ) const;
    http::Response
    change_grant(const DeskRequest& asked, authority::ChangeGrantRequest::Change change) const;
    std::string refusal_text(
        GrantRefusal refusal, const StaffGrant& wanted, const std::vector<StaffGrant>& has
    ) const;

    const DeskFrame& frame_;
    const UnitDirectory& units_;
    const GrantRules& roles_;
    authority::AuthorityClient& authority_;
};

} // namespace tnung::gateway
