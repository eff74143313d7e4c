#include "registry/accounts.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/people/people.hpp"
#include "registry/people/successions.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::registry {

namespace {

void require_role(std::string_view word)
{
    if (std::ranges::find(role::all, word) == role::all.end())
        throw std::runtime_error(
            fmt::format("role {}: expected one of {}", word, fmt::join(role::all, ", "))
        );
}

} // namespace

Accounts::Made Accounts::add(
    const std::string& login, const std::string& name, std::string_view role_word,
    const std::string& unit, const std::string& number
)
{
    require_role(role_word);
    auto tx = pool_.begin();
    const auto found = number.empty() ? std::nullopt : people_store::find_number(tx, number);
    if (!number.empty() && !found)
        throw std::runtime_error(fmt::format("nobody in the register has the number {}", number));
    // Held, so that nobody moves them to another unit before they have the account.
    const auto person = found ? people_store::find_to_change(tx, found->id) : std::nullopt;
    auto unit_code = unit.empty() ? std::nullopt : std::optional(unit);
    if (unit_code && person && unit_code != person->agency_code)
        throw std::runtime_error(
            fmt::format("{} is of {}, not of {}", number, person->agency_code, *unit_code)
        );
    if (person) unit_code = person->agency_code;
    if (!unit_code && (role_word == role::declarant || role_word == role::personnel))
        throw std::runtime_error("declarants and personnel belong to a unit: give its code");
    // Whoever the register has there still may have an account: many are opened at once.
    if (const auto left =
            unit_code && !person ? succession_store::find(tx, *unit_code) : std::nullopt)
        throw std::runtime_error(
            fmt::format("{} has ended: its successor is {}", *unit_code, left->holder_code)
        );
    const auto made =
        staff_store::make(tx, keys_.sealer, login, name, role_word, unit_code, clock_.now());
    if (!made) throw std::runtime_error(fmt::format("the login {} is taken", login));
    if (person && !people_store::give_account(tx, person->id, made->id))
        throw std::runtime_error(fmt::format("{} has an account already", number));
    audit::append(
        tx,
        {.act = "staff.add",
         .actor = "operator",
         .subject = fmt::format("staff:{}", made->id.value),
         .note = {{"role", role_word}}},
        clock_.now()
    );
    tx.commit();
    return {made->password, made->totp_uri};
}

void Accounts::change_role(const std::string& login, std::string_view role_word)
{
    require_role(role_word);
    change(login, "staff.role", {{"role", role_word}}, [&](auto& tx, const Staff& staff) {
        // Of whoever declares: where the register has them now.
        auto person = people_store::of_staff(tx, staff.id);
        if (person)
            person = people_store::find_to_change(tx, person->id); // moved meanwhile by nobody
        const auto unit = person ? std::optional(person->agency_code) : staff.unit_code;
        if (!unit && (role_word == role::declarant || role_word == role::personnel))
            throw std::runtime_error("declarants and personnel belong to a unit");
        staff_store::set_role(tx, staff.id, role_word, unit, clock_.now());
    });
}

void Accounts::set_disabled(const std::string& login, bool disabled)
{
    change(
        login, disabled ? "staff.disable" : "staff.enable", {},
        [&](auto& tx, const Staff& staff) {
            staff_store::set_disabled(tx, staff.id, disabled, clock_.now());
        }
    );
}

void Accounts::change(
    const std::string& login, const std::string& act, json::Object more,
    const std::function<void(pg::Transaction&, const Staff&)>& change
)
{
    auto tx = pool_.begin();
    const auto staff = staff_store::find(tx, login);
    if (!staff) throw std::runtime_error(fmt::format("nobody has the login {}", login));
    change(tx, *staff);
    audit::append(
        tx,
        {.act = act,
         .actor = "operator",
         .subject = fmt::format("staff:{}", staff->id.value),
         .note = std::move(more)},
        clock_.now()
    );
    tx.commit();
}

std::vector<std::string> Accounts::open_all(const std::function<void(const Opened&)>& opened)
{
    auto tx = pool_.begin();
    const auto waiting = people_store::without_account(tx);
    tx.commit();
    std::vector<std::string> remarks;
    for (const auto& one : waiting) {
        const auto login = text::casefold(one.number);
        std::optional<Made> made;
        try {
            made = add(login, one.name, role::declarant, "", one.number);
        } catch (const pg::Error&) {
            throw;
        } catch (const std::runtime_error& error) {
            remarks.push_back(fmt::format("{}: {}", one.number, error.what()));
        }
        if (made) opened({one.number, login, std::move(*made)});
    }
    return remarks;
}

std::string Accounts::code_of(const std::string& login)
{
    auto tx = pool_.begin();
    const auto code = staff_store::code_of(tx, keys_, login, clock_.now());
    if (!code) throw std::runtime_error("nobody has that login");
    return *code;
}

} // namespace tnung::registry
