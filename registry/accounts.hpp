#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/json/json.hpp"
#include "foundation/staff/staff.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// Accounts of those who sign in to the registry, for the operator's commands; as tnung_authority,
/// so that the program that serves pages opens none. Each act is in the log.
class Accounts {
public:
    /// All must outlive it.
    Accounts(pg::Pool& pool, const StaffKeys& keys, const Clock& clock)
        : pool_(pool), keys_(keys), clock_(clock)
    {
    }

    struct Made {
        std::string password, totp_uri;
    };
    /// Throws std::runtime_error saying what is wrong. `number`: of the declarant whose account it
    /// becomes; empty: nobody's.
    Made
    add(const std::string& login, const std::string& name, std::string_view role,
        const std::string& unit, const std::string& number);
    /// Of an account that is there: one person keeps one. Throws std::runtime_error saying what is
    /// wrong. Their sessions end.
    void change_role(const std::string& login, std::string_view role);
    void set_disabled(const std::string& login, bool disabled);
    struct Opened {
        std::string number, login;
        Made secrets;
    };
    /// An account for every declarant who has none, each in its own time; the login is the number
    /// in small letters. Goes on where it was stopped; what could not be opened, a line each.
    std::vector<std::string> open_all(const std::function<void(const Opened&)>& opened);
    /// The six digits of somebody's app; rehearsals only.
    std::string code_of(const std::string& login);

private:
    void change(
        const std::string& login, const std::string& act, json::Object more,
        const std::function<void(pg::Transaction&, const Staff&)>& change
    );

    pg::Pool& pool_;
    const StaffKeys& keys_;
    const Clock& clock_;
};

} // namespace tnung::registry
