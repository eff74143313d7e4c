#include "foundation/http/open_connections.hpp"

#include <algorithm>

namespace tnung::http {

bool OpenConnections::make_room(const std::string& address, bool bounded)
{
    const auto mine = of_address_.find(address);
    const auto held = mine == of_address_.end() ? 0 : mine->second;
    if (bounded && held >= each_max_) return close_longest_waiting(address);
    if (connections_.size() - closing_ < all_max_) return true;
    return close_of_who_has_most();
}

bool OpenConnections::close_of_who_has_most()
{
    auto most = connections_.end();
    std::size_t held_most = 0;
    for (auto one = connections_.begin(); one != connections_.end(); ++one) {
        if (!one->waiting || !one->close || one->address.empty()) continue;
        if (const auto held = of_address_.at(one->address); held > held_most) {
            most = one;
            held_most = held;
        }
    }
    return most != connections_.end() && close_longest_waiting(std::string(most->address));
}

OpenConnections::Place OpenConnections::add(const std::string& address, Time deadline)
{
    const auto place = connections_.insert(connections_.end(), Connection{});
    place->address = address;
    place->deadline = deadline;
    ++of_address_[address];
    return place;
}

void OpenConnections::remove(Place place)
{
    if (place->address.empty()) {
        --closing_;
    } else {
        const auto mine = of_address_.find(place->address);
        if (--mine->second == 0) of_address_.erase(mine);
    }
    connections_.erase(place);
}

bool OpenConnections::close_longest_waiting(const std::string& address)
{
    const auto found = std::ranges::find_if(connections_, [&](const Connection& one) {
        return one.waiting && one.close && one.address == address;
    });
    if (found == connections_.end()) return false;
    const auto mine = of_address_.find(address);
    if (--mine->second == 0) of_address_.erase(mine);
    found->address.clear(); // counted no more
    ++closing_;
    found->close();
    return true;
}

void OpenConnections::close_overdue(Time now, bool stopping)
{
    for (auto& one : connections_)
        if (one.close && (one.deadline < now || (stopping && one.idle))) one.close();
}

} // namespace tnung::http
