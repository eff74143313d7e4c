#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <string>

namespace tnung::http {

/// The connections of a server: by when each must have got on, and how many one address has. Of one
/// thread.
class OpenConnections {
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Connection {
        std::string address;
        Time deadline{};
        std::function<void()> close; ///< what waits on it ends with an error
        bool waiting = true;         ///< for a whole request: nobody works on it
        bool idle = true;            ///< between requests: a stop may close it
    };
    using Place = std::list<Connection>::iterator;

    /// `each_max`: of one address.
    OpenConnections(std::size_t all_max, std::size_t each_max)
        : all_max_(all_max), each_max_(each_max)
    {
    }

    /// Makes room for one more connection; false where it cannot. At the address's bound, closes
    /// that address's connection that has waited longest for a whole request. At the bound of all,
    /// closes such a connection of the address that has most.
    bool make_room(const std::string& address, bool bounded);
    Place add(const std::string& address, Time deadline);
    void remove(Place place);
    void close_overdue(Time now, bool stopping);

    std::list<Connection>& all() { return connections_; }
    bool empty() const { return connections_.empty(); }

private:
    bool close_longest_waiting(const std::string& address);
    /// So that a few addresses never shut out the others.
    bool close_of_who_has_most();

    const std::size_t all_max_, each_max_;
    std::list<Connection> connections_; ///< the longest open first
    std::size_t closing_ = 0;           ///< closed for another's sake, still in the list
    std::map<std::string, std::size_t> of_address_;
};

} // namespace tnung::http
