#include "registry/desk/paper_turns.hpp"

namespace tnung::registry {

std::unique_ptr<const PaperTurns::Turn> PaperTurns::take(Id<Staff> whose)
{
    const std::scoped_lock lock(guard_);
    if (!whose_.insert(whose.value).second) return nullptr;
    return std::make_unique<const Turn>(*this, whose);
}

PaperTurns::Turn::~Turn()
{
    const std::scoped_lock lock(turns_.guard_);
    turns_.whose_.erase(whose_.value);
}

} // namespace tnung::registry
