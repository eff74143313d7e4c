#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/calendar/working_days.hpp"
#include "gateway/citizen/follower.hpp"
#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/phone_link.hpp"
#include "gateway/page/citizen_page.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/rights/retention_rules.hpp"
#include "gateway/timeline/dossier_file.hpp"

namespace tnung::gateway {

/// What a person sees of his own: the page behind a message's private address, a dossier's way, his
/// dossiers and numbers, and "this is not mine".
class CitizenPages {
public:
    struct Settings {
        std::string page_origin;
        std::string account_page; ///< the Zalo account's own address
        DisclosureSettings disclosure;
    };
    CitizenPages(
        pg::Pool& pool, const Clock& clock, const Assets& assets, const PersonKeys& keys,
        const UnitDirectory& units, const calendar::WorkingDays& calendar, const DataRights& rights,
        const RetentionRules& retention, std::string form_key, Settings settings
    )
        : pool_(pool), clock_(clock), assets_(assets), keys_(keys), units_(units),
          calendar_(calendar), rights_(rights), retention_(retention),
          form_key_(std::move(form_key)), settings_(std::move(settings))
    {
    }

    /// `GET /hs/{token}`: level 1 and the question for the digits; changes nothing.
    http::Response open_link(const http::Request& request);
    /// `POST /hs/{token}`: the owner's last digits open level 2 for this browser.
    http::Response give_digits(const http::Request& request);
    /// `GET` and `POST /hs/{token}/khong-phai-toi`, `POST /hs/{token}/nhan-lai`
    http::Response ask_not_mine(const http::Request& request);
    http::Response stop_number(const http::Request& request);
    http::Response undo_stop(const http::Request& request);
    /// `GET /ho-so`: the follower's dossiers and numbers.
    http::Response my_dossiers(const http::Request& request);
    /// `GET /ho-so/{id}`
    http::Response dossier(const http::Request& request);
    /// `POST /ho-so/bo-noi`
    http::Response unlink(const http::Request& request);
    /// `GET /ho-so/du-lieu`, `GET /ho-so/du-lieu/tai-ve`: what is kept about him, and to take away.
    http::Response my_data(const http::Request& request);
    http::Response take_my_data(const http::Request& request);
    /// `POST /ho-so/du-lieu/xoa` asks to erase, `POST /ho-so/du-lieu/giu-lai` takes that back.
    http::Response change_my_data(const http::Request& request, bool erase);

private:
    struct Opened { ///< a link that is good
        std::string token;
        PageLink link;
        Reader reader;
    };
    std::optional<Opened> opened(pg::Transaction& tx, const http::Request& request);
    std::optional<CitizenSession> session(pg::Transaction& tx, const http::Request& request);
    /// Whether the account is told of that dossier.
    bool is_told(pg::Transaction& tx, std::int64_t follower_id, std::int64_t dossier_id);
    /// What a form of this reader's pages bears, so that no other page acts for him.
    std::string token_for(const http::Request& request, std::string_view act) const;
    bool token_fits(const http::Request& request, std::string_view act) const;
    /// Returns until when a stop can be taken back that this address made. Nothing where it made
    /// none, or the time is over.
    std::optional<Instant> stopped_lately(pg::Transaction& tx, const Opened& opened);
    http::Response link_page(
        pg::Transaction& tx, const Opened& opened, int status, const std::string& digits_problem
    );
    /// Cuts off the account that the address warns of; the number is told as before.
    http::Response end_account(pg::Transaction& tx, const Opened& opened);
    http::Response said_by_account(pg::Transaction& tx, const Opened& opened);
    http::Response stopped_page(const Opened& opened, const std::string& shown, Instant undo_until);
    http::Response
    let_go_page(pg::Transaction& tx, const Opened& opened, const http::Request& request);
    http::Response gone(const http::Request& request);
    http::Response closed(const http::Request& request);
    std::string number_of(pg::Transaction& tx, std::int64_t phone_id);

    pg::Pool& pool_;
    const Clock& clock_;
    const Assets& assets_;
    const PersonKeys& keys_;
    const UnitDirectory& units_;
    const calendar::WorkingDays& calendar_;
    const DataRights& rights_;
    const RetentionRules& retention_;
    const std::string form_key_;
    const Settings settings_;
};

/// Views: pure, from plain data.
struct DigitsForm {
    std::string action;
    std::string problem;     ///< what was wrong with the last try; empty at first
    bool opens_list = false; ///< one's own dossiers, not one of them
    enum class Kind { ask, locked, none_on_file, business } kind = Kind::ask;
};
struct DossierPageView {
    const DossierFile& file;
    std::optional<DigitsForm> digits; ///< how level 2 is reached from here
    std::string not_mine_path;        ///< empty: not offered here
    bool warns = false;               ///< of an account that was linked or let in
    std::string back_path;            ///< empty: nowhere to go back to
    std::string account_page;
    Instant now;
};
html::Node dossier_content(
    const DossierPageView& view, const calendar::WorkingDays& calendar, const Words& words
);
std::string dossier_heading(
    const DossierFile& file, const calendar::WorkingDays& calendar, Instant now, const Words& words
);
std::vector<std::string> dossier_icons();

struct MyDossiersView {
    std::vector<FollowerDossier> dossiers;
    bool more = false;
    std::vector<LinkedNumber> numbers;
    std::string unlink_token;
};
html::Node my_dossiers_content(const MyDossiersView& view, const Words& words);

} // namespace tnung::gateway
