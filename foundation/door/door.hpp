#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/door/sign_in.hpp"
#include "foundation/http/multipart.hpp"
#include "foundation/http/server.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/pool.hpp"

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Steps that each request of staff passes before its page: session, role, origin of the form,
/// transaction, entry in the log. A program has one table of routes that says who may use each;
/// classes of pages supply its rows.
namespace tnung::door {

/// One request of somebody who is signed in and may.
struct Visit {
    const http::Request& request;
    pg::Transaction& tx; ///< of the page or act; committed once it has answered
    const Seat& seat;
    const std::string& session; ///< the secret of their cookie
    bool form_fits = true;      ///< false: a form of a session that ended, shown again
};

/// How long a page may take and what it is given: it has the lane of its kind.
enum class Kind {
    page,
    files, ///< its form brings files; its token stands in the address
    print, ///< draws a paper
    read,  ///< draws one where its form asks for it (`dang=pdf`)
};
enum class Commits {
    after_answering,
    /// Commits before the page answers: the page ends sessions, whose rows an open transaction
    /// would keep locked.
    before_answering,
};
enum class StaleForm {
    refused,
    shown_again, ///< what was typed is shown; the page sees that the form does not fit
};

/// Who may, and what is asked before a page is.
struct Policy {
    http::Method method = http::Method::get;
    std::string pattern;
    /// as stored, any one is enough; empty: the sign-in pages only
    std::vector<std::string_view> roles;
    Kind kind = Kind::page;
    Commits commits = Commits::after_answering;
    StaleForm stale_form = StaleForm::refused;
    bool whatever_role = false; ///< open to whoever is signed in, also without a role that counts
    bool before_duties = false; ///< open to who has not done yet what the program asks for first
    /// Skips the check against double submission: for forms that are sent repeatedly, like a saved
    /// draft, or whose answer leads to an address with personal data, which `act_once` must not
    /// store.
    bool repeatable = false;
};

template <class V>
struct Route {
    Policy policy;
    std::function<http::Response(const V&)> answer;
};
template <class V>
using Routes = std::vector<Route<V>>;

/// Whether somebody has one of these roles.
bool has_any(const Seat& seat, const std::vector<std::string_view>& roles);

/// The page of an object as its row has it: `at(this, &CasePages::search)`.
template <class Pages, class V>
auto at(const Pages* pages, http::Response (Pages::*page)(const V&) const)
{
    return [pages, page](const V& visit) { return (pages->*page)(visit); };
}
template <class Pages, class V>
auto at(Pages* pages, http::Response (Pages::*page)(const V&))
{
    return [pages, page](const V& visit) { return (pages->*page)(visit); };
}

/// Entry in the log of acts, in the act's transaction; the entry's number.
std::int64_t note(const Visit& visit, std::string act, std::string subject, json::Object more = {});

enum class Refusal {
    role,       ///< not theirs
    stale_form, ///< the form is not from our page, or its session ended
};

/// Somebody signed in, before the program knows what they may.
struct Arrival {
    const http::Request& request;
    pg::Transaction& tx;
    SignIn::Guest guest;
    std::string session;
    Instant now;
    bool form_fits;
};

/// What a program adds: who its people are and how it words what goes wrong.
template <class V>
class Host {
public:
    virtual ~Host() = default;
    /// Makes the visit and returns what `go_on` does with it.
    virtual http::Response
    receive(Arrival& arrival, const std::function<http::Response(const V&)>& go_on) = 0;
    virtual http::Response refused(const V& visit, Refusal why) = 0;
    /// What has to be done before anything else.
    virtual std::optional<http::Response> duty(const V&) { return std::nullopt; }
    /// In words, what its parts throw; throws on what it does not know. The transaction is undone.
    virtual http::Response failed(const V& visit, std::exception_ptr error) = 0;
    /// An act is durable.
    virtual void acted() {}
};

/// Makes sure that a form acts once, however often its button is pressed: the same form with the
/// same content, within ten minutes.
class FormOnce {
public:
    /// Waits for another request with the same form. No form number: every request is the first.
    FormOnce(
        pg::Transaction& tx, const http::Request& request, std::string_view session, Instant now
    );
    /// Where the first one led; nothing: this is the first.
    const std::optional<std::string>& repeats() const { return repeats_; }
    /// In the act's transaction: what leads nowhere else may be sent again.
    void answered(pg::Transaction& tx, const http::Response& response) const;

private:
    std::optional<Bytes> key_;
    std::optional<std::string> repeats_;
};

template <class V>
http::Response enter(const Route<V>& route, Arrival& arrival, const SignIn& sign_in, Host<V>& host)
{
    return host.receive(arrival, [&](const V& visit) -> http::Response {
        const auto& policy = route.policy;
        auto& tx = arrival.tx;
        if (!policy.whatever_role && !has_any(visit.seat, policy.roles)) {
            note(visit, "desk.denied", "route:" + policy.pattern);
            tx.commit();
            return host.refused(visit, Refusal::role);
        }
        const bool shown_again =
            policy.stale_form == StaleForm::shown_again && sign_in.comes_from_us(arrival.request);
        if (!visit.form_fits && !shown_again) return host.refused(visit, Refusal::stale_form);
        if (!policy.before_duties)
            if (auto first = host.duty(visit)) {
                tx.commit();
                return std::move(*first);
            }
        try {
            if (policy.commits == Commits::before_answering) {
                tx.commit();
                return route.answer(visit);
            }
            const bool acts = policy.method == http::Method::post;
            std::optional<FormOnce> once;
            if (acts && !policy.repeatable)
                once.emplace(tx, arrival.request, arrival.session, arrival.now);
            if (once && once->repeats()) return http::see_other(*once->repeats());
            auto response = route.answer(visit);
            if (once) once->answered(tx, response);
            tx.commit(); // the act and its entry in the log, or neither
            if (acts) host.acted();
            return response;
        } catch (...) {
            return host.failed(visit, std::current_exception());
        }
    });
}

/// Lanes of the kinds of pages, and how much each may be sent.
struct Lanes {
    std::string pages, prints, files;
    std::size_t page_bytes_max = 64u << 10;
    std::size_t file_bytes_max = 0; ///< largest whole body of a form with files
    std::chrono::seconds file_time_max{0};
};

/// Where people sign in.
std::vector<http::Route> sign_in_routes(const SignIn& sign_in, const std::string& lane);
std::vector<Policy> sign_in_policies(const SignIn& sign_in);

/// Serves a program's table of routes. Thread-safe; what it is made of must outlive it.
template <class V>
class Door {
public:
    Door(pg::Pool& pool, const Clock& clock, const SignIn& sign_in, Host<V>& host, Lanes lanes)
        : pool_(pool), clock_(clock), sign_in_(sign_in), host_(host), lanes_(std::move(lanes))
    {
    }

    void add(Routes<V> routes)
    {
        for (auto& route : routes) routes_.push_back(std::move(route));
    }
    std::vector<http::Route> routes() const
    {
        auto all = sign_in_routes(sign_in_, lanes_.pages);
        for (const auto& route : routes_) all.push_back(served(route));
        return all;
    }
    /// Who may what, for the program's list and its tests.
    std::vector<Policy> policies() const
    {
        auto all = sign_in_policies(sign_in_);
        for (const auto& route : routes_) all.push_back(route.policy);
        return all;
    }

private:
    http::Response answer(const Route<V>& route, const http::Request& request) const
    {
        const auto now = clock_.now();
        auto tx = pool_.begin();
        auto guest = sign_in_.who(tx, request, now);
        if (!guest) {
            tx.commit();
            return sign_in_.turned_away(request);
        }
        const bool fits =
            route.policy.method != http::Method::post || sign_in_.form_is_ours(request);
        Arrival arrival{request, tx, std::move(*guest), sign_in_.session_of(request), now, fits};
        return enter(route, arrival, sign_in_, host_);
    }
    http::Route served(const Route<V>& route) const
    {
        const auto& policy = route.policy;
        http::Route served{
            .method = policy.method,
            .pattern = policy.pattern,
            .lane = policy.kind == Kind::print ? lanes_.prints : lanes_.pages,
            .handler = [this, &route](const auto& request) { return answer(route, request); },
            .body_bytes_max = lanes_.page_bytes_max,
            .holder = [this](const auto& request) { return sign_in_.session_of(request); }};
        if (policy.kind == Kind::read)
            served.lane_of = [this](const http::Request& request) {
                return request.field("dang") == "pdf" ? lanes_.prints : lanes_.pages;
            };
        if (policy.kind == Kind::files) {
            served.lane = lanes_.files;
            served.handler = [this, &route](const http::Request& request) {
                auto form = http::unfolded(request);
                return form ? answer(route, *form) : http::text_response(400, "");
            };
            served.body_bytes_max = lanes_.file_bytes_max;
            served.body_max = lanes_.file_time_max;
            // The address says that it comes from a page of ours, before megabytes are taken.
            served.admit = [this](const http::Request& request) {
                return sign_in_.address_refusal(request);
            };
        }
        return served;
    }

    pg::Pool& pool_;
    const Clock& clock_;
    const SignIn& sign_in_;
    Host<V>& host_;
    const Lanes lanes_;
    Routes<V> routes_; ///< complete before any is served
};

} // namespace tnung::door
