#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/client.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tnung::sandbox {

/// Who signs in to the registry, with the app that shows six digits.
struct Account {
    std::string login, password, totp_secret;
    std::int64_t step_used = 0; ///< a code serves once
};
/// The heading row names login, password and totp (an otpauth address). Throws std::runtime_error
/// naming the line.
std::vector<Account> read_accounts(std::string_view csv);

/// What a form of a page asks for.
struct Input {
    std::string name, value, type, label;
    bool checked = false;
    std::vector<std::string> options;
};

struct Page {
    int status = 0; ///< 0: no answer
    std::string path, body;
    std::string heading() const; ///< of level 1, without markup
    std::string words() const;   ///< of the page's main part, without markup
    /// Those of the page's main part; buttons are of type `button`.
    std::vector<Input> inputs() const;
    /// Those that begin with `prefix`.
    std::vector<std::string> links(std::string_view prefix) const;
};

/// A browser without eyes: keeps cookies, follows redirects, sends forms with their hidden fields.
class Visitor {
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    Visitor(http::Client& client, std::string origin, const Clock& clock)
        : client_(client), origin_(std::move(origin)), clock_(clock)
    {
    }

    /// Waits for a code that was not used before.
    std::string next_code(Account& account) const;
    bool sign_in(Account& account);
    Page get(const std::string& path);
    /// Sends a form with the token of the last page that had one.
    Page post(const std::string& path, Fields fields);
    /// `name=value` of the session.
    const std::string& cookie() const { return cookie_; }

private:
    Page ask(http::Method method, std::string path, std::string body);

    http::Client& client_;
    const std::string origin_;
    const Clock& clock_;
    std::string cookie_, token_;
};

} // namespace tnung::sandbox
