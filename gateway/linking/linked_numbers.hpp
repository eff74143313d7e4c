#pragma once

#include "gateway/chat/chat_turn.hpp"

namespace tnung::gateway {

/// The numbers that the follower linked, masked, each with a button that unlinks it; or that there
/// are none, with a button that links one.
ChatMessage linked_numbers(ChatTurn& turn, const PersonKeys& keys);

} // namespace tnung::gateway
