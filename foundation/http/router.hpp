#pragma once

#include "foundation/http/server.hpp"

namespace tnung::http {

/// Finds the route of a path; parts of it go into `Request::path_values`.
class Router {
public:
    explicit Router(std::vector<Route> routes);

    struct Match {
        const Route* route = nullptr; ///< null: no such path, or another method
        std::vector<std::pair<std::string, std::string>> path_values;
    };
    Match match(Method method, std::string_view path) const;
    /// The methods of a path, as `Allow` says them; empty: there is no such path.
    std::string allowed(std::string_view path) const;
    const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> patterns_; ///< segments of each route
};

} // namespace tnung::http
