#pragma once

#include "foundation/base/embedded.hpp"

namespace tnung::gateway {

/// The gateway's migrations, made part of the program.
std::span<const EmbeddedFile> migrations();

} // namespace tnung::gateway
