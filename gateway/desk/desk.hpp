#pragma once

#include "foundation/desk/desk_page.hpp"
#include "foundation/door/door.hpp"
#include "foundation/grant/grant.hpp"
#include "gateway/desk/role.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// Who asks at the desk of the gateway.
struct Desk : Seat {
    std::vector<StaffGrant> grants; ///< that count now

    /// The units in which they have one of these roles.
    UnitScope scope(const std::vector<std::string_view>& roles) const { return {grants, roles}; }
    /// Whether they work on what belongs to that unit: people and dossiers.
    bool serves(const std::optional<std::string>& unit_code) const;
};

/// One page or act of theirs.
struct DeskRequest : door::Visit {
    const Desk& desk;
};
using DeskRoute = door::Route<DeskRequest>;
using DeskRoutes = door::Routes<DeskRequest>;

/// Roles of a row of the table of routes.
namespace may {
inline const std::vector<std::string_view> everybody = {
    role::clerk, role::operator_, role::administrator};
inline const std::vector<std::string_view> serve = {
    role::clerk, role::operator_}; ///< people and dossiers
inline const std::vector<std::string_view> watch = {role::operator_, role::administrator};
inline const std::vector<std::string_view> steer = {role::operator_};
inline const std::vector<std::string_view> administer = {role::administrator};
} // namespace may

/// What every page of the desk stands in.
struct DeskFrame {
    const Assets& assets;
    /// Of a unit's code; nothing: the whole province.
    std::function<std::string(const std::optional<std::string>& unit_code)> unit_name;

    http::Response page(const DeskRequest& asked, const DeskPage& page) const;
    http::Response refused(const DeskRequest& asked, int status, const std::string& sentence) const;
};

/// An entry of the rail, for those roles.
struct RailItem {
    const char* path;
    const char* icon;
    const char* name;
    std::vector<std::string_view> roles;
};

/// The gateway's side of the door: who its people are, the rail, words for what goes wrong.
class DeskHost final : public door::Host<DeskRequest> {
public:
    struct Settings {
        std::vector<RailItem> rail;
        /// How much waits behind an entry, by its path.
        std::function<std::map<std::string, std::int64_t>(pg::Transaction& tx, const Desk& desk)>
            waiting;
        /// called after an act is durable; it may have filled the outbox
        std::function<void()> acted;
    };
    DeskHost(const DeskFrame& frame, const SignIn& sign_in, Settings settings)
        : frame_(frame), sign_in_(sign_in), settings_(std::move(settings))
    {
    }

    http::Response receive(
        door::Arrival& arrival, const std::function<http::Response(const DeskRequest&)>& go_on
    ) override;
    http::Response refused(const DeskRequest& asked, door::Refusal why) override;
    http::Response failed(const DeskRequest& asked, std::exception_ptr error) override;
    void acted() override { settings_.acted(); }

private:
    std::vector<RailEntry> rail_of(pg::Transaction& tx, const Desk& desk) const;
    std::string places_of(const std::vector<StaffGrant>& grants) const;

    const DeskFrame& frame_;
    const SignIn& sign_in_;
    const Settings settings_;
};

/// The first page after signing in, and signing out.
class HomePages {
public:
    explicit HomePages(const SignIn& sign_in) : sign_in_(sign_in) {}
    DeskRoutes routes() const;

private:
    const SignIn& sign_in_;
};

} // namespace tnung::gateway
