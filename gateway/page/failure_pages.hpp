#pragma once

#include "gateway/page/citizen_page.hpp"

#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace tnung::gateway {

/// What a citizen sees where no page answers: no such address, too much sent, all at work. Made
/// once, since they are sent when there is no time.
class FailurePages {
public:
    /// `account_page`: of the Official Account.
    FailurePages(const Assets& assets, const std::string& account_page);

    /// Nothing where no page is asked for.
    std::optional<http::Response> answer(int status, const http::Request& request) const;

private:
    enum class Kind { absent, too_large, busy, failed, unreadable };
    static Kind kind_of(int status);

    std::map<std::tuple<Kind, TextSize, Language>, http::Response> made_;
};

} // namespace tnung::gateway
