#pragma once

#include "foundation/base/id.hpp"
#include "foundation/staff/staff.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>

namespace tnung::registry {

/// Whose paper is looked at now: one of a person at a time, whatever they send it from, so that
/// nobody holds both of those who look at papers. Thread-safe.
class PaperTurns {
public:
    /// Held while the paper is looked at.
    class Turn {
    public:
        Turn(PaperTurns& turns, Id<Staff> whose) : turns_(turns), whose_(whose) {}
        ~Turn();
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        PaperTurns& turns_;
        const Id<Staff> whose_;
    };

    /// Nothing while another paper of theirs is looked at.
    std::unique_ptr<const Turn> take(Id<Staff> whose);

private:
    std::mutex guard_;
    std::set<std::int64_t> whose_; ///< guarded by guard_
};

} // namespace tnung::registry
