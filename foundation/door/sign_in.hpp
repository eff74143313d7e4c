#pragma once

#include "foundation/assets/assets.hpp"
#include "foundation/authority/authority_client.hpp"
#include "foundation/desk/desk_page.hpp"
#include "foundation/http/server.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung {

/// The door of a program's desk: the page and the act of signing in, whose session a request bears,
/// and whether a form came from a page of ours (security.md, "Web"). Thread-safe.
class SignIn {
public:
    struct Settings {
        std::string root;   ///< of the desk: `<root>/vao` signs in, `<root>/ra` out
        std::string cookie; ///< its name, after `__Host-`
        std::string title;
        std::string help; ///< whom to ask where one cannot
        std::string form_key, page_origin;
    };
    /// All must outlive it.
    SignIn(
        pg::Pool& pool, const Clock& clock, const Assets& assets,
        authority::AuthorityClient& authority, Settings settings
    )
        : pool_(pool), clock_(clock), assets_(assets), authority_(authority),
          settings_(std::move(settings))
    {
    }

    /// Chooses the lane for signing in: `sign-in`, or one for browsers that somebody has signed in
    /// with before, which a flood of strangers cannot fill. Reads our signature in the browser's
    /// cookie, so that nothing is looked up before a place is taken.
    std::string lane_of(const http::Request& request) const;
    static std::vector<http::Lane> lanes();

    const std::string& root() const { return settings_.root; }
    http::Response page() const;
    http::Response sign_in(const http::Request& request) const;

    struct Guest {
        Staff staff;
        std::string form_token; ///< of every form of this session
    };
    std::optional<Guest> who(pg::Transaction& tx, const http::Request& request, Instant now) const;
    /// The secret that the session's cookie holds: for who checks the session himself.
    std::string session_of(const http::Request& request) const;
    /// From a page of ours, though perhaps of a session that ended.
    bool comes_from_us(const http::Request& request) const;
    /// A form that changes something: from this origin, with the session's token in field `the`.
    bool form_is_ours(const http::Request& request) const;
    /// The same of a form whose token stands in its address, of a session that lives: asked before
    /// the body is read. Nothing where it is.
    std::optional<http::Response> address_refusal(const http::Request& request) const;
    /// Not while a transaction of this session is open: it holds the session's row.
    http::Response sign_out(const http::Request& request) const;
    /// To the page that signs in; whoever sent a form is told how to send it again, since going
    /// there would lose what was typed.
    http::Response turned_away(const http::Request& request) const;

private:
    http::Response
    form_page(int status, const std::string& login, const std::string& problem) const;
    http::Response sign_in_refused(const std::string& login, SignInRefusal why) const;
    std::string token_of(const std::string& session) const;
    std::string device_cookie() const;
    /// What the browser keeps without our signature; empty where it keeps nothing of ours.
    std::string device_of(const http::Request& request) const;
    std::string signature_of(std::string_view device) const;

    pg::Pool& pool_;
    const Clock& clock_;
    const Assets& assets_;
    authority::AuthorityClient& authority_;
    const Settings settings_;
};

} // namespace tnung
