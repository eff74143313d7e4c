#pragma once

#include "foundation/pg/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace tnung::crash {

/// Spoils what waits to be told, one row after the other in different ways, and mends it all again.
/// What was there before stands in a table beside the gateway's, so that it outlives any death.
class Poison {
public:
    /// How many ways there are.
    static std::size_t kinds();

    /// Spoils one notice that waits, in the next way; nothing where none waits. As the owner.
    void spoil_one(pg::Connection& owner);
    static void mend_all(pg::Connection& owner);

    /// Notices that are set aside, by the reason that the operator is shown.
    static std::map<std::string, std::int64_t> set_aside(pg::Connection& owner);
    /// Of them, those of dossiers that nobody spoiled.
    static std::int64_t set_aside_unspoiled(pg::Connection& owner);

private:
    std::size_t next_ = 0;
    bool prepared_ = false;
};

} // namespace tnung::crash
