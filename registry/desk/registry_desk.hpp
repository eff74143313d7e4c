#pragma once

#include "foundation/audit/audit_log.hpp"
#include "foundation/calendar/working_days.hpp"
#include "foundation/door/door.hpp"
#include "foundation/witness/witnesses.hpp"
#include "registry/campaign/deadlines.hpp"
#include "registry/declaration/rules.hpp"
#include "registry/desk/paper_turns.hpp"
#include "registry/erasure/erasure_store.hpp"
#include "registry/erasure/retention.hpp"
#include "registry/filing/handover.hpp"
#include "registry/filing/publication.hpp"
#include "registry/filing/signed_paper.hpp"
#include "registry/paper/form_input.hpp"
#include "registry/people/agencies.hpp"
#include "registry/people/control_bodies.hpp"
#include "registry/provision/provision_store.hpp"
#include "registry/reading/purposes.hpp"
#include "registry/reading/usage_rules.hpp"
#include "registry/vault/vault_client.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tnung::registry {

/// What the registry's pages are made of: the program owns all of it.
struct DeskParts {
    pg::Pool& pool;
    const Clock& clock;
    const Assets& assets;
    const crypto::Sealer& reason_sealer; ///< of why it was returned, what was asked in public
    const FormCatalogue& forms;
    const Rules& rules;
    const Deadlines& deadlines;
    const Thresholds& thresholds;
    const Retention& retention;
    const ControlBodies& control_bodies;
    const ReadingPurposes& purposes;
    const std::vector<UsageRules>& usage_rules;
    const calendar::WorkingDays& calendar;
    VaultClient& vault;
    authority::AuthorityClient& authority;
    audit::Log& audit_log;
    const std::vector<WitnessAt>& witnesses;
    std::string form_key, page_origin;
    std::string print_key;              ///< of digests of what was given out to be signed
    std::filesystem::path paper_reader; ///< tnung-paper-reader
    std::string signature_anchors;      ///< whom the province trusts to say whose a key is; PEM
};

/// One page or act of somebody who is signed in.
struct Asked : door::Visit {
    std::optional<Declarant> me; ///< who declares with this account
    bool stands_in = false;      ///< for the unit's officer, today
};

/// Pages of the registry, for each role.
class RegistryDesk : private door::Host<Asked> {
public:
    explicit RegistryDesk(DeskParts parts);

    std::vector<http::Route> routes() const { return door_.routes(); }
    /// Who may what (docs/registry-access.tsv says the same).
    std::vector<door::Policy> policies() const { return door_.policies(); }

private:
    using FindFiling = std::optional<Filing>(pg::Transaction&, Id<Filing>);
    door::Routes<Asked> table();

    http::Response receive(
        door::Arrival& arrival, const std::function<http::Response(const Asked&)>& go_on
    ) override;
    http::Response refused(const Asked& asked, door::Refusal why) override;
    std::optional<http::Response> duty(const Asked& asked) override;
    http::Response failed(const Asked& asked, std::exception_ptr error) override;

    static std::vector<RailEntry> rail_of(const Staff& staff, bool declares);

    http::Response page(
        const Asked& asked, std::string title, std::string here, html::Node content,
        int status = 200
    ) const;
    http::Response
    sorry(const Asked& asked, int status, std::string heading, std::string sentence) const;
    /// What the vault refused, in words for whoever asked.
    http::Response vault_said(const Asked& asked, VaultRefusal refusal) const;
    /// The entry's number.
    static std::int64_t
    note(const Asked& asked, std::string act, Id<Filing> filing, json::Object more = {});
    /// `Kê khai hằng năm 2026`
    std::string title_of(const Campaign& campaign) const;
    std::string title_of(const Filing& filing) const { return title_of(filing.campaign); }
    /// How a unit was called then: a paper bears the name of its day.
    static std::string unit_name_on(const Asked& asked, const std::string& unit_code, Instant at);
    /// The last days of a yearly campaign, one after the other.
    html::Node campaign_calendar(const Campaign& campaign) const;
    const Form& form_of(const Filing& filing) const;
    std::string time_left(Day due, Instant now) const;
    /// Why a declaration was returned or struck off, sealed for its row.
    std::string sealed_reason(const Filing& filing, const std::string& reason) const;
    /// With the receipts to take along where it is one's own.
    html::Node history(const Asked& asked, const Filing& filing, bool own) const;

    // rules_pages.cpp
    const UsageRules& rules_in_force(Instant now) const;
    bool must_acknowledge(const Asked& asked);
    http::Response usage_rules(const Asked& asked);
    http::Response acknowledge_rules(const Asked& asked);

    // home_pages.cpp
    http::Response home(const Asked& asked);
    http::Response sign_out(const Asked& asked);
    http::Response campaigns(const Asked& asked);
    http::Response campaign_sheet(const Asked& asked);
    http::Response open_campaign(const Asked& asked);
    http::Response log(const Asked& asked);
    /// Who else has seen that the log only grows.
    html::Node witnesses_section(const Asked& asked) const;
    /// The newest checkpoint that a witness signed, with its signature.
    http::Response log_cosigned(const Asked& asked);
    /// The log as files over HTTP, with its entries (C2SP tlog-tiles), for `audit_fsck`.
    http::Response log_checkpoint(const Asked& asked);
    http::Response log_tile(const Asked& asked);

    // declarant_pages.cpp
    /// A declaration of one's own, opened.
    struct Opened {
        Filing filing;
        const Form& form;
        int version = 0;
        Content content;
        bool settled = false; ///< in the vault: handed in, or about to be
    };
    /// Something that is needed beside what was asked for, and that the vault refused.
    struct Unopened {
        VaultRefusal why;
    };
    /// The last one handed in before it.
    struct Before {
        const Form& form;
        Content content;
    };
    Result<Filing, http::Response>
    own_filing(const Asked& asked, FindFiling* find = filing_store::find) const;
    /// What was declared there; `version` 0: the newest; `purpose`: of whoever reads another's.
    Result<Opened, VaultRefusal> open_paper(
        const Asked& asked, const Filing& filing, int version, ReadAct act,
        const std::string& purpose = ""
    ) const;
    /// What the vault opened of it, as its form reads it.
    Result<Opened, VaultRefusal> parsed_paper(
        const Filing& filing, const Result<VaultClient::Opened, VaultRefusal>& opened
    ) const;
    Result<Opened, http::Response> open_own(const Asked& asked, ReadAct act) const;
    /// Nothing where there is none, or its key was destroyed. Throws Unopened: without it a draft
    /// would begin empty, and changes would go unasked.
    std::optional<Before> open_before(const Asked& asked, const Filing& filing) const;
    std::vector<Finding>
    judge(const Asked& asked, const Opened& opened, const std::optional<Before>& before) const;
    /// Against the last declaration too; none of what is settled: it was judged before that, and
    /// cannot be mended any more.
    std::vector<Finding> check(const Asked& asked, const Opened& opened) const;
    http::Response my_filings(const Asked& asked);
    http::Response my_filing(const Asked& asked);
    http::Response
    show_my_filing(const Asked& asked, const Filing& filing, const std::string& problem) const;
    http::Response begin(const Asked& asked);
    /// Of a change in the year that asks for a supplementary declaration.
    html::Node supplement_card(const Asked& asked, const std::vector<Filing>& filings) const;
    http::Response begin_supplement(const Asked& asked);
    http::Response drop_supplement(const Asked& asked);
    http::Response form_screen(const Asked& asked);
    http::Response save_screen(const Asked& asked);
    http::Response check_screen(const Asked& asked);
    http::Response submit(const Asked& asked);
    http::Response own_paper(const Asked& asked);
    http::Response show_screen(
        const Asked& asked, const Opened& opened, const FormPage& page, bool judged,
        const html::Node& said, int status = 200, const Content* saved = nullptr,
        const Posted* posted = nullptr
    ) const;
    http::Response show_check(
        const Asked& asked, const Opened& opened, const std::vector<Finding>& findings,
        const std::string& problem, int status = 200
    ) const;

    // print_pages.cpp
    /// One's own receipt with what proves it.
    struct Receipt {
        Filing filing;
        FilingStep step;
        std::string proof;
    };
    Result<Receipt, http::Response> own_receipt(const Asked& asked) const;
    /// As the official paper, with reader, time and purpose across it.
    /// `step`: when it was handed in; nothing of a draft.
    http::Response print_of(
        const Asked& asked, const Opened& opened, const std::optional<FilingStep>& step,
        const std::string& purpose
    ) const;
    http::Response own_print(const Asked& asked);
    http::Response receipt(const Asked& asked);
    http::Response receipt_proof(const Asked& asked);
    http::Response receipt_content(const Asked& asked);
    http::Response compare_print(const Asked& asked);

    // office_pages.cpp
    Result<Filing, http::Response>
    unit_filing(const Asked& asked, FindFiling* find = filing_store::find) const;
    /// Of somebody else, and the one that was read.
    Result<Filing, http::Response> filing_to_act_on(const Asked& asked) const;
    http::Response unit_filings(const Asked& asked);
    http::Response unit_filing_page(const Asked& asked);
    http::Response unit_read(const Asked& asked);
    http::Response give_back(const Asked& asked);
    http::Response receive(const Asked& asked);
    Result<Filing, http::Response> inspector_filing(const Asked& asked) const;
    http::Response inspector_filings(const Asked& asked);
    http::Response inspector_filing_page(const Asked& asked);
    http::Response inspector_read(const Asked& asked);
    http::Response
    show_office_filing(const Asked& asked, const Filing& filing, const std::string& problem) const;
    http::Response read_by_office(const Asked& asked, const Filing& filing) const;

    /// Of the unit or of the inspectorate, whichever asks.
    Result<Filing, http::Response> office_filing(const Asked& asked) const;
    static std::string office_address(const Asked& asked, const Filing& filing);

    // succession_pages.cpp
    /// Whether what is that unit's is the asker's unit's: it is the same, or took over from it.
    static bool is_ours(const Asked& asked, const std::string& unit_code);
    /// What units that are no more left to the asker's; nothing where none did.
    html::Node successions_waiting(const Asked& asked) const;
    http::Response take_over(const Asked& asked);

    // handover_pages.cpp
    /// What a unit received and has to hand over.
    struct ToHandOver {
        std::map<std::string, std::vector<Filing>> by_body; ///< by whom it is controlled today
        std::vector<Filing> by_others; ///< which the asker may not hand over themselves
        std::vector<Filing> by_nobody; ///< controlled by a body that is not there any more
    };
    ToHandOver to_hand_over(const Asked& asked) const;
    /// The name of the control body that took it.
    std::string handed_to(const std::string& passed_to, Day day) const;
    html::Node handover_table(const Asked& asked, const std::vector<Handover>& handovers) const;
    http::Response handovers(const Asked& asked);
    http::Response hand_over(const Asked& asked);
    http::Response handovers_taken(const Asked& asked);
    http::Response handover_minutes(const Asked& asked);
    http::Response show_handovers(const Asked& asked, const std::string& problem) const;

    // compare_pages.cpp
    /// Other full declarations of the same person that the inspectorate has, newest first.
    std::vector<Filing> comparable(const Asked& asked, const Filing& filing) const;
    html::Node comparison_choice(const Asked& asked, const Filing& filing) const;
    http::Response
    show_comparison(const Asked& asked, const Filing& filing, const std::string& purpose) const;

    // reading_pages.cpp
    /// `more`: what stands below its buttons.
    html::Node reading_form(const Asked& asked, const std::string& action, html::Node more) const;
    /// As the log commits to it; a sentence where it lacks something.
    Result<std::string, std::string> reading_purpose(const Asked& asked) const;
    bool is_recused(const Asked& asked, const Filing& filing) const;
    html::Node recusals(const Asked& asked, const Filing& filing, const std::string& address) const;
    http::Response recuse(const Asked& asked);
    http::Response lift_recusal(const Asked& asked);
    /// Where a colleague waits for a second person; nothing where nobody does.
    html::Node permits_waiting(const Asked& asked) const;
    http::Response permits(const Asked& asked);
    http::Response ask_permit(const Asked& asked);
    http::Response decide_permit(const Asked& asked);
    http::Response show_permits(const Asked& asked, const std::string& problem) const;
    http::Response alarms(const Asked& asked);
    http::Response look_at_alarm(const Asked& asked);
    http::Response show_alarms(const Asked& asked, const std::string& problem) const;

    // paper_pages.cpp
    /// Section with the signed papers of a declaration and the form to upload another. Empty where
    /// there are no papers and none may be uploaded.
    html::Node
    papers_section(const Asked& asked, const Filing& filing, const std::string& address) const;
    /// To open them, in a form that says for what.
    html::Node paper_buttons(const Asked& asked, const Filing& filing) const;
    std::string print_digest(std::string_view pdf) const;
    void remember_print(
        const Asked& asked, const Filing& filing, const FilingStep& step, std::string_view pdf
    ) const;
    /// What was sent, looked at in a process of its own, and the bytes to keep; a sentence where it
    /// is not taken.
    Result<SignedPaper, std::string> looked_at_paper(
        const Asked& asked, const Filing& filing, const FilingStep& step, std::string& content
    ) const;
    /// Empty where it was taken, else why not.
    /// Empty, or why it is not taken. The filing is held only once the file was looked at, which
    /// may be long.
    std::string take_paper(const Asked& asked, const Filing& seen) const;
    http::Response another_is_looked_at(const Asked& asked) const;
    http::Response upload_own_paper(const Asked& asked);
    http::Response upload_unit_paper(const Asked& asked);
    Result<SignedPaper, http::Response> paper_of(const Asked& asked, const Filing& filing) const;
    http::Response own_signed_paper(const Asked& asked);
    http::Response open_signed_paper(
        const Asked& asked, const Filing& filing, const SignedPaper& paper,
        const std::string& purpose
    ) const;
    /// Returns the signed paper that field `dang` of the request names. Nothing where it names none
    /// that is there and not withdrawn.
    std::optional<SignedPaper> asked_paper(const Asked& asked, const Filing& filing) const;
    http::Response withdraw_paper(const Asked& asked);

    // provision_pages.cpp
    Result<ProvisionRequest, http::Response> asked_provision(const Asked& asked) const;
    Result<Opened, VaultRefusal> open_to_provide(
        const Asked& asked, const ProvisionRequest& request, const Filing& filing
    ) const;
    http::Response provisions(const Asked& asked);
    http::Response provision_sheet(const Asked& asked);
    http::Response make_provision(const Asked& asked);
    http::Response provision_page(const Asked& asked);
    http::Response put_into_provision(const Asked& asked);
    http::Response take_out_of_provision(const Asked& asked);
    http::Response decide_provision(const Asked& asked);
    http::Response provision_copy(const Asked& asked);
    http::Response answer_provision(const Asked& asked);
    http::Response show_provisions(const Asked& asked, const std::string& problem) const;
    http::Response show_provision(
        const Asked& asked, const ProvisionRequest& request, const std::string& problem
    ) const;
    html::Node provision_choice(const Asked& asked, const ProvisionRequest& request) const;
    html::Node provision_decision(
        const Asked& asked, const ProvisionRequest& request, const std::string& seen
    ) const;

    // erasure_pages.cpp
    Result<ErasureList, http::Response> asked_erasure(const Asked& asked) const;
    http::Response erasures(const Asked& asked);
    http::Response make_erasure(const Asked& asked);
    http::Response erasure_page(const Asked& asked);
    http::Response erasure_sheet(const Asked& asked);
    http::Response decide_erasure(const Asked& asked);
    http::Response show_erasures(const Asked& asked, const std::string& problem) const;
    http::Response
    show_erasure(const Asked& asked, const ErasureList& list, const std::string& problem) const;

    // agency_pages.cpp
    Result<Agency, http::Response> asked_agency(const Asked& asked) const;
    http::Response agencies(const Asked& asked);
    http::Response agency_sheet(const Asked& asked);
    http::Response add_agency(const Asked& asked);
    http::Response agency_page(const Asked& asked);
    http::Response change_agency(const Asked& asked);
    http::Response end_agency(const Asked& asked);
    http::Response name_successor(const Asked& asked);
    /// In the vault; nothing where it is said, else what the page answers.
    std::optional<http::Response> say_successor(
        const Asked& asked, const Agency& agency, const agency_store::Ending& ending
    ) const;
    /// Empty where a change has a day that has come and a paper that says so.
    static std::string document_problem(
        const Asked& asked, const Agency& agency, std::optional<Day> from,
        const std::string& document
    );
    http::Response show_agencies(const Asked& asked, const std::string& problem) const;
    http::Response
    show_agency(const Asked& asked, const Agency& agency, const std::string& problem) const;

    // officer_pages.cpp
    /// Who helps whoever declares; nothing where nobody is known.
    html::Node whom_to_ask(const Asked& asked) const;
    http::Response officers(const Asked& asked);
    http::Response name_stand_in(const Asked& asked);
    http::Response end_stand_in(const Asked& asked);
    http::Response show_officers(const Asked& asked, const std::string& problem) const;

    // book_pages.cpp
    /// Of those, newest first, the one named by `dot`, else the newest; nothing where there is
    /// none.
    static std::optional<Campaign>
    asked_campaign(const Asked& asked, const std::vector<Campaign>& all);
    http::Response unit_book(const Asked& asked);
    http::Response unit_book_sheet(const Asked& asked);

    // reminder_pages.cpp
    /// Reminders and publication of one declaration; nothing where there is neither.
    html::Node unit_duties(const Asked& asked, const Filing& filing) const;
    http::Response reminders(const Asked& asked);
    http::Response remind(const Asked& asked);
    http::Response reminder_paper(const Asked& asked);
    http::Response show_reminders(const Asked& asked, const std::string& problem) const;

    // people_pages.cpp
    static bool is_me(const Asked& asked, const Declarant& one);
    /// Of the unit, to change them.
    Result<Declarant, http::Response> unit_person(const Asked& asked) const;
    http::Response people(const Asked& asked);
    http::Response add_person(const Asked& asked);
    http::Response person(const Asked& asked);
    http::Response change_person(const Asked& asked);
    http::Response add_filing(const Asked& asked);
    html::Node control_section(const Asked& asked, const Declarant& one) const;
    http::Response set_control_body(const Asked& asked);
    http::Response decide_difference(const Asked& asked);
    http::Response show_people(const Asked& asked, const std::string& problem) const;
    http::Response
    show_person(const Asked& asked, const Declarant& one, const std::string& problem) const;

    // list_pages.cpp
    /// The yearly campaigns, newest first.
    static std::vector<Campaign> yearly(const Asked& asked);
    http::Response declarant_list(const Asked& asked);
    http::Response declarant_list_sheet(const Asked& asked);
    http::Response put_on_list(const Asked& asked);
    /// Who is to be told that they declare, and the papers that told others.
    html::Node invitations(const Asked& asked, const Campaign& campaign) const;
    http::Response invite(const Asked& asked);
    http::Response invitation_paper(const Asked& asked);
    http::Response approve_list(const Asked& asked);
    http::Response reopen_list(const Asked& asked);
    http::Response strike(const Asked& asked);
    http::Response put_back(const Asked& asked);
    http::Response show_list(const Asked& asked, const std::string& problem) const;
    /// To strike that off the list, or to put it back; nothing where neither can be.
    html::Node list_acts(const Asked& asked, const Filing& filing) const;

    // publication_pages.cpp
    /// The last day to make it public.
    Day publish_by(const Filing& filing) const;
    /// What was asked and answered there, noted; nothing where there was none. Throws
    /// std::runtime_error where it does not open.
    std::optional<std::string>
    public_remarks(const Asked& asked, const Publication& publication) const;
    Result<Publication, http::Response> unit_publication(const Asked& asked) const;
    http::Response publications(const Asked& asked);
    http::Response begin_publication(const Asked& asked);
    http::Response publication_page(const Asked& asked);
    http::Response publication_minutes(const Asked& asked);
    http::Response end_publication(const Asked& asked);
    http::Response withdraw_publication(const Asked& asked);
    http::Response show_publications(const Asked& asked, const std::string& problem) const;
    http::Response
    show_publication(const Asked& asked, const Publication& one, const std::string& problem) const;

    const DeskParts parts_;
    const SignIn sign_in_;
    door::Door<Asked> door_;
    PaperTurns paper_turns_;
    std::mutex mutex_;                                            ///< guards what follows
    std::set<std::pair<std::int64_t, std::string>> acknowledged_; ///< staff and version, once seen
};

} // namespace tnung::registry
